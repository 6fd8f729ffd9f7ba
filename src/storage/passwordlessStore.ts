import type { Sql } from './door.ts';
import type { ProtectorOwner } from './protectorStore.ts';
import { mostStranded } from './strandedStudents.ts';

/**
 * How many students have no password and come in by launch alone: of the courses that trust names in launches, one
 * course's or all of a domain's (R5). Whoever takes trust or identity away would leave them before a form that they
 * cannot pass. Counting ends at `mostStranded`. `today` as `YYYY-MM-DD` in the domain's time zone.
 */
export async function passwordlessStudents(
  sql: Sql,
  { level, domainId, courseId }: ProtectorOwner,
  today: string,
): Promise<number> {
  const trusts = `JOIN domains d ON d.id = c.domain_id
    WHERE c.domain_id = ? ${level === 'course' ? 'AND c.id = ?' : ''} AND c.archived_at IS NULL
    AND COALESCE(c.trust_usernames, d.trust_usernames) = 1`;
  const scope = level === 'course' ? [domainId, courseId] : [domainId];
  // Without such a course everybody would be looked at in vain.
  if ((await sql.rows(`SELECT 1 AS there FROM courses c ${trusts} LIMIT 1`, scope)).length === 0) return 0;
  // Asked of one person after the other, and no longer than until enough were found.
  const text = `SELECT COUNT(*) AS students FROM (
    SELECT p.id FROM people p WHERE p.domain_id = ? AND p.password_hash IS NULL AND p.disabled_at IS NULL
      AND COALESCE((SELECT 1 FROM roles r JOIN courses c ON c.id = r.course_id ${trusts}
        AND r.person_id = p.id AND r.role = 'student'
        AND (r.starts IS NULL OR r.starts <= ?) AND (r.ends IS NULL OR r.ends >= ?) LIMIT 1), 0) = 1
      LIMIT ${mostStranded}) f`;
  const [row] = await sql.rows<{ students: number }>(text, [domainId, ...scope, today, today]);
  return Number(row?.students ?? 0);
}
