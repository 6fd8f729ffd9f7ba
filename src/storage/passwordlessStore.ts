import type { Sql } from './door.ts';
import type { ProtectorOwner } from './protectorStore.ts';

/**
 * How many students have no password and come in by launch alone: of the courses that trust names in launches, one
 * course's or all of a domain's (R5). Whoever takes trust or identity away would leave them before a form that they
 * cannot pass. `today` as `YYYY-MM-DD` in the domain's time zone.
 */
export async function passwordlessStudents(
  sql: Sql,
  { level, domainId, courseId }: ProtectorOwner,
  today: string,
): Promise<number> {
  const ofCourse = level === 'course' ? 'AND c.id = ?' : '';
  const text = `SELECT COUNT(DISTINCT p.id) AS students FROM people p
    JOIN roles r ON r.person_id = p.id AND r.role = 'student'
    JOIN courses c ON c.id = r.course_id AND c.domain_id = p.domain_id AND c.archived_at IS NULL
    JOIN domains d ON d.id = c.domain_id
    WHERE p.domain_id = ? ${ofCourse} AND p.password_hash IS NULL AND p.disabled_at IS NULL
      AND COALESCE(c.trust_usernames, d.trust_usernames) = 1
      AND (r.starts IS NULL OR r.starts <= ?) AND (r.ends IS NULL OR r.ends >= ?)`;
  const scope = level === 'course' ? [domainId, courseId] : [domainId];
  const [row] = await sql.rows<{ students: number }>(text, [...scope, today, today]);
  return Number(row?.students ?? 0);
}
