import type { Scope } from './deepLink.ts';

/** Where an item stands. */
export interface ItemPlace {
  readonly courseId: number;
  /** The item's number and those of its folders, inwards out; the course itself is not among them. */
  readonly chain: readonly number[];
  readonly isFolder: boolean;
}

/**
 * Does a launch of one item, by its scope, extend to another? (product.md, Deep-link settings)
 * The folder of an item at the root is the course; a launch never reaches into another course (R1).
 */
export function covers(scope: Scope, launched: ItemPlace, requested: ItemPlace): boolean {
  if (launched.courseId !== requested.courseId) return false;
  if (launched.chain[0] === undefined || requested.chain[0] === undefined) return false;
  if (launched.chain[0] === requested.chain[0]) return true;
  const folder = folderOf(launched);
  const isTheFolder = requested.chain[0] === folder;
  if (scope === 'folder') return isTheFolder || requested.chain[1] === folder;
  if (scope === 'subtree') return folder === undefined || requested.chain.includes(folder);
  return false;
}

/** Does a launch extend to the page of the course's own contents, the folder of all items at the root? */
export function coversCourseRoot(scope: Scope, launched: ItemPlace): boolean {
  return scope !== 'resource' && folderOf(launched) === undefined;
}

/** The folder that `folder` and `subtree` speak of: a launched folder itself, else the item's; undefined: the course. */
function folderOf({ chain, isFolder }: ItemPlace): number | undefined {
  return isFolder ? chain[0] : chain[1];
}
