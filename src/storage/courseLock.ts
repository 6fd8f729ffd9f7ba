import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import { locking } from './rowWriting.ts';

/**
 * Whoever changes something of the course by this way waits until this transaction ends.
 * @throws Error for a course that has gone since the request began
 */
export async function lockCourse(sql: Sql, { domainId, courseId }: CourseScope): Promise<void> {
  const text = `SELECT id FROM courses WHERE domain_id = ? AND id = ?${locking(sql)}`;
  const rows = await sql.rows(text, [domainId, courseId]);
  if (rows.length === 0) throw new Error('The course has gone.');
}
