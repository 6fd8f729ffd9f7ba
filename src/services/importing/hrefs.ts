import { folderOf } from './sourceTree.ts';

/**
 * Where a reference leads within an archive; undefined where it leads out of it or nowhere. What follows `?` and `#` is
 * for browsers.
 */
export function resolveHref(base: string, href: string): string | undefined {
  const path = href.replace(/[?#].*$/s, '');
  if (path === '' || path.startsWith('/') || /^[a-z][a-z0-9+.-]*:/i.test(path)) return undefined;
  const decoded = decodedPath(path);
  if (/[\p{Cc}\\]/u.test(decoded)) return undefined;
  const steps = base === '' ? [] : base.split('/').filter((step) => step !== '');
  for (const step of decoded.split('/')) {
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
const wikiPage = /^(?:\$|%24)WIKI_REFERENCE(?:\$|%24)\/(?:pages|wiki)\/([^/?#]+)/i;

/** Every place of an archive that a link of a page may mean, the likeliest first. */
export function placesMeant(link: string, page: string): readonly string[] {
  const wiki = wikiPage.exec(link)?.[1];
  if (wiki !== undefined) return [resolveHref('wiki_content', `${wiki}.html`)].flatMap((one) => one ?? []);
  const base = folderOf(page);
  const rest = link.replace(fileBase, '');
  const bases = rest === link ? [base] : ['', 'web_resources', base];
  return bases.flatMap((one) => resolveHref(one, rest) ?? []);
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
