import type { ImportEntry } from '../../storage/importEntryStore.ts';
import { nameIn, type SourceNode, shortTitle } from './sourceTree.ts';

/** An entry before it is known what becomes of it. */
export type StagedEntry = Omit<ImportEntry, 'verdict' | 'itemId'>;

/** The tree as a list, each entry before what is in it. */
export function entriesOf(nodes: readonly SourceNode[]): readonly StagedEntry[] {
  const entries: StagedEntry[] = [];
  const list = (some: readonly SourceNode[], parent: number | null, depth: number): void => {
    for (const node of some) {
      const place = entries.length;
      entries.push(entryOf(node, { place, parent, depth }));
      list(node.children, place, depth + 1);
    }
  };
  list(nodes, null, 0);
  return entries;
}

function entryOf(node: SourceNode, at: Pick<StagedEntry, 'place' | 'parent' | 'depth'>): StagedEntry {
  const { source, path, stem, kind, title, url, hash, size, reason, detail } = node;
  const fileName = kind === 'file' ? fileNameOf(node) : null;
  const stemShort = [...stem].slice(0, 100).join('');
  return {
    ...at,
    source: source.slice(0, 520),
    path,
    stem: stemShort,
    kind,
    title: shortTitle(title),
    url,
    fileName,
    hash,
    size,
    reason,
    detail: [...detail.replace(/\p{Cc}/gu, ' ')].slice(0, 400).join(''),
  };
}

/** Only what a browser and a disk take for a name, at most 200 characters; its ending says what the file is. */
function fileNameOf({ path }: SourceNode): string {
  const clean = nameIn(path)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '')
    .trim();
  if (clean === '') return 'file';
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(clean)?.[0] ?? '';
  const characters = [...clean];
  return characters.length <= 200 ? clean : characters.slice(0, 200 - ending.length).join('') + ending;
}
