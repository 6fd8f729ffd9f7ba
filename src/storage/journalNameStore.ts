import type { ProtectorRef } from '../model/protector.ts';
import type { Sql } from './door.ts';
import type { JournalScope } from './journalPageStore.ts';

/** A short URL of the domain, or of the one course. */
export async function linkInScope(
  sql: Sql,
  { domainId, courseId }: JournalScope,
  shortId: string,
): Promise<{ readonly id: number; readonly courseId: number } | undefined> {
  const [row] = await sql.rows<{ id: number; course_id: number }>(
    'SELECT id, course_id FROM links WHERE domain_id = ? AND short_id = ?',
    [domainId, shortId],
  );
  if (!row || (courseId !== undefined && row.course_id !== courseId)) return undefined;
  return { id: row.id, courseId: row.course_id };
}

/** Somebody of the domain by the exact username. */
export async function personInScope(
  sql: Sql,
  { domainId }: JournalScope,
  username: string,
): Promise<number | undefined> {
  const text = 'SELECT id FROM people WHERE domain_id = ? AND username = ?';
  const [row] = await sql.rows<{ id: number }>(text, [domainId, username]);
  return row?.id;
}

/** The protectors that a journal may be filtered by: the domain's, and the course's where there is one. */
export async function protectorsInScope(
  sql: Sql,
  { domainId, courseId }: JournalScope,
): Promise<readonly (ProtectorRef & { readonly id: number; readonly name: string })[]> {
  const owners = courseId === undefined ? [0] : [courseId, 0];
  const rows = await sql.rows<{ id: number; course_id: number; number: number; name: string }>(
    `SELECT id, course_id, number, name FROM protectors WHERE domain_id = ?
     AND course_id IN (${owners.map(() => '?').join(', ')}) ORDER BY course_id DESC, number LIMIT 500`,
    [domainId, ...owners],
  );
  return rows.map(({ id, course_id, number, name }) => {
    const level = course_id === 0 ? 'domain' : 'course';
    return { id, level, number, name };
  });
}
