import type { Sql } from './door.ts';

/**
 * How many students have no password, so that only launches that are believed let them in: in one course, or in all
 * courses of the domain that judge as the domain does (R5).
 * Of a course that is a matter of milliseconds; of a whole domain it asks for each of its people, so no page waits for it
 * that somebody only looks at.
 * @param today `YYYY-MM-DD` in the domain's zone; roles that are over do not count.
 */
export async function studentsWithoutPassword(
  sql: Sql,
  { domainId, courseId }: { readonly domainId: number; readonly courseId?: number },
  today: string,
): Promise<number> {
  const ofCourse = `SELECT COUNT(DISTINCT p.id) AS n FROM roles r JOIN people p ON p.id = r.person_id AND p.domain_id = r.domain_id
    WHERE r.domain_id = ? AND r.course_id = ? AND r.role = 'student' AND (r.ends IS NULL OR r.ends >= ?)
    AND p.password_hash IS NULL AND p.disabled_at IS NULL`;
  const ofDomain = `SELECT COUNT(*) AS n FROM people p WHERE p.domain_id = ? AND p.password_hash IS NULL AND p.disabled_at IS NULL
    AND EXISTS (SELECT 1 FROM roles r JOIN courses c ON c.id = r.course_id AND c.domain_id = p.domain_id
      WHERE r.person_id = p.id AND r.role = 'student' AND (r.ends IS NULL OR r.ends >= ?)
      AND c.archived_at IS NULL AND c.trust_usernames IS NULL)`;
  const [row] = await (courseId === undefined
    ? sql.rows<{ n: number }>(ofDomain, [domainId, today])
    : sql.rows<{ n: number }>(ofCourse, [domainId, courseId, today]));
  return Number(row?.n ?? 0);
}
