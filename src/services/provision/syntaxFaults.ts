import type { ErrorCode } from 'yaml';

/**
 * What the YAML parser stumbled over, in sentences of our own: its messages quote the text, and what stands
 * there may be a password.
 */
const sentences: Partial<Record<ErrorCode, string>> = {
  BAD_DIRECTIVE: 'this directive is not understood; leave it out',
  BAD_DQ_ESCAPE: 'this escape is not understood; inside "..." write a backslash as \\\\',
  BAD_INDENT: 'the indentation is not right, or a bracket or quote is not closed',
  BAD_SCALAR_START: 'a text cannot begin with this character; write the text in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " on this line; write the text in quotes, or begin a new line',
  BLOCK_IN_FLOW: 'an indented list or map cannot stand inside [ ] or { }',
  KEY_OVER_1024_CHARS: 'a key is too long, or a quote is not closed',
  MISSING_CHAR: 'a character is missing here: a comma, colon, bracket, quote or blank',
  MULTILINE_IMPLICIT_KEY: 'a key must stand on one line; is a colon missing?',
  MULTIPLE_DOCS: 'a second document begins here; the file must hold one',
  RESOURCE_EXHAUSTION: 'the file is nested too deeply',
  TAB_AS_INDENT: 'indented with a tab; use blanks',
  TAG_RESOLVE_FAILED: 'tags (words with !) are not allowed; if it is text, write it in quotes',
  UNEXPECTED_TOKEN: 'something stands here that does not belong here',
};

export function syntaxSentence(code: ErrorCode): string {
  return sentences[code] ?? 'this is not well-formed YAML';
}
