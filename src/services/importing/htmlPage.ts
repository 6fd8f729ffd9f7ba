import { type HtmlNode, htmlTree } from './htmlTree.ts';

/** What no page in Markdown can do; HTML that has it stays a file. */
const beyondMarkdown =
  /<(?:script|style|iframe|object|embed|applet|form|input|button|select|textarea|video|audio|canvas|svg|math|frameset|base)\b/i;

/**
 * Markdown of HTML that is simple: text, headings, lists, pictures, links, plain tables. Undefined for anything else,
 * which is kept as it is.
 */
export async function markdownFromHtml(html: string): Promise<{ title: string; body: string } | undefined> {
  if (beyondMarkdown.test(html)) return undefined;
  const title = /<title[^>]{0,200}>([^<]{0,400})</i.exec(html)?.[1] ?? '';
  const tree = await htmlTree(html);
  if (tree === undefined) return undefined;
  const body = blocksIn(tree, '');
  return body === undefined
    ? undefined
    : { title: title.replace(/\s+/g, ' ').trim(), body: `${body.trim()}\n` };
}

const inlineNames = new Set(['a', 'img', 'strong', 'b', 'em', 'i', 'code', 's', 'del', 'br', '']);

/** Blocks below each other with blank lines between; undefined where Markdown has no words for one. */
function blocksIn(nodes: readonly HtmlNode[], indent: string): string | undefined {
  const blocks: string[] = [];
  let inline: HtmlNode[] = [];
  const flush = () => {
    const text = paragraph(inline);
    if (text !== '') blocks.push(text);
    inline = [];
  };
  for (const node of nodes) {
    if (inlineNames.has(node.name)) {
      inline.push(node);
      continue;
    }
    flush();
    const block = blockOf(node);
    if (block === undefined) return undefined;
    if (block !== '') blocks.push(block);
  }
  flush();
  return blocks.join('\n\n').replaceAll('\n', `\n${indent}`);
}

function blockOf(node: HtmlNode): string | undefined {
  const { name, children } = node;
  if (/^h[1-6]$/.test(name)) {
    const title = inlineOf(children).replace(/\s+/g, ' ').trim();
    return title === '' ? '' : `${'#'.repeat(Number(name[1]))} ${title}`;
  }
  if (name === 'hr') return '---';
  if (name === 'pre') return fenced(textOf(children));
  if (name === 'ul' || name === 'ol') return listOf(node);
  if (name === 'table') return tableOf(node);
  if (name === 'blockquote') {
    const inside = blocksIn(children, '');
    return inside === undefined ? undefined : inside.replace(/^/gm, '> ');
  }
  return blocksIn(children, '');
}

function fenced(code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${code.replace(/\n$/, '')}\n${fence}`;
}

function listOf({ name, children }: HtmlNode): string | undefined {
  const items: string[] = [];
  for (const item of children.filter((one) => one.name !== '' || one.text.trim() !== '')) {
    const mark = name === 'ol' ? `${items.length + 1}. ` : '- ';
    const inside = blocksIn(item.name === 'li' ? item.children : [item], ' '.repeat(mark.length));
    if (inside === undefined) return undefined;
    items.push(mark + inside.replace(/\n\n( *)(?=- |\d+\. )/g, '\n$1'));
  }
  return items.join('\n');
}

/** A table whose rows are all as wide as the first; anything more is no table of Markdown's. */
function tableOf(table: HtmlNode): string | undefined {
  const rows: string[][] = [];
  const walk = (nodes: readonly HtmlNode[]): boolean =>
    nodes.every((node) => {
      if (node.name === 'tr') {
        const cells = node.children.filter(({ name }) => name === 'td' || name === 'th');
        if (cells.some((cell) => cell.attributes.size > 0 || !cell.children.every(isInline))) return false;
        rows.push(cells.map((cell) => inlineOf(cell.children).replace(/\s+/g, ' ').trim()));
        return true;
      }
      if (node.name === '') return node.text.trim() === '';
      return ['thead', 'tbody', 'tfoot'].includes(node.name) && walk(node.children);
    });
  if (!walk(table.children)) return undefined;
  const [head] = rows;
  if (!head || head.length === 0 || rows.some(({ length }) => length !== head.length)) return undefined;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.slice(1).map(line)].join('\n');
}

function isInline({ name, children }: HtmlNode): boolean {
  return (inlineNames.has(name) || name === 'p') && name !== 'br' && children.every(isInline);
}

function paragraph(nodes: readonly HtmlNode[]): string {
  const text = inlineOf(nodes)
    .replace(/[ \t]*\n[ \t]*/g, '\n')
    .trim();
  // What begins a line must not begin a heading, a list or a quotation.
  return text.replace(/^([#+=-])/gm, '\\$1').replace(/^(\d{1,9})([.)])/gm, '$1\\$2');
}

function inlineOf(nodes: readonly HtmlNode[]): string {
  return nodes.map(inline).join('');
}

function inline(node: HtmlNode): string {
  const { name, attributes, children } = node;
  if (name === '') return escaped(node.text.replace(/\s+/g, ' '));
  if (name === 'br') return '\\\n';
  if (name === 'code') return codeOf(textOf(children));
  const inside = inlineOf(children);
  if (name === 'img')
    return `![${escaped(attributes.get('alt') ?? '')}](<${address(attributes.get('src'))}>)`;
  if (name === 'a')
    return attributes.has('href') ? `[${inside}](<${address(attributes.get('href'))}>)` : inside;
  const mark = { strong: '**', b: '**', em: '*', i: '*', s: '~~', del: '~~' }[name] ?? '';
  const words = inside.trim();
  if (words === '' || mark === '') return inside;
  const [before, after] = [/^\s/.test(inside) ? ' ' : '', /\s$/.test(inside) ? ' ' : ''];
  return `${before}${mark}${words}${mark}${after}`;
}

function codeOf(code: string): string {
  const text = code.replace(/\s+/g, ' ');
  if (text.trim() === '') return '';
  return text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function textOf(nodes: readonly HtmlNode[]): string {
  return nodes.map(({ name, text, children }) => (name === 'br' ? '\n' : text + textOf(children))).join('');
}

/** Signs that Markdown would take for its own. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>&$~|]/g, '\\$&');
}

function address(link = ''): string {
  return link.replace(/[\s<>\\]/g, (sign) => encodeURIComponent(sign));
}
