import { sha256 } from '../../crypto/digest.ts';
import type { PageTools } from './pageHtml.ts';

/** Characters. A longer page is shown as it was written: rendering it would keep others waiting. */
const longestPage = 250_000;

/** Pages that were shown last, by what they are made of. Characters of HTML, all together. */
const mostKept = 16 * 1024 * 1024;
const kept = new Map<string, string>();
let keptLength = 0;

/**
 * HTML of a page resource from its Markdown, sanitised; `course` is the path of the course that it belongs to. What it
 * takes is loaded with the first page that needs it: a server should listen before it has read what no launch needs.
 */
export async function renderPage(body: string, course: string): Promise<string> {
  const key = sha256(`${course}\n${body}`).toString('base64');
  const known = kept.get(key);
  if (known !== undefined) {
    // The one that was shown longest ago goes first.
    kept.delete(key);
    kept.set(key, known);
    return known;
  }
  const { pageHtml, sourceHtml } = await import('./pageHtml.ts');
  if (body.length > longestPage) return sourceHtml(body);
  const html = pageHtml(body, { course, ...(await mathsFor(body)), ...(await codeFor(body)) });
  keep(key, html);
  return html;
}

function keep(key: string, html: string): void {
  if (html.length > mostKept / 8 || kept.has(key)) return;
  kept.set(key, html);
  keptLength += html.length;
  for (const [oldest, { length }] of kept) {
    if (keptLength <= mostKept) return;
    kept.delete(oldest);
    keptLength -= length;
  }
}

async function mathsFor(body: string): Promise<Pick<PageTools, 'formula'>> {
  if (!body.includes('$')) return {};
  const { formulaHtml, mostMaths } = await import('./pageMaths.ts');
  let left = mostMaths;
  return {
    formula: (tex, isDisplay) => {
      left -= tex.length + 20;
      return left < 0 ? undefined : formulaHtml(tex, isDisplay);
    },
  };
}

async function codeFor(body: string): Promise<Pick<PageTools, 'code'>> {
  if (!/```|~~~/.test(body)) return {};
  const { codeHtml, mostCode } = await import('./pageCode.ts');
  let left = mostCode;
  return {
    code: (code, language) => {
      left -= code.length + 100;
      return left < 0 ? undefined : codeHtml(code, language);
    },
  };
}
