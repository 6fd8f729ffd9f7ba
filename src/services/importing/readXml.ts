/** An element with what is in it; names without their prefixes. */
export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text directly in it. */
  readonly text: string;
}

/** XML that is not read. */
export class XmlRefusal extends Error {
  readonly why: 'manifest-doctype' | 'manifest-broken';

  constructor(why: XmlRefusal['why']) {
    super(`this XML is not read: ${why}`);
    this.why = why;
  }
}

/**
 * Reads a small XML document. It may declare no document type and no entities: with those, a few lines grow without end
 * or fetch files of this machine. What parses it is loaded with the first one.
 * @throws XmlRefusal
 */
export async function readXml(bytes: Uint8Array): Promise<XmlElement> {
  const text = textOf(bytes);
  refuseDeclarations(text);
  const { XMLParser } = await import('fast-xml-parser');
  const parser = new XMLParser({
    preserveOrder: true,
    ignoreAttributes: false,
    attributeNamePrefix: '',
    removeNSPrefix: true,
    parseTagValue: false,
    parseAttributeValue: false,
    processEntities: false,
    ignoreDeclaration: true,
    ignorePiTags: true,
    maxNestedTags: 100,
  });
  let parsed: unknown;
  try {
    parsed = parser.parse(text, true);
  } catch {
    throw new XmlRefusal('manifest-broken');
  }
  const [root] = elementsIn(parsed);
  if (!root) throw new XmlRefusal('manifest-broken');
  return root;
}

/** Encodings that such documents come in; any other one is not guessed at. */
const encodings = new Set([
  'utf-8',
  'us-ascii',
  'iso-8859-1',
  'windows-1252',
  'utf-16',
  'utf-16le',
  'utf-16be',
]);

function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const marked =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : '';
  const head = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const said = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']/.exec(
    head.replace(/^\u00EF\u00BB\u00BF/, ''),
  )?.[1];
  const encoding = marked || (said ?? 'utf-8').toLowerCase();
  if (!encodings.has(encoding)) throw new XmlRefusal('manifest-broken');
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new XmlRefusal('manifest-broken');
  }
}

const passages = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
] as const;

/** Any `<!` that begins neither a comment nor plain text. */
function refuseDeclarations(text: string): void {
  let at = text.indexOf('<!');
  while (at >= 0) {
    const [begin, end] = passages.find(([word]) => text.startsWith(word, at)) ?? [];
    if (begin === undefined || end === undefined) throw new XmlRefusal('manifest-doctype');
    const closed = text.indexOf(end, at + begin.length);
    if (closed < 0) throw new XmlRefusal('manifest-broken');
    at = text.indexOf('<!', closed + end.length);
  }
}

/** As the parser hands it over: a list, each element under its own name, its attributes beside it. */
function elementsIn(list: unknown): XmlElement[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((one: Readonly<Record<string, unknown>>): XmlElement[] => {
    const name = Object.keys(one).find((key) => key !== ':@' && key !== '#text');
    if (name === undefined) return [];
    const inside = one[name];
    const attributes = Object.entries((one[':@'] ?? {}) as Readonly<Record<string, unknown>>).map(
      ([key, value]) => [key, plain(String(value))] as const,
    );
    return [{ name, attributes: new Map(attributes), children: elementsIn(inside), text: textIn(inside) }];
  });
}

function textIn(list: unknown): string {
  if (!Array.isArray(list)) return '';
  const texts = list.flatMap((one: Readonly<Record<string, unknown>>) =>
    '#text' in one ? [String(one['#text'])] : [],
  );
  return plain(texts.join(' ')).trim();
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** The five entities that every document has, and characters by their number. */
function plain(text: string): string {
  return text.replace(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-f]{1,6}));/gi,
    (whole, name, decimal, hex) => {
      if (name !== undefined) return named[String(name).toLowerCase()] ?? whole;
      const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff)
        ? String.fromCodePoint(code)
        : '';
    },
  );
}

/** The elements of this name directly in another one. */
export function childrenNamed(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}

/** The first element at the end of a path of names. */
export function elementAt(
  element: XmlElement | undefined,
  ...names: readonly string[]
): XmlElement | undefined {
  return names.reduce((at, name) => childrenNamed(at, name)[0], element);
}
