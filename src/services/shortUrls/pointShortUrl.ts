import { addAudit } from '../../storage/auditStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import type { Door } from '../../storage/door.ts';
import {
  bareItem,
  findLink,
  type LinkedItem,
  linkOfItem,
  listBareItems,
} from '../../storage/linkListStore.ts';
import { pointShortUrl as storePoint } from '../../storage/shortUrlStore.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { type ChangedLink, endAll, linkEntry, marked, markOf } from './changeShortUrl.ts';

/** Items of the course that a short URL could lead to instead: those that have none. */
export function possibleTargets(
  door: Door,
  { course }: CourseCoordinator,
  { pattern, most }: { readonly pattern: string | undefined; readonly most: number },
): Promise<readonly LinkedItem[]> {
  return door.read((sql) => listBareItems(sql, course, { pattern, offset: 0, most }));
}

/** One of them by its id. */
export function possibleTarget(
  door: Door,
  { course }: CourseCoordinator,
  itemId: string,
): Promise<LinkedItem | undefined> {
  return door.read((sql) => bareItem(sql, course, itemId));
}

export interface Pointing {
  readonly by: CourseCoordinator;
  readonly shortId: string;
  /** Of the item that it is to lead to. */
  readonly to: LinkedItem;
  readonly mark: string;
  readonly endSessions: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type PointedLink = ChangedLink | { readonly kind: 'taken' };

/**
 * Leads a short URL to another item. Running sessions count for the item that they opened and are not carried over (R8);
 * they go on there unless they are ended, too.
 */
export async function pointShortUrl(door: Door, pointing: Pointing): Promise<PointedLink> {
  const { by, shortId, to, mark, endSessions, now } = pointing;
  const { course } = by;
  return door.write(async (sql): Promise<PointedLink> => {
    await lockCourse(sql, course);
    const before = await findLink(sql, course, shortId);
    if (!before) return { kind: 'missing' };
    if (before.item === to.id) return { kind: 'unchanged', ended: 0 };
    if (markOf(before) !== mark)
      return { kind: 'meanwhile', now: await marked(sql, before, { course, now }) };
    if (await linkOfItem(sql, course, to.id)) return { kind: 'taken' };
    await storePoint(sql, course, { shortId, item: to.id });
    const changed = linkEntry(by, before, 'short-url-changed');
    const entries = [{ ...changed, before: { item: before.to?.itemId ?? null }, after: { item: to.itemId } }];
    const ended = endSessions ? await endAll(sql, before, { course, now }) : 0;
    const endedEntry = { ...linkEntry(by, before, 'launch-sessions-ended'), after: { sessions: ended } };
    await addAudit(sql, ended > 0 ? [...entries, endedEntry] : entries, now);
    return { kind: 'changed', ended };
  });
}
