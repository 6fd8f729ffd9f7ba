import type { KnownItem } from './contentsStore.ts';
import type { CourseScope } from './courseStore.ts';
import type { Sql, SqlValue } from './door.ts';
import { padded, places } from './inList.ts';
import { removeTexts } from './itemTexts.ts';
import { inParts } from './rowWriting.ts';

interface Row {
  id: number;
  item_id: string;
  parent_id: number | null;
  path: string;
  position: number;
  kind: KnownItem['kind'];
  title: string;
  body: string | null;
  url: string | null;
  file_hash: string | null;
  file_name: string | null;
  file_type: string | null;
  file_size: number | null;
}

const columns = `id, item_id, parent_id, path, position, kind, title, body, url, file_hash, file_name, file_type,
  file_size`;

/** Those of the items that are in this course, in the order of the contents' own siblings. */
export async function itemsNamed(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  itemIds: readonly string[],
): Promise<readonly KnownItem[]> {
  const found: KnownItem[] = [];
  for (const part of inParts(itemIds, 500)) {
    const text = `SELECT ${columns} FROM items WHERE domain_id = ? AND course_id = ? AND item_id IN (${places(part)})`;
    const rows = await sql.rows<Row>(text, [domainId, courseId, ...padded(part)]);
    found.push(...rows.map(itemFrom));
  }
  return found.sort((one, other) => one.position - other.position || one.id - other.id);
}

/** The same by their numbers. */
export async function itemsNumbered(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  ids: readonly number[],
): Promise<readonly KnownItem[]> {
  const found: KnownItem[] = [];
  for (const part of inParts(ids, 500)) {
    const text = `SELECT ${columns} FROM items WHERE domain_id = ? AND course_id = ? AND id IN (${places(part)})`;
    found.push(...(await sql.rows<Row>(text, [domainId, courseId, ...padded(part)])).map(itemFrom));
  }
  return found;
}

function itemFrom(row: Row): KnownItem {
  const { file_hash: hash, file_name: name, file_type: type, file_size: size } = row;
  const isFile = hash !== null && name !== null && type !== null && size !== null;
  return {
    id: row.id,
    itemId: row.item_id,
    parentId: row.parent_id,
    path: row.path,
    position: row.position,
    kind: row.kind,
    title: row.title,
    body: row.body,
    url: row.url,
    file: isFile ? { hash, name, type, size: Number(size) } : null,
  };
}

interface Sibling {
  readonly id: number;
  readonly itemId: string;
  readonly position: number;
}

/** What lies directly in a folder (null: at the top), in order. */
export async function siblingsIn(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  parentId: number | null,
): Promise<readonly Sibling[]> {
  const [inside, values] = inFolder(parentId);
  const text = `SELECT id, item_id, position FROM items WHERE domain_id = ? AND course_id = ? AND ${inside}
    ORDER BY position, id`;
  const rows = await sql.rows<{ id: number; item_id: string; position: number }>(text, [
    domainId,
    courseId,
    ...values,
  ]);
  return rows.map(({ id, item_id: itemId, position }) => ({ id, itemId, position }));
}

function inFolder(parentId: number | null): readonly [string, readonly SqlValue[]] {
  return parentId === null ? ['parent_id IS NULL', []] : ['parent_id = ?', [parentId]];
}

/** Moves an item and those that follow it in its folder on by so many places. */
export async function makeRoom(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { parentId, from, by }: { readonly parentId: number | null; readonly from: Sibling; readonly by: number },
): Promise<void> {
  const [inside, values] = inFolder(parentId);
  const text = `UPDATE items SET position = position + ? WHERE domain_id = ? AND course_id = ? AND ${inside}
    AND (position > ? OR (position = ? AND id >= ?))`;
  await sql.run(text, [by, domainId, courseId, ...values, from.position, from.position, from.id]);
}

/** What lies below a folder comes along when it moves. */
export async function movePaths(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<void> {
  const rest = 'SUBSTR(path, ?)';
  const joined = sql.dialect === 'mysql' ? `CONCAT(?, ${rest})` : `? || ${rest}`;
  const text = `UPDATE items SET path = ${joined} WHERE domain_id = ? AND course_id = ? AND path LIKE ?`;
  await sql.run(text, [to, from.length + 1, domainId, courseId, `${from}%`]);
}

/** Whether an item of this id was deleted from the course: its address must not show something else one day. */
export async function wasDeleted(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  itemId: string,
): Promise<boolean> {
  const text = `SELECT 1 AS there FROM audit WHERE course_id = ? AND domain_id = ? AND deed = 'item-deleted' AND object = ?
    LIMIT 1`;
  return (await sql.rows(text, [courseId, domainId, itemId])).length > 0;
}

/**
 * Deletes items with their deep-link settings, and ends the sessions that were launched for them. Their short URLs stay,
 * so that no address is ever given to something else; the journal stays as well.
 * @returns how many sessions were ended
 */
export async function removeItems(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  ids: readonly number[],
): Promise<number> {
  const scope = 'domain_id = ? AND course_id = ?';
  let ended = 0;
  for (const part of inParts(ids, 500)) {
    const values = [domainId, courseId, ...padded(part)];
    const those = `item_id IN (${places(part)})`;
    const found = `SELECT launch_key FROM launch_sessions WHERE ${scope} AND ${those}`;
    const keys = (await sql.rows<{ launch_key: Buffer }>(found, values)).map((row) => row.launch_key);
    for (const some of inParts(keys, 500)) {
      const text = `DELETE FROM launch_sessions WHERE launch_key IN (${places(some)})`;
      ended += (await sql.run(text, padded(some))).affected;
    }
    await sql.run(`DELETE FROM deep_links WHERE ${scope} AND ${those}`, values);
    await removeTexts(sql, { domainId, courseId }, part);
    await sql.run(`DELETE FROM items WHERE ${scope} AND id IN (${places(part)})`, values);
  }
  return ended;
}
