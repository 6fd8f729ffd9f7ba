import { folderOf } from './sourceTree.ts';

/**
 * Where a reference leads within an archive; undefined where it leads out of it or nowhere. What follows `?` and `#` is
 * for browsers.
 */
export function resolveHref(base: string, href: string): string | undefined {
  const path = href.replace(/[?#].*$/s, '');
  return path === '' || leadsElsewhere(path) ? undefined : pathFrom(base, decodedPath(path));
}

/** Every place that a reference may mean, the likeliest first: programs forget to encode what names hold. */
export function placesOf(base: string, href: string): readonly string[] {
  const meant = resolveHref(base, href);
  if (meant === undefined) return [];
  const literal = pathFrom(base, href);
  return literal === undefined || literal === meant ? [meant] : [meant, literal];
}

function leadsElsewhere(path: string): boolean {
  return /^[/\\]/.test(path) || /^[a-z][a-z0-9+.-]*:/i.test(path);
}

function pathFrom(base: string, path: string): string | undefined {
  if (/\p{Cc}/u.test(path)) return undefined;
  const steps = base === '' ? [] : base.split('/').filter((step) => step !== '');
  // Programs on Windows write backslashes.
  for (const step of path.split(/[/\\]/)) {
    if (step === '' || step === '.') continue;
    if (step === '..') {
      if (steps.length === 0) return undefined;
      steps.pop();
    } else steps.push(step);
  }
  return steps.join('/').normalize('NFC');
}

function decodedPath(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** How learning platforms write "in this cartridge", and where they mean. */
const fileBase = /^(?:\$|%24)IMS[-_]CC[-_]FILEBASE(?:\$|%24)\/?/i;
const wikiPage = /^(?:\$|%24)(?:WIKI|CANVAS_OBJECT)_REFERENCE(?:\$|%24)\/(?:pages|wiki)\/([^/?#]+)/i;
const reference = /^(?:\$|%24)(?:WIKI|CANVAS_OBJECT|CANVAS_COURSE)_REFERENCE(?:\$|%24)\/([^?#]+)/i;

/** Every place of an archive that a link of a page may mean, the likeliest first. */
export function placesMeant(link: string, page: string): readonly string[] {
  const wiki = wikiPage.exec(link)?.[1];
  if (wiki !== undefined) return placesOf('wiki_content', `${wiki}.html`);
  const base = folderOf(page);
  const rest = link.replace(fileBase, '');
  const bases = rest === link ? [base] : ['', 'web_resources', base];
  return bases.flatMap((one) => placesOf(one, rest));
}

/** The same link as one to a path, where it names what it leads to by an identifier; undefined for all others. */
export function linkByIdentifier(link: string, identified: ReadonlyMap<string, string>): string | undefined {
  const steps = reference.exec(link)?.[1]?.split('/') ?? [];
  const path = steps.map((step) => identified.get(step)).find((found) => found !== undefined);
  if (path === undefined) return undefined;
  const encoded = encodeURIComponent(path).replaceAll('%2F', '/').replace(/[()]/g, percentOf);
  return `$IMS-CC-FILEBASE$/${encoded}`;
}

function percentOf(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16)}`;
}

/** Finds things by path: as it is written, else however its letters are cased where only one is meant. */
export class ByPath<Thing> {
  readonly #exact = new Map<string, Thing>();
  readonly #folded = new Map<string, Thing | undefined>();

  add(path: string, thing: Thing): void {
    if (this.#exact.has(path)) return;
    this.#exact.set(path, thing);
    const folded = path.toLowerCase();
    this.#folded.set(folded, this.#folded.has(folded) ? undefined : thing);
  }

  find(path: string): Thing | undefined {
    return this.#exact.get(path) ?? this.#folded.get(path.toLowerCase());
  }
}
