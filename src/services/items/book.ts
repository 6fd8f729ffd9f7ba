import { covers } from '../../model/launchScope.ts';
import { settingFor } from '../../model/launchSession.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import type { CourseVisit } from '../visit/courseVisit.ts';
import { allLines, type CourseTree, listItems } from './courseTree.ts';
import { accessTo, type Beholder } from './openItem.ts';

/** Where an item stands among all that its beholder may read on from there. */
export interface Book {
  /** The folders above that may be seen, outermost first. */
  readonly above: readonly ItemHead[];
  readonly previous: ItemHead | undefined;
  readonly next: ItemHead | undefined;
  /** From 1; 0 for a folder, and for what is in no list of its beholder. */
  readonly position: number;
  readonly total: number;
  /** How many lines the beholder's list of the whole course has. */
  readonly listed: number;
}

/**
 * The course as one book for one beholder: pages, files and addresses in the order of the contents, without the folders
 * around them. A launched student's book ends where the launch's scope ends; what `others: show` opens elsewhere is a
 * book of its own. What is closed, absent or not listed is in nobody's.
 */
export function bookAround(
  visit: CourseVisit,
  tree: CourseTree,
  { item, beholder }: { readonly item: ItemHead; readonly beholder: Beholder },
): Book {
  const lines = allLines(listItems(tree, visit, { folder: undefined, viewer: beholder.viewer }));
  const links = lines.filter(({ shows }) => shows === 'link').map(({ head }) => head);
  const isNear = nearnessOf(visit, item, beholder);
  const book = links.filter(
    (head) => head.kind !== 'folder' && isNear(head) && mayRead(visit, beholder, head),
  );
  const at = book.findIndex(({ id }) => id === item.id);
  const here = tree.place.get(item.id) ?? 0;
  const placeOf = ({ id }: ItemHead) => tree.place.get(id) ?? 0;
  const seen = new Map(links.map((head) => [head.id, head]));
  return {
    above: item.chain
      .slice(1)
      .reverse()
      .flatMap((id) => seen.get(id) ?? []),
    previous: book.findLast((head) => placeOf(head) < here),
    next: book.find((head) => placeOf(head) > here),
    position: at + 1,
    total: book.length,
    listed: lines.length,
  };
}

/** Judged as if it were asked for: a list may name what opens by a launch alone. */
export function mayRead(visit: CourseVisit, { viewer }: Beholder, head: ItemHead): boolean {
  return viewer.kind === 'staff' || accessTo(visit, head, 'address').open;
}

/** Whether another item is on the same side of the launch's scope; without a launch everything is. */
function nearnessOf(
  { course, settings }: CourseVisit,
  item: ItemHead,
  { viewer }: Beholder,
): (head: ItemHead) => boolean {
  if (viewer.kind !== 'launched') return () => true;
  const { launched, visitor } = viewer.launch;
  const scope = settingFor(visitor, settings, launched.chain).scope.value;
  const isCovered = ({ chain, kind }: ItemHead) =>
    covers(scope, launched, { courseId: course.courseId, chain, isFolder: kind === 'folder' });
  const isHere = isCovered(item);
  return (head) => isCovered(head) === isHere;
}
