import { readFile } from 'node:fs/promises';
import type { Received } from '../uploads/keepReceived.ts';

/** Characters of one page of a site, and of all of them, that a search looks through. */
const mostOfPage = 50_000;
const mostOfSite = 400_000;
/** Bytes; larger ones are not written by hand. */
const largestPage = 2_000_000;

/** What a search finds a file of a site by; null for what no reader looks for, such as styles and scripts. */
export type SaidBy = (file: {
  readonly path: string;
  readonly type: string;
  readonly received: Received;
}) => Promise<string | null>;

/** Reads the pages of one site, one after the other, until there is enough of it. */
export function readerOfSite(): SaidBy {
  let left = mostOfSite;
  return async ({ path, type, received }) => {
    if (isMeans(path)) return null;
    if (!type.startsWith('text/html') || left <= 0 || received.size > largestPage) return '';
    const text = (await textOfHtml(await readFile(received.path, 'utf8'))).slice(
      0,
      Math.min(left, mostOfPage),
    );
    left -= text.length;
    return text;
  };
}

/** What pages are made with. */
function isMeans(path: string): boolean {
  return /\.(?:css|m?js|map|json|wasm|woff2?|ttf|otf|eot|ico)$/i.test(path);
}

/** Where one of these begins or ends, so does a word. */
const blocks =
  /<(?=\/?(?:address|article|aside|blockquote|body|br|caption|dd|div|dl|dt|figcaption|figure|footer|form|h[1-6]|header|hr|li|main|nav|ol|option|p|pre|section|summary|table|td|th|tr|ul)\b)/gi;

/** What a page of HTML says: its title and its text, without markup, scripts and styles. */
export async function textOfHtml(html: string): Promise<string> {
  const { default: sanitize } = await import('sanitize-html');
  const title = /<title[^>]{0,200}>([\s\S]{0,500}?)<\/title/i.exec(html.slice(0, 100_000))?.[1] ?? '';
  const text = sanitize(html.replace(blocks, ' <'), {
    allowedTags: [],
    allowedAttributes: {},
    nonTextTags: ['script', 'style', 'textarea', 'noscript', 'template', 'title', 'svg', 'iframe', 'object'],
  });
  const bare = sanitize(title, { allowedTags: [], allowedAttributes: {} });
  return decoded(`${bare} ${text}`)
    .replace(/[\s\0]+/g, ' ')
    .trim();
}

/** The only entities that are left by then. */
function decoded(text: string): string {
  return text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}
