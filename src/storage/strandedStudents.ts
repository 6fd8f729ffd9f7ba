import type { Sql } from './door.ts';

/** Nobody needs to know how many more there are. */
export const mostStranded = 1_001;

/**
 * How many students have no password, so that only launches that are believed let them in: in one course, or in all
 * courses of the domain that judge as the domain does (R5). Counting ends at `mostStranded`.
 * @param today `YYYY-MM-DD` in the domain's zone; roles that are over do not count.
 */
export async function studentsWithoutPassword(
  sql: Sql,
  { domainId, courseId }: { readonly domainId: number; readonly courseId?: number },
  today: string,
): Promise<number> {
  if (courseId === undefined) return ofDomain(sql, domainId, today);
  const text = `SELECT COUNT(*) AS n FROM (
    SELECT DISTINCT p.id FROM roles r JOIN people p ON p.id = r.person_id AND p.domain_id = r.domain_id
      WHERE r.domain_id = ? AND r.course_id = ? AND r.role = 'student' AND (r.ends IS NULL OR r.ends >= ?)
      AND p.password_hash IS NULL AND p.disabled_at IS NULL LIMIT ${mostStranded}) f`;
  return numberOf(await sql.rows<{ n: number }>(text, [domainId, courseId, today]));
}

async function ofDomain(sql: Sql, domainId: number, today: string): Promise<number> {
  const asDomain = 'c.archived_at IS NULL AND c.trust_usernames IS NULL';
  const any = await sql.rows(
    `SELECT 1 AS there FROM courses c WHERE c.domain_id = ? AND ${asDomain} LIMIT 1`,
    [domainId],
  );
  // Without such a course everybody would be looked at in vain.
  if (any.length === 0) return 0;
  // Asked of one person after the other: what databases make of EXISTS would look at all roles before the first is counted.
  const text = `SELECT COUNT(*) AS n FROM (
    SELECT p.id FROM people p WHERE p.domain_id = ? AND p.password_hash IS NULL AND p.disabled_at IS NULL
      AND COALESCE((SELECT 1 FROM roles r JOIN courses c ON c.id = r.course_id AND c.domain_id = p.domain_id
        WHERE r.person_id = p.id AND r.role = 'student' AND (r.ends IS NULL OR r.ends >= ?) AND ${asDomain} LIMIT 1), 0) = 1
      LIMIT ${mostStranded}) f`;
  return numberOf(await sql.rows<{ n: number }>(text, [domainId, today]));
}

function numberOf([row]: readonly { readonly n: number }[]): number {
  return Number(row?.n ?? 0);
}
