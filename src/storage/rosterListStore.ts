import type { CourseRole, RoleGrant } from '../model/roles.ts';
import type { RosterState } from '../model/rosterState.ts';
import type { CourseScope } from './courseStore.ts';
import type { Sql, SqlValue } from './door.ts';
import { searchesPeople } from './searchedWords.ts';

/** Which roles of a course are looked for; what is undefined does not matter. */
export interface RosterFilter {
  readonly scope: CourseScope;
  /** A folded pattern for `LIKE`: username, name or e-mail. */
  readonly pattern: string | undefined;
  readonly role: CourseRole | undefined;
  /** '': for the whole course. */
  readonly section: string | undefined;
  readonly state: RosterState | undefined;
  /** The day in the domain's time zone. */
  readonly today: string;
}

/** One role of one person in a course. */
export interface RosterLine extends RoleGrant {
  readonly id: number;
  readonly personId: number;
  readonly username: string;
  readonly displayName: string;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
}

interface Row extends RoleGrant {
  id: number;
  person_id: number;
  username: string;
  display_name: string;
  disabled_at: number | null;
  has_password: number;
}

const columns = `r.id, r.person_id, p.username, p.display_name, p.disabled_at, r.role, r.section, r.starts, r.ends,
  CASE WHEN p.password_hash IS NULL THEN 0 ELSE 1 END AS has_password`;

/** By name, then by role. */
export async function listRoster(
  sql: Sql,
  filter: RosterFilter,
  { offset, most }: { readonly offset: number; readonly most: number },
): Promise<readonly RosterLine[]> {
  const { having, values } = havingOf(filter);
  const rows = await sql.rows<Row>(
    `SELECT ${columns} ${having} ORDER BY p.display_name, p.username, r.role, r.section
     LIMIT ${Math.trunc(most)} OFFSET ${Math.trunc(offset)}`,
    values,
  );
  return rows.map(lineFrom);
}

/** Every role of the course, in no order: to sort thousands of them takes longer than to find them. */
export async function wholeRoster(
  sql: Sql,
  { domainId, courseId }: CourseScope,
): Promise<readonly RosterLine[]> {
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM roles r JOIN people p ON p.id = r.person_id AND p.domain_id = r.domain_id
     WHERE r.domain_id = ? AND r.course_id = ?`,
    [domainId, courseId],
  );
  return rows.map(lineFrom);
}

export async function countRoster(sql: Sql, filter: RosterFilter): Promise<number> {
  const { having, values } = havingOf(filter);
  const [row] = await sql.rows<{ total: number }>(`SELECT COUNT(*) AS total ${having}`, values);
  return Number(row?.total ?? 0);
}

/** The sections that roles of a course are in, for filters. */
export async function sectionsOf(sql: Sql, { domainId, courseId }: CourseScope): Promise<readonly string[]> {
  const text = `SELECT DISTINCT section FROM roles WHERE domain_id = ? AND course_id = ? AND section <> '' ORDER BY section`;
  return (await sql.rows<{ section: string }>(text, [domainId, courseId])).map(({ section }) => section);
}

/** Those of the roles that are the course's, in the order of their ids; `lock` keeps them as they are. */
export async function rolesById(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  ids: readonly number[],
): Promise<readonly RosterLine[]> {
  if (ids.length === 0) return [];
  const rows = await sql.rows<Row>(
    `SELECT ${columns} FROM roles r JOIN people p ON p.id = r.person_id AND p.domain_id = r.domain_id
     WHERE r.domain_id = ? AND r.course_id = ? AND r.id IN (${ids.map(() => '?').join(',')}) ORDER BY r.id`,
    [domainId, courseId, ...ids],
  );
  return rows.map(lineFrom);
}

function lineFrom({ person_id, display_name, disabled_at, has_password, ...row }: Row): RosterLine {
  return {
    personId: person_id,
    displayName: display_name,
    disabled: disabled_at !== null,
    hasPassword: Number(has_password) === 1,
    ...row,
  };
}

function havingOf(filter: RosterFilter): { having: string; values: readonly SqlValue[] } {
  const { scope, pattern, role, section, state, today } = filter;
  const where = ['r.domain_id = ?', 'r.course_id = ?'];
  const values: SqlValue[] = [scope.domainId, scope.courseId];
  const ask = (text: string, ...more: SqlValue[]) => {
    where.push(text);
    values.push(...more);
  };
  if (role !== undefined) ask('r.role = ?', role);
  if (section !== undefined) ask('r.section = ?', section);
  if (pattern !== undefined) ask(searchesPeople('p'), pattern);
  if (state === 'disabled') ask('p.disabled_at IS NOT NULL');
  else if (state !== undefined) ask('p.disabled_at IS NULL');
  if (state === 'active')
    ask('(r.starts IS NULL OR r.starts <= ?) AND (r.ends IS NULL OR r.ends >= ?)', today, today);
  if (state === 'over') ask('r.ends < ?', today);
  if (state === 'not-yet') ask('r.starts > ? AND (r.ends IS NULL OR r.ends >= ?)', today, today);
  const having = `FROM roles r JOIN people p ON p.id = r.person_id AND p.domain_id = r.domain_id WHERE ${where.join(' AND ')}`;
  return { having, values };
}
