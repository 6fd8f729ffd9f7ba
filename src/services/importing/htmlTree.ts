/** A tag with what is in it, or a text, whose name is ''. */
export interface HtmlNode {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly text: string;
  readonly children: HtmlNode[];
}

const allowedTags = [
  ...[
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'p',
    'div',
    'section',
    'article',
    'header',
    'footer',
    'main',
    'center',
  ],
  ...['ul', 'ol', 'li', 'blockquote', 'pre', 'hr', 'br', 'figure', 'figcaption', 'dl', 'dt', 'dd', 'address'],
  ...['table', 'thead', 'tbody', 'tfoot', 'tr', 'th', 'td', 'caption'],
  ...['a', 'img', 'strong', 'b', 'em', 'i', 'code', 's', 'del'],
];

const allowedAttributes = {
  a: ['href'],
  img: ['src', 'alt'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan'],
};

/** Deeper ones were made to hurt. */
const deepest = 60;

/** HTML as a tree of the tags that pages have; undefined where it is too deep. What reads it is loaded with the first one. */
export async function htmlTree(html: string): Promise<readonly HtmlNode[] | undefined> {
  const { default: sanitize } = await import('sanitize-html');
  const clean = sanitize(html, {
    allowedTags,
    allowedAttributes,
    allowedSchemes: ['http', 'https', 'mailto'],
    nonTextTags: ['script', 'style', 'textarea', 'option', 'noscript', 'title', 'head'],
  });
  const root: HtmlNode = { name: 'root', attributes: new Map(), text: '', children: [] };
  const open = [root];
  // What comes from there is well-formed, with every value in quotation marks.
  for (const [whole, slash, name = '', attributes = ''] of clean.matchAll(
    /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z]+="[^"]*")*)\s*\/?>|[^<]+/g,
  )) {
    const around = open.at(-1) ?? root;
    if (name === '')
      around.children.push({ name, attributes: new Map(), text: decoded(whole), children: [] });
    else if (slash === '/') {
      if (open.length > 1) open.pop();
    } else {
      const node: HtmlNode = { name, attributes: attributesIn(attributes), text: '', children: [] };
      around.children.push(node);
      if (!['img', 'br', 'hr'].includes(name)) open.push(node);
      if (open.length > deepest) return undefined;
    }
  }
  return root.children;
}

function attributesIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/([a-z]+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, decoded(value)]),
  );
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00A0',
};

/** The sanitiser writes all others as the characters that they are. */
function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|([a-z]{2,4}));/g, (whole, decimal, name) =>
    decimal === undefined
      ? (named[String(name)] ?? whole)
      : String.fromCodePoint(Math.min(Number(decimal), 0x10ffff)),
  );
}
