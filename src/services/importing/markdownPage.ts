import { cleanBody, cleanTitle } from '../contents/checkItem.ts';

/** A page as Markdown says it. */
export interface MarkdownPage {
  /** '' where nothing says one. */
  readonly title: string;
  readonly body: string;
}

/** Text of UTF-8 bytes, or of UTF-16 with its mark; undefined for anything else. */
export function textFromBytes(bytes: Uint8Array): string | undefined {
  const [first, second] = bytes;
  const wide =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : '';
  try {
    return new TextDecoder(wide === '' ? 'utf-8' : wide, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Title and body of a page. The title is what the front matter says, else the first heading. A heading that begins the
 * page is taken away, since pages show their title themselves.
 */
export function markdownPage(text: string): MarkdownPage {
  const { said, rest } = withoutFrontMatter(cleanBody(text).replace(/^\uFEFF/, ''));
  const body = rest.replace(/^(?:[ \t]*\n)+/, '');
  const first = headingAtStart(body);
  if (first)
    return { title: said === '' ? first.title : said, body: body.slice(first.length).replace(/^\n+/, '') };
  return { title: said === '' ? laterHeading(body) : said, body };
}

/** Lines between `---` at the very beginning, of which only the title matters. */
function withoutFrontMatter(text: string): { readonly said: string; readonly rest: string } {
  if (!text.startsWith('---\n')) return { said: '', rest: text };
  const end = /\n(?:---|\.\.\.)[ \t]*(?:\n|$)/.exec(text.slice(3, 20_000));
  if (!end) return { said: '', rest: text };
  const lines = text.slice(4, 3 + end.index).split('\n');
  // A rule in a page that has no front matter looks alike, but what follows it then is no list of words and values.
  if (!lines.every((line) => line.trim() === '' || /^(?:[\w.-]+\s*:|[#\s-])/.test(line)))
    return { said: '', rest: text };
  const line = lines.find((one) => /^title\s*:/i.test(one)) ?? '';
  const value = line.replace(/^title\s*:\s*/i, '').trim();
  return {
    said: cleanTitle(value.replace(/^(["'])(.*)\1$/, '$2')),
    rest: text.slice(3 + end.index + end[0].length),
  };
}

interface Heading {
  readonly title: string;
  readonly length: number;
}

function headingAtStart(body: string): Heading | undefined {
  const [line = '', under = ''] = body.slice(0, 2_000).split('\n');
  const marked = /^ {0,3}#(?:[ \t]+(.*))?$/.exec(line);
  if (marked) {
    const title = plainTitle((marked[1] ?? '').replace(/(?:^|[ \t])#+[ \t]*$/, ''));
    return title === '' ? undefined : { title, length: line.length };
  }
  const isUnderlined = /^ {0,3}=+[ \t]*$/.test(under) && /^ {0,3}[^\s>#*+-]/.test(line);
  return isUnderlined ? { title: plainTitle(line), length: line.length + 1 + under.length } : undefined;
}

function laterHeading(body: string): string {
  let fence = '';
  for (const line of body.slice(0, 100_000).split('\n')) {
    const mark = /^ {0,3}(```|~~~)/.exec(line)?.[1] ?? '';
    if (mark !== '' && (fence === '' || fence === mark)) fence = fence === '' ? mark : '';
    const heading = fence === '' ? /^ {0,3}#{1,6}[ \t]+(.+)$/.exec(line)?.[1] : undefined;
    if (heading !== undefined) return plainTitle(heading.replace(/[ \t]#+[ \t]*$/, ''));
  }
  return '';
}

/** A heading's words without the marks around them. */
function plainTitle(text: string): string {
  const short = text.slice(0, 1_000);
  const words = short
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, '$1')
    .replace(/(\*\*|__|~~|`)/g, '')
    .replace(/(?<![\p{L}\p{N}])[*_]|[*_](?![\p{L}\p{N}])/gu, '')
    .replace(/\\([!-/:-@[-`{-~])/g, '$1');
  return cleanTitle(words);
}
