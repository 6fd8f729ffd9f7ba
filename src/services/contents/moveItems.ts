import { addAudit } from '../../storage/auditStore.ts';
import { type KnownItem, moveItem } from '../../storage/contentsStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { itemsNamed, itemsNumbered, makeRoom, movePaths, siblingsIn } from '../../storage/treeChanges.ts';
import { listBelow } from '../../storage/treeStore.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { itemEntry } from './auditItem.ts';

/** As provision files allow, so that a path fits its column. */
export const deepestFolder = 20;

/** How many folders lie around what has this path. */
export function depthOf(path: string): number {
  return path.split('/').length - 2;
}

/** One place up or down among its neighbours, or into a folder: before one that is there, or at an end of it. */
export type Destination =
  | { readonly kind: 'up' | 'down' }
  | {
      readonly kind: 'folder';
      /** Its id; '' for the top. */
      readonly folder: string;
      readonly place: 'first' | 'last' | { readonly before: string };
    };

export interface Moving {
  readonly by: CourseCoordinator;
  /** They follow each other there as they do now. */
  readonly items: readonly string[];
  readonly to: Destination;
  /** Epoch milliseconds. */
  readonly now: number;
}

export type MovedItems =
  | { readonly kind: 'moved'; readonly count: number }
  | { readonly kind: 'refused'; readonly why: MoveFault };

export const moveFaults = ['no-items', 'no-folder', 'into-itself', 'too-deep', 'neighbour-gone'] as const;

export type MoveFault = (typeof moveFaults)[number];

/** Moves items. Whoever moves others meanwhile waits, so that no folder ends up in itself and no order is lost. */
export async function moveItems(door: Door, { by, items, to, now }: Moving): Promise<MovedItems> {
  const scope = by.course;
  return door.write(async (sql): Promise<MovedItems> => {
    await lockCourse(sql, scope);
    const moving = outermost(await itemsNamed(sql, scope, items));
    const [first] = moving;
    if (!first) return { kind: 'refused', why: 'no-items' };
    const target = await targetOf(sql, scope, { first, moving, to });
    if (typeof target === 'string') return { kind: 'refused', why: target };
    if (target === undefined) return { kind: 'moved', count: 0 };
    const deepest = await deepestBelow(sql, scope, moving);
    if (depthOf(target.path) + deepest > deepestFolder) return { kind: 'refused', why: 'too-deep' };
    const names = await folderNames(sql, scope, moving);
    await putInto(sql, scope, { moving, target });
    const entries = moving.map((item) => {
      const isOrder = item.parentId === target.parentId;
      const after = { folder: target.folder, before: target.before?.itemId ?? null };
      const before = { folder: names.get(item.parentId ?? 0) ?? null };
      return itemEntry(by, isOrder ? 'order-changed' : 'item-changed', {
        object: item.itemId,
        before,
        after,
      });
    });
    await addAudit(sql, entries, now);
    return { kind: 'moved', count: moving.length };
  });
}

/** What lies in a folder that moves as well comes along with it. */
export function outermost(items: readonly KnownItem[]): readonly KnownItem[] {
  const ids = new Set(items.map(({ id }) => id));
  return items.filter(({ path }) => !path.split('/').some((step) => step !== '' && ids.has(Number(step))));
}

interface Target {
  readonly parentId: number | null;
  /** Of what lies in the folder. */
  readonly path: string;
  readonly folder: string | null;
  /** Undefined: after all. */
  readonly before: { readonly id: number; readonly itemId: string; readonly position: number } | undefined;
}

async function targetOf(
  sql: Sql,
  scope: CourseScope,
  {
    first,
    moving,
    to,
  }: { readonly first: KnownItem; readonly moving: readonly KnownItem[]; readonly to: Destination },
): Promise<Target | MoveFault | undefined> {
  const ids = new Set(moving.map(({ id }) => id));
  if (to.kind === 'folder') {
    const [folder] = to.folder === '' ? [] : await itemsNamed(sql, scope, [to.folder]);
    if (to.folder !== '' && folder?.kind !== 'folder') return 'no-folder';
    const path = folder ? `${folder.path}${folder.id}/` : '/';
    if (path.split('/').some((step) => step !== '' && ids.has(Number(step)))) return 'into-itself';
    const siblings = await siblingsIn(sql, scope, folder?.id ?? null);
    const { place } = to;
    const ends = { first: 0, last: siblings.length };
    const at =
      typeof place === 'string' ? ends[place] : siblings.findIndex(({ itemId }) => itemId === place.before);
    if (at < 0) return 'neighbour-gone';
    // Before one that moves as well: before the next that stays.
    const stays = siblings.slice(at).find(({ id }) => !ids.has(id));
    return { parentId: folder?.id ?? null, path, folder: folder?.itemId ?? null, before: stays };
  }
  const siblings = await siblingsIn(sql, scope, first.parentId);
  const at = siblings.findIndex(({ id }) => id === first.id);
  if (to.kind === 'up' ? at <= 0 : at === siblings.length - 1) return undefined;
  const [folder] = first.parentId === null ? [] : await itemsNumbered(sql, scope, [first.parentId]);
  const before = siblings[to.kind === 'up' ? at - 1 : at + 2];
  return { parentId: first.parentId, path: first.path, folder: folder?.itemId ?? null, before };
}

/** How many levels what moves takes along below itself. */
async function deepestBelow(sql: Sql, scope: CourseScope, moving: readonly KnownItem[]): Promise<number> {
  let deepest = 0;
  for (const item of moving.filter(({ kind }) => kind === 'folder')) {
    for (const { path } of await listBelow(sql, scope, item))
      deepest = Math.max(deepest, depthOf(path) - depthOf(item.path));
  }
  return deepest;
}

async function putInto(
  sql: Sql,
  scope: CourseScope,
  { moving, target }: { readonly moving: readonly KnownItem[]; readonly target: Target },
): Promise<void> {
  const { parentId, path, before } = target;
  const last = (await siblingsIn(sql, scope, parentId)).at(-1)?.position ?? -1;
  // One more than needed: neighbours of the same position are told apart by their numbers alone.
  if (before) await makeRoom(sql, scope, { parentId, from: before, by: moving.length + 1 });
  const start = before ? before.position : last;
  for (const [place, item] of moving.entries()) {
    await moveItem(sql, scope, { id: item.id, place: { parentId, path, position: start + 1 + place } });
    if (item.kind !== 'folder' || item.path === path) continue;
    await movePaths(sql, scope, { from: `${item.path}${item.id}/`, to: `${path}${item.id}/` });
  }
}

async function folderNames(
  sql: Sql,
  scope: CourseScope,
  items: readonly KnownItem[],
): Promise<ReadonlyMap<number, string>> {
  const ids = [...new Set(items.flatMap(({ parentId }) => (parentId === null ? [] : [parentId])))];
  return new Map((await itemsNumbered(sql, scope, ids)).map(({ id, itemId }) => [id, itemId]));
}
