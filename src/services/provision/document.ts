import { Composer, type CST, Lexer, LineCounter, Parser } from 'yaml';
import type { FilePath } from './faults.ts';
import { entryAt, locate, readTree, type TreeFault } from './readTree.ts';
import { syntaxSentence } from './syntaxFaults.ts';

/** Merge keys are off and repeated keys are found by ourselves: the parser's own search is quadratic. */
const strictly = {
  version: '1.2',
  schema: 'core',
  merge: false,
  uniqueKeys: false,
  prettyErrors: false,
} as const;

/** Deeper than any honest file (20 folders are some 45 levels); beyond, the parser would run out of stack. */
const deepest = 120;
/** Words, blanks, brackets and line ends of one file; many more would need gigabytes of memory. */
const mostTokens = 6_000_000;
/** Syntax faults follow from one another; after the first few they only confuse. */
const mostSyntaxFaults = 10;

export interface Place {
  readonly line: number;
  readonly column: number;
}

export interface PlacedFault extends Place {
  readonly path: FilePath;
  readonly message: string;
}

/** A file that was read as YAML or JSON: plain values, and for each the place where it stands. */
export interface ProvisionDocument {
  readonly value: unknown;
  readonly faults: readonly PlacedFault[];
  /** False where the text is not YAML at all, so that `value` says nothing. */
  readonly wellFormed: boolean;
  /** Where the value at this path stands; for what is missing, the map that lacks it. */
  place(path: FilePath): Place;
  /** Where the key itself stands. */
  keyPlace(path: FilePath): Place;
  /** How a number, true, false or null is written in the text; undefined for everything else. */
  source(path: FilePath): string | undefined;
}

/**
 * Reads YAML 1.2 (core schema) or JSON, which is a part of it. Tags, merge keys, repeated keys, directives of
 * older versions, aliases that unfold without bound, and text that no database could hold are faults.
 */
export function readDocument(text: string): ProvisionDocument {
  const lines = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const broken = (faults: readonly { at: number; message: string }[]): ProvisionDocument => ({
    value: undefined,
    faults: faults.map((fault) => ({ path: [], message: fault.message, ...place(fault.at) })),
    wellFormed: false,
    place: () => place(0),
    keyPlace: () => place(0),
    source: () => undefined,
  });

  const tokens = readTokens(text, lines);
  if (!Array.isArray(tokens)) return broken([tokens]);

  const composer = new Composer(strictly);
  const documents = [...composer.compose(tokens, true, text.length)];
  const document = documents[0];
  // Tags are found again in the tree, so that they do not hide the faults beside them.
  const warnings = documents.flatMap((each) =>
    each.warnings.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED'),
  );
  const problems = [...documents.flatMap((each) => each.errors), ...warnings];
  const syntax = problems.map((problem) => ({ at: problem.pos[0], message: syntaxSentence(problem.code) }));
  const second = documents[1];
  if (second !== undefined) syntax.push({ at: second.range[0], message: syntaxSentence('MULTIPLE_DOCS') });
  if (document?.directives?.yaml.version === '1.1') {
    syntax.push({ at: 0, message: 'the file must be YAML 1.2; leave the %YAML line out' });
  }
  if (syntax.length > 0) return broken(syntax.slice(0, mostSyntaxFaults));
  if (document?.contents === null || document === undefined) {
    return broken([{ at: 0, message: "the file is empty; expected the key 'domains'" }]);
  }

  const tree = readTree(document.contents);
  return {
    value: tree.value,
    faults: tree.faults.map(({ path, message, at }: TreeFault) => ({ path, message, ...place(at) })),
    wellFormed: true,
    place: (path) => place(locate(tree, path, 'value')),
    keyPlace: (path) => place(locate(tree, path, 'key')),
    source: (path) => entryAt(tree, path)?.source,
  };
}

/** Depth and amount are counted while tokens are read, which needs no stack, before anything that recurses. */
function readTokens(text: string, lines: LineCounter): CST.Token[] | { at: number; message: string } {
  const parser = new Parser(lines.addNewLine);
  const tokens: CST.Token[] = [];
  let count = 0;
  lines.addNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    count++;
    if (parser.stack.length > deepest) return { at: parser.offset, message: 'the file is nested too deeply' };
    if (count > mostTokens)
      return { at: parser.offset, message: 'the file is too large; split it into several' };
  }
  tokens.push(...parser.end());
  return tokens;
}
