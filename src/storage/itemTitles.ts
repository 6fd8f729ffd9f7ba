import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';
import { inParts } from './rowWriting.ts';

/** The titles of those of the items that are in this course. */
export async function titlesOf(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const titles = new Map<number, string>();
  for (const part of inParts(ids, 500)) {
    const text = `SELECT id, title FROM items WHERE domain_id = ? AND course_id = ? AND id IN (${places(part)})`;
    const rows = await sql.rows<{ id: number; title: string }>(text, [domainId, courseId, ...padded(part)]);
    for (const { id, title } of rows) titles.set(id, title);
  }
  return titles;
}

/** The ids and titles of those of the items that are in this course. */
export async function itemNamesOf(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  ids: readonly number[],
): Promise<ReadonlyMap<number, { readonly itemId: string; readonly title: string }>> {
  const names = new Map<number, { readonly itemId: string; readonly title: string }>();
  for (const part of inParts(ids, 500)) {
    const text = `SELECT id, item_id, title FROM items WHERE domain_id = ? AND course_id = ? AND id IN (${places(part)})`;
    const values = [domainId, courseId, ...padded(part)];
    const rows = await sql.rows<{ id: number; item_id: string; title: string }>(text, values);
    for (const { id, item_id: itemId, title } of rows) names.set(id, { itemId, title });
  }
  return names;
}
