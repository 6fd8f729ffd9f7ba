/** What a link of a page is to lead to instead; undefined: it stays as it is. */
export type NewLink = (link: string) => string | undefined;

/** Links further from their beginning than this are none. */
const longestLink = 2_000;

/**
 * Markdown with the destinations of its links and pictures changed. Code stays as it is. Only destinations are touched,
 * so that everything else is what its author wrote.
 */
export function withLinks(body: string, newLink: NewLink): string {
  const out: string[] = [];
  let fence = '';
  let paragraph: string[] = [];
  const flush = () => {
    if (paragraph.length > 0) out.push(inText(paragraph.join('\n'), newLink));
    paragraph = [];
  };
  for (const line of body.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? '';
    const isFence = mark !== '' && (fence === '' || (mark[0] === fence[0] && mark.length >= fence.length));
    if (isFence || fence !== '') {
      flush();
      if (isFence) fence = fence === '' ? mark : '';
      out.push(line);
    } else if (line.trim() === '') {
      flush();
      out.push(line);
    } else if (paragraph.length === 0 && /^(?: {4}|\t)/.test(line)) {
      out.push(line);
    } else paragraph.push(line);
  }
  flush();
  return out.join('\n');
}

/** Text between two blank lines. */
function inText(text: string, newLink: NewLink): string {
  let out = '';
  let done = 0;
  let at = 0;
  while (at < text.length) {
    const sign = text[at];
    if (sign === '\\') at += 2;
    else if (sign === '`') at = afterCode(text, at);
    else if (sign === ']' && (text[at + 1] === '(' || text[at + 1] === ':')) {
      const found = destinationAt(text, at);
      const link = found && newLink(found.link);
      if (found && link !== undefined) {
        out += text.slice(done, found.start) + link;
        done = found.end;
      }
      at = found ? found.end : at + 2;
    } else at += 1;
  }
  return out + text.slice(done);
}

/** Behind a code span, or behind the signs where none begins. */
function afterCode(text: string, start: number): number {
  let end = start;
  while (text[end] === '`') end += 1;
  const ticks = text.slice(start, end);
  let close = text.indexOf(ticks, end);
  while (close >= 0 && close - end < longestLink * 4) {
    const isWhole = text[close - 1] !== '`' && text[close + ticks.length] !== '`';
    if (isWhole) return close + ticks.length;
    while (text[close] === '`') close += 1;
    close = text.indexOf(ticks, close);
  }
  return end;
}

interface Destination {
  readonly link: string;
  readonly start: number;
  readonly end: number;
}

/** The destination behind `](`, or behind `]:` at the beginning of a line. */
function destinationAt(text: string, bracket: number): Destination | undefined {
  const isReference = text[bracket + 1] === ':';
  if (
    isReference &&
    !/(?:^|\n) {0,3}\[[^\n[\]]{1,1000}$/.test(text.slice(Math.max(0, bracket - 1_010), bracket))
  )
    return undefined;
  let start = bracket + 2;
  while (text[start] === ' ' || text[start] === '\n') start += 1;
  const rest = text.slice(start, start + longestLink);
  const pointed = /^<([^<>\n]*)>/.exec(rest);
  if (pointed) return { link: pointed[1] ?? '', start, end: start + pointed[0].length };
  const link = isReference ? (/^[^\s<>]+/.exec(rest)?.[0] ?? '') : balanced(rest);
  return link === '' ? undefined : { link, start, end: start + link.length };
}

/** As readers of Markdown allow; without an end, short texts would take long. */
const mostBrackets = 32;

/** As far as a destination without angle brackets goes: brackets in it come in pairs. */
function balanced(text: string): string {
  let open = 0;
  for (let end = 0; end < text.length; end += 1) {
    const sign = text[end] ?? '';
    if (sign === '\\') end += 1;
    else if (/[\s<>]/.test(sign) || (sign === ')' && open === 0)) return text.slice(0, end);
    else if (sign === '(') {
      open += 1;
      if (open > mostBrackets) return '';
    } else if (sign === ')') open -= 1;
  }
  return '';
}
