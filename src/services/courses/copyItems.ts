import { addItems, itemIds, itemsOf, type KnownItem } from '../../storage/contentsStore.ts';
import type { CopyScope } from '../../storage/courseCopyStore.ts';
import type { Sql } from '../../storage/door.ts';

/** All items of a course into an empty one, under the ids that they have; files are named by what is in them and cost nothing. */
export async function copyItems(sql: Sql, { domainId, from, to }: CopyScope): Promise<number> {
  const items = await itemsOf(sql, { domainId, courseId: from });
  const scope = { domainId, courseId: to };
  const names = new Map(items.map(({ id, itemId }) => [id, itemId]));
  const byDepth = new Map<number, KnownItem[]>();
  for (const item of items) {
    const depth = item.path.split('/').length;
    byDepth.set(depth, [...(byDepth.get(depth) ?? []), item]);
  }
  let ids: ReadonlyMap<string, number> = new Map();
  // A level at a time: an item's path holds the ids of the folders around it.
  for (const depth of [...byDepth.keys()].sort((one, other) => one - other)) {
    const level = byDepth.get(depth) ?? [];
    const idOf = (old: string) => ids.get(names.get(Number(old)) ?? '') ?? 0;
    const copies = level.map(({ id: _id, ...item }) => ({
      ...item,
      parentId: item.parentId === null ? null : idOf(String(item.parentId)),
      path: item.path.replace(/\d+/g, (old) => String(idOf(old))),
    }));
    await addItems(sql, scope, copies);
    ids = await itemIds(sql, scope);
  }
  return items.length;
}
