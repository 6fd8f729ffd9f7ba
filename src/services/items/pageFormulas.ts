import type MarkdownIt from 'markdown-it';
import type { StateBlock, StateInline } from 'markdown-it';

/** Beyond these a dollar is a dollar; they also keep pages of nothing but dollars cheap. */
const farthest = 2_000;
const mostLines = 60;

/** Finds `$...$` within text and `$$...$$` there or on lines of its own; the source of each becomes a token. */
export function formulas(markdown: InstanceType<typeof MarkdownIt>): void {
  markdown.inline.ruler.before('escape', 'formula', inText);
  markdown.block.ruler.before('fence', 'formula', onLines, {
    alt: ['paragraph', 'reference', 'blockquote', 'list'],
  });
}

/**
 * As Pandoc has it: no space after the first dollar nor before the last, and no digit after that, so that $20 and $30
 * are prices.
 */
function inText(state: StateInline, silent: boolean): boolean {
  const { src, pos } = state;
  if (src[pos] !== '$') return false;
  const mark = src[pos + 1] === '$' ? '$$' : '$';
  const start = pos + mark.length;
  const end = unescapedMark(src, start, mark);
  if (end <= start) return false;
  const source = src.slice(start, end);
  const after = end + mark.length;
  if (source.trim() === '') return false;
  if (mark === '$' && (/^\s|\s$/.test(source) || /\d/.test(src[after] ?? ''))) return false;
  if (!silent) {
    const token = state.push(mark === '$' ? 'formula' : 'formula_shown', 'math', 0);
    token.content = source;
  }
  state.pos = after;
  return true;
}

/** Where the next dollar stands that no backslash takes away; -1 where it is none, or far. */
function unescapedMark(src: string, start: number, mark: string): number {
  const end = Math.min(src.length, start + farthest);
  for (let at = start; at < end; at += 1) {
    if (src[at] === '\\') at += 1;
    else if (src[at] === '$') return src.startsWith(mark, at) ? at : -1;
  }
  return -1;
}

function onLines(state: StateBlock, startLine: number, endLine: number, silent: boolean): boolean {
  const text = (line: number) =>
    state.src.slice((state.bMarks[line] ?? 0) + (state.tShift[line] ?? 0), state.eMarks[line]).trimEnd();
  const first = text(startLine);
  if (!first.startsWith('$$') || (state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
  if (silent) return endOf(first.slice(2), { text, startLine, endLine }) !== undefined;
  const found = endOf(first.slice(2), { text, startLine, endLine });
  if (!found) return false;
  const token = state.push('formula_block', 'math', 0);
  token.block = true;
  token.content = found.source;
  token.map = [startLine, found.nextLine];
  state.line = found.nextLine;
  return true;
}

interface Lines {
  readonly text: (line: number) => string;
  readonly startLine: number;
  readonly endLine: number;
}

function endOf(
  first: string,
  { text, startLine, endLine }: Lines,
): { readonly source: string; readonly nextLine: number } | undefined {
  const lines: string[] = [];
  const last = Math.min(endLine, startLine + mostLines);
  for (let line = startLine; line < last; line += 1) {
    const here = line === startLine ? first : text(line);
    if (here === '' && line > startLine) return undefined;
    if (here.endsWith('$$')) {
      const source = [...lines, here.slice(0, -2)].join('\n').trim();
      return source === '' || source.includes('$$') ? undefined : { source, nextLine: line + 1 };
    }
    lines.push(here);
  }
  return undefined;
}
