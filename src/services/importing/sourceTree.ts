import type { ItemKind } from '../../storage/itemStore.ts';
import { cleanTitle } from '../contents/checkItem.ts';
import type { ZipEntry } from '../zips/readZip.ts';

/** How the content of an entry is read. */
export type Reading = 'markdown' | 'html' | 'web-link' | 'lti-link' | 'bytes' | 'none';

/** One entry of an archive, as it would stand in a course. It is filled in while the archive is read. */
export interface SourceNode {
  /** What tells it from the others of its archive, the next time too. */
  readonly source: string;
  /** Where its content lies in the archive; '' where it has none. */
  readonly path: string;
  /** What an id of its own is made from. */
  readonly stem: string;
  /** '' for what cannot become an item. */
  kind: ItemKind | '';
  title: string;
  /** Whether the title was given, so that nothing inside the content takes its place. */
  readonly isTitled: boolean;
  readonly reading: Reading;
  readonly content: ZipEntry | undefined;
  url: string | null;
  hash: string | null;
  size: number | null;
  /** Why it is left out, or what else is to be said of it. */
  reason: string;
  detail: string;
  readonly children: SourceNode[];
}

/** What an archive holds. */
export interface SourceTree {
  readonly kind: 'zip' | 'cartridge';
  readonly nodes: SourceNode[];
  /** Not in the tree, but there for pages that need them, by their paths. */
  readonly spare: ReadonlyMap<string, SourceNode>;
  /** Paths by the identifiers that links may name instead. */
  readonly identified: ReadonlyMap<string, string>;
}

const longestTitle = 200;

/** As long as a title may be. */
export function shortTitle(title: string): string {
  return [...title].slice(0, longestTitle).join('');
}

/** A node that has nothing yet but what is said of it. */
export function nodeOf(
  known: Pick<SourceNode, 'source' | 'title' | 'kind'> & Partial<SourceNode>,
): SourceNode {
  const clean = cleanTitle(known.title);
  const title = shortTitle(clean);
  return {
    path: '',
    stem: clean,
    isTitled: true,
    reading: 'none',
    content: undefined,
    url: null,
    hash: null,
    size: null,
    reason: title === clean ? '' : 'short-title',
    detail: '',
    children: [],
    ...known,
    title: title === '' ? known.source.slice(0, 60) : title,
  };
}

/** Leaves a node out, and tells why. */
export function leaveOut(node: SourceNode, reason: string, detail = ''): void {
  node.kind = '';
  node.reason = reason;
  node.detail = detail;
}

/** Every node, each before what is in it. */
export function* nodesIn(nodes: readonly SourceNode[]): Generator<SourceNode> {
  for (const node of nodes) {
    yield node;
    yield* nodesIn(node.children);
  }
}

const byNumbers = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Names as people order them: `2-b` before `10-a`. */
export function compareNames(one: string, other: string): number {
  return byNumbers.compare(one, other) || (one < other ? -1 : Number(one > other));
}

/** The last step of a path. */
export function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** The folder that a path lies in; '' for the top. */
export function folderOf(path: string): string {
  const end = path.lastIndexOf('/');
  return end < 0 ? '' : path.slice(0, end);
}

/** A name without its ending. */
export function stemOf(name: string): string {
  return name.replace(/(?<=.)\.[A-Za-z0-9]{1,10}$/, '');
}

/** How a file of this name is read, and what it becomes. */
export function readingOf(name: string): { readonly reading: Reading; readonly kind: ItemKind } {
  return /\.(?:md|markdown|mdown|mkd)$/i.test(name)
    ? { reading: 'markdown', kind: 'page' }
    : { reading: 'bytes', kind: 'file' };
}
