import { stateMark } from '../../crypto/stateMark.ts';
import { addAudit } from '../../storage/auditStore.ts';
import type { KnownItem } from '../../storage/contentsStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { shortUrlsOf } from '../../storage/shortUrlStore.ts';
import { itemsNamed, itemsNumbered, removeItems } from '../../storage/treeChanges.ts';
import { listBelow } from '../../storage/treeStore.ts';
import { contentFields } from '../provision/applyContents.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { dropContents } from '../sites/keepSite.ts';
import type { PathOf } from '../uploads/keepReceived.ts';
import { itemEntry } from './auditItem.ts';
import { outermost } from './moveItems.ts';

/** What is lost with some items. */
export interface Loss {
  /** Those that were chosen, without what lies in another of them. */
  readonly roots: readonly KnownItem[];
  /** With everything below. */
  readonly items: readonly KnownItem[];
  /** Short ids whose addresses open nothing any more. */
  readonly shortIds: readonly string[];
  readonly mark: string;
}

/** What would be lost; none of `roots` where the course has none of the items. */
export function readLoss(
  door: Door,
  { course }: CourseCoordinator,
  itemIds: readonly string[],
): Promise<Loss> {
  return door.read((sql) => lossOf(sql, course, itemIds));
}

async function lossOf(sql: Sql, scope: CourseScope, itemIds: readonly string[]): Promise<Loss> {
  const roots = outermost(await itemsNamed(sql, scope, itemIds));
  const below: number[] = [];
  for (const root of roots.filter(({ kind }) => kind === 'folder'))
    below.push(...(await listBelow(sql, scope, root)).map(({ id }) => id));
  const items = [...roots, ...(await itemsNumbered(sql, scope, below))];
  const ids = new Set(items.map(({ id }) => id));
  const links = await shortUrlsOf(sql, scope);
  const shortIds = links.filter(({ item }) => ids.has(item)).map(({ shortId }) => shortId);
  return { roots, items, shortIds, mark: stateMark([[...ids].sort((one, other) => one - other), shortIds]) };
}

export interface Deleting {
  readonly by: CourseCoordinator;
  readonly items: readonly string[];
  /** Of the loss that the page named. */
  readonly mark: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly pathOf: PathOf;
}

export type DeletedItems =
  | { readonly kind: 'deleted'; readonly count: number; readonly endedSessions: number }
  /** More or less would be lost than the page named; nothing was deleted. */
  | { readonly kind: 'meanwhile' };

/** Deletes items with all that is in them. Running sessions of their launches end (R8). */
export async function deleteItems(
  door: Door,
  { by, items, mark, now, pathOf }: Deleting,
): Promise<DeletedItems> {
  let hashes: readonly string[] = [];
  const deleted = await door.write(async (sql): Promise<DeletedItems> => {
    await lockCourse(sql, by.course);
    const loss = await lossOf(sql, by.course, items);
    if (loss.roots.length === 0 || loss.mark !== mark) return { kind: 'meanwhile' };
    const names = new Map(loss.items.map(({ id, itemId }) => [id, itemId]));
    const ids = loss.items.map(({ id }) => id);
    const above = loss.roots.flatMap(({ parentId }) => (parentId === null ? [] : [parentId]));
    for (const { id, itemId } of await itemsNumbered(sql, by.course, above)) names.set(id, itemId);
    const endedSessions = await removeItems(sql, by.course, ids);
    const entries = loss.items.map((item) => {
      const before = { ...contentFields(item), folder: names.get(item.parentId ?? 0) ?? null };
      return itemEntry(by, 'item-deleted', { object: item.itemId, before });
    });
    await addAudit(sql, entries, now);
    hashes = [...new Set(loss.items.flatMap(({ file }) => (file ? [file.hash] : [])))];
    return { kind: 'deleted', count: ids.length, endedSessions };
  });
  if (deleted.kind === 'deleted') await dropContents(door, pathOf, hashes);
  return deleted;
}
