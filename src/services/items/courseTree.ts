import { type ContentNode, type ListedItem, listContents, type Viewer } from '../../model/listing.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import type { CourseVisit } from '../visit/courseVisit.ts';

/** All items of a course as they lie in their folders. */
export interface CourseTree {
  readonly heads: ReadonlyMap<number, ItemHead>;
  readonly byItemId: ReadonlyMap<string, ItemHead>;
  /** Which comes how far from the beginning when the course is read from there: a folder before what is in it. */
  readonly place: ReadonlyMap<number, number>;
  /** What lies in a folder; undefined: at the top. */
  nodesIn(folder: number | undefined): readonly ContentNode[];
}

/** @param items all of a course, each folder's in their order */
export function courseTree(items: readonly ItemHead[]): CourseTree {
  const children = new Map<number | undefined, ItemHead[]>();
  for (const head of items) {
    const siblings = children.get(head.parentId);
    if (siblings) siblings.push(head);
    else children.set(head.parentId, [head]);
  }
  const nodes = new Map<number | undefined, readonly ContentNode[]>();
  const place = new Map<number, number>();
  const nodesIn = (folder: number | undefined): readonly ContentNode[] => {
    const inside = (children.get(folder) ?? []).map(({ id, kind }) => {
      place.set(id, place.size);
      const isFolder = kind === 'folder';
      return { id, isFolder, children: isFolder ? nodesIn(id) : [] };
    });
    nodes.set(folder, inside);
    return inside;
  };
  nodesIn(undefined);
  return {
    heads: new Map(items.map((head) => [head.id, head])),
    byItemId: new Map(items.map((head) => [head.itemId, head])),
    place,
    nodesIn: (folder) => nodes.get(folder) ?? [],
  };
}

/** One line of a list: an item, whether its title is a link, and what is listed in it. */
export interface ListedHead {
  readonly head: ItemHead;
  readonly shows: ListedItem['shows'];
  readonly children: readonly ListedHead[];
}

/** What a contents or folder page lists for its beholder; `folder` undefined: the whole course. */
export function listItems(
  tree: CourseTree,
  { course, settings }: Pick<CourseVisit, 'course' | 'settings'>,
  { folder, viewer }: { readonly folder: ItemHead | undefined; readonly viewer: Viewer },
): readonly ListedHead[] {
  const part = {
    courseId: course.courseId,
    settings,
    within: folder?.chain ?? [],
    nodes: tree.nodesIn(folder?.id),
  };
  return withHeads(listContents(part, viewer), tree);
}

function withHeads(listed: readonly ListedItem[], tree: CourseTree): readonly ListedHead[] {
  return listed.flatMap(({ id, shows, children }) => {
    const head = tree.heads.get(id);
    return head ? [{ head, shows, children: withHeads(children, tree) }] : [];
  });
}

/** Every line of a list and what is in it, from top to bottom. */
export function allLines(listed: readonly ListedHead[]): readonly ListedHead[] {
  const lines: ListedHead[] = [];
  const walk = (some: readonly ListedHead[]): void => {
    for (const one of some) {
      lines.push(one);
      walk(one.children);
    }
  };
  walk(listed);
  return lines;
}
