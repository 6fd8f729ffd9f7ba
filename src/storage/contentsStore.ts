import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';
import type { ItemKind } from './itemStore.ts';
import { type FoundBy, foundBy, writeTexts } from './itemTexts.ts';
import { addRows, changeRows, inParts } from './rowWriting.ts';

/** The content of an uploaded file, by its hash (SHA-256, hexadecimal). */
export interface KeptFile {
  readonly hash: string;
  readonly name: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

/** What an item is and shows. */
export interface ItemContent {
  readonly kind: ItemKind;
  readonly title: string;
  readonly body: string | null;
  readonly url: string | null;
  readonly file: KeptFile | null;
}

/** Where an item stands. */
export interface ItemPlace {
  readonly parentId: number | null;
  /** Ids of the folders above, outermost first: `/3/17/`, or `/` at the top. */
  readonly path: string;
  readonly position: number;
}

export interface KnownItem extends ItemContent, ItemPlace {
  readonly id: number;
  readonly itemId: string;
}

interface Row {
  id: number;
  item_id: string;
  parent_id: number | null;
  path: string;
  position: number;
  kind: ItemKind;
  title: string;
  body: string | null;
  url: string | null;
  file_hash: string | null;
  file_name: string | null;
  file_type: string | null;
  file_size: number | null;
}

/** Everything in a course, siblings in their order. */
export async function itemsOf(sql: Sql, { domainId, courseId }: CourseScope): Promise<KnownItem[]> {
  const text = `SELECT id, item_id, parent_id, path, position, kind, title, body, url, file_hash, file_name, file_type,
    file_size FROM items WHERE domain_id = ? AND course_id = ? ORDER BY position, id`;
  return (await sql.rows<Row>(text, [domainId, courseId])).map((row) => ({
    id: row.id,
    itemId: row.item_id,
    parentId: row.parent_id,
    path: row.path,
    position: row.position,
    kind: row.kind,
    title: row.title,
    body: row.body,
    url: row.url,
    file: fileFrom(row),
  }));
}

function fileFrom({
  file_hash: hash,
  file_name: name,
  file_type: type,
  file_size: size,
}: Row): KeptFile | null {
  if (hash === null || name === null || type === null || size === null) return null;
  return { hash, name, type, size: Number(size) };
}

/** Ids by the items' own names, for those that were just added. */
export async function itemIds(sql: Sql, { domainId, courseId }: CourseScope): Promise<Map<string, number>> {
  const text = 'SELECT id, item_id FROM items WHERE domain_id = ? AND course_id = ?';
  const rows = await sql.rows<{ id: number; item_id: string }>(text, [domainId, courseId]);
  return new Map(rows.map(({ id, item_id }) => [item_id, id]));
}

/** Sites among them are put down before: what is in them belongs to what they are found by. */
export async function addItems(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  items: readonly Omit<KnownItem, 'id'>[],
): Promise<void> {
  await addRows(
    sql,
    'items',
    items.map((item) => ({
      domain_id: domainId,
      course_id: courseId,
      item_id: item.itemId,
      kind: item.kind,
      ...placeColumns(item),
      ...contentColumns(item),
    })),
  );
  await writeTexts(sql, { domainId, courseId }, await withIds(sql, { domainId, courseId }, items));
}

/** What the items that were just added are found by, with the ids that they were given. */
async function withIds(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  items: readonly Omit<KnownItem, 'id'>[],
) {
  const byName = new Map(items.map((item) => [item.itemId, item]));
  const found: (FoundBy & { readonly id: number })[] = [];
  for (const part of inParts([...byName.keys()], 500)) {
    const text = `SELECT id, item_id FROM items WHERE domain_id = ? AND course_id = ? AND item_id IN (${places(part)})`;
    const values = [domainId, courseId, ...padded(part)];
    for (const { id, item_id } of await sql.rows<{ id: number; item_id: string }>(text, values)) {
      const item = byName.get(item_id);
      if (item) found.push({ id, ...foundBy(item) });
    }
  }
  return found;
}

/** Its kind never changes. */
export async function changeItem(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { id, content }: { readonly id: number; readonly content: ItemContent },
): Promise<void> {
  await changeRows(sql, 'items', contentColumns(content), { domain_id: domainId, course_id: courseId, id });
  await writeTexts(sql, { domainId, courseId }, [{ id, ...foundBy(content) }]);
}

export async function moveItem(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { id, place }: { readonly id: number; readonly place: ItemPlace },
): Promise<void> {
  await changeRows(sql, 'items', placeColumns(place), { domain_id: domainId, course_id: courseId, id });
}

function placeColumns({ parentId, path, position }: ItemPlace) {
  return { parent_id: parentId, path, position };
}

function contentColumns({ title, body, url, file }: ItemContent) {
  return {
    title,
    body,
    url,
    file_hash: file?.hash ?? null,
    file_name: file?.name ?? null,
    file_type: file?.type ?? null,
    file_size: file?.size ?? null,
  };
}
