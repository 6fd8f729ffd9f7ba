import type { Zip } from '../zips/readZip.ts';
import {
  compareNames,
  nameIn,
  nodeOf,
  readingOf,
  type SourceNode,
  type SourceTree,
  stemOf,
} from './sourceTree.ts';
import { isOfSystem } from './systemFiles.ts';

/** What an archive lists. */
export type Listing = Pick<Zip, 'entries' | 'refused'>;

/** The tree of an ordinary zip: folders as they are, everything in the order of the names. */
export function treeOfZip({ entries, refused }: Listing): SourceTree {
  const top: SourceNode[] = [];
  const folders = new Map<string, SourceNode>();
  const into = (path: string): SourceNode[] | undefined => {
    const end = path.lastIndexOf('/');
    return end < 0 ? top : childrenOf(path.slice(0, end));
  };
  // Undefined within what the system of whoever packed it has put there.
  const childrenOf = (path: string): SourceNode[] | undefined => {
    const known = folders.get(path);
    if (known) return known.kind === 'folder' ? known.children : undefined;
    const around = into(path);
    if (!around) return undefined;
    const folder = folderNode(path);
    folders.set(path, folder);
    around.push(folder);
    return folder.kind === 'folder' ? folder.children : undefined;
  };
  for (const entry of entries) {
    if (entry.isFolder) {
      childrenOf(entry.path);
      continue;
    }
    const name = nameIn(entry.path);
    const around = into(entry.path);
    if (!around) continue;
    if (isOfSystem(name)) {
      around.push(
        nodeOf({ source: entry.path, path: entry.path, title: name, kind: '', reason: 'system-file' }),
      );
      continue;
    }
    const { reading, kind } = readingOf(name);
    around.push(
      nodeOf({
        source: entry.path,
        path: entry.path,
        stem: stemOf(name),
        title: kind === 'page' ? stemOf(name) : name,
        isTitled: kind !== 'page',
        kind,
        reading,
        content: entry,
      }),
    );
  }
  sortAll(top);
  return { kind: 'zip', nodes: [...top, ...refusedNodes(refused)], spare: new Map(), identified: new Map() };
}

function folderNode(path: string): SourceNode {
  const name = nameIn(path);
  const isSystem = isOfSystem(name);
  return nodeOf({
    source: `${path}/`,
    path,
    stem: name,
    title: name,
    kind: isSystem ? '' : 'folder',
    ...(isSystem && { reason: 'system-file' }),
  });
}

/** Entries that the reader of archives does not take. */
export function refusedNodes(refused: Listing['refused']): SourceNode[] {
  return refused.map(({ path, why }, place) =>
    nodeOf({ source: `refused:${place}`, path, title: path === '' ? '?' : path, kind: '', reason: why }),
  );
}

function sortAll(nodes: SourceNode[]): void {
  nodes.sort((one, other) => compareNames(nameIn(one.path), nameIn(other.path)));
  for (const { children } of nodes) sortAll(children);
}
