import MarkdownIt from 'markdown-it';
import sanitizeHtml from 'sanitize-html';
import { isItemId } from '../../model/ids.ts';
import { formulas } from './pageFormulas.ts';
import { pagePolicy } from './pagePolicy.ts';

/** What a page is rendered with. */
export interface PageTools {
  /** Path of the course, `/physics/phy101`, in which `item:` addresses lead; left out, they lead nowhere. */
  readonly course?: string;
  /** HTML of a formula; undefined where it is shown as it was written. */
  readonly formula?: (tex: string, isDisplay: boolean) => string | undefined;
  /** HTML of code in a language; undefined where it stays plain. */
  readonly code?: (code: string, language: string) => string | undefined;
}

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false, breaks: false });
const { escapeHtml } = markdown.utils;

/** The page's own title is its h1, so what authors write as h1 becomes h2, and so on down. */
markdown.core.ruler.push('headings_below_the_title', (state) => {
  for (const token of state.tokens) {
    if (token.type === 'heading_open' || token.type === 'heading_close') {
      token.tag = `h${Math.min(6, Number(token.tag.slice(1)) + 1)}`;
    }
  }
});

/** `item:intro` is an item of the same course, and as a picture its file: so it stays right whatever is copied. */
markdown.core.ruler.push('items_of_the_course', ({ tokens, env }) => {
  const { course } = env as PageTools;
  for (const token of tokens.flatMap(({ children }) => children ?? [])) {
    const [name, end] = token.type === 'image' ? ['src', '/file'] : ['href', ''];
    const id = /^item:(.*)$/.exec(String(token.attrGet(name) ?? ''))?.[1];
    if (id === undefined) continue;
    token.attrSet(name, isItemId(id) && course !== undefined ? `${course}/${id}${end}` : '');
  }
});

markdown.renderer.rules.table_open = () => '<div><table>\n';
markdown.renderer.rules.table_close = () => '</table></div>\n';

markdown.renderer.rules.fence = (tokens, index, _options, env) => {
  const { content = '', info = '' } = tokens[index] ?? {};
  const [language = ''] = info.trim().toLowerCase().split(/\s/);
  const html = language === '' ? undefined : (env as PageTools).code?.(content, language);
  return `<pre><code>${html ?? escapeHtml(content)}</code></pre>\n`;
};

formulas(markdown);

/** So long a formula may be wider than a phone. */
const wide = 30;

markdown.renderer.rules.formula = (tokens, index, _options, env) => {
  const { content = '' } = tokens[index] ?? {};
  const html = (env as PageTools).formula?.(content, false);
  if (html === undefined) return `<code>${escapeHtml(`$${content}$`)}</code>`;
  return content.length < wide ? html : `<span class="wide" tabindex="0">${html}</span>`;
};
markdown.renderer.rules.formula_shown = (tokens, index, _options, env) => {
  const { content = '' } = tokens[index] ?? {};
  const html = (env as PageTools).formula?.(content, true);
  if (html === undefined) return `<code>${escapeHtml(`$$${content}$$`)}</code>`;
  return `<span class="formula" tabindex="0">${html}</span>`;
};
markdown.renderer.rules.formula_block = (tokens, index, _options, env) => {
  const { content = '' } = tokens[index] ?? {};
  const html = (env as PageTools).formula?.(content, true);
  if (html === undefined) return `<pre><code>${escapeHtml(`$$\n${content}\n$$`)}</code></pre>\n`;
  return `<div>${html}</div>\n`;
};

/** HTML of a page resource from its Markdown (CommonMark with tables), sanitised whatever the Markdown held. */
export function pageHtml(body: string, tools: PageTools = {}): string {
  return sanitizeHtml(markdown.render(body, { ...tools }), pagePolicy);
}

/** A page that is too long to be rendered, as it was written. */
export function sourceHtml(body: string): string {
  return `<pre tabindex="0"><code>${escapeHtml(body)}</code></pre>\n`;
}
