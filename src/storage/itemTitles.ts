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
