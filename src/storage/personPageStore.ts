import type { CourseRole } from '../model/roles.ts';
import type { Sql, SqlValue } from './door.ts';
import type { KnownPerson } from './rosterStore.ts';
import { searched } from './searchedWords.ts';

/** A person of a domain as its coordinators know one. */
export interface PersonOfDomain extends Omit<KnownPerson, 'foldHash'> {
  readonly hasPassword: boolean;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly disabledAt: number | null;
}

interface PersonRow {
  id: number;
  username: string;
  display_name: string;
  email: string | null;
  domain_coordinator: number;
  disabled_at: number | null;
  has_password: number;
  created_at: number;
}

const columns =
  'id, username, display_name, email, domain_coordinator, disabled_at, password_hash IS NOT NULL AS has_password, created_at';

interface Who {
  readonly domainId: number;
  readonly personId: number;
}

export async function personOf(sql: Sql, { domainId, personId }: Who): Promise<PersonOfDomain | undefined> {
  const text = `SELECT ${columns} FROM people WHERE domain_id = ? AND id = ?`;
  const [row] = await sql.rows<PersonRow>(text, [domainId, personId]);
  return row && personFrom(row);
}

/** The domain's coordinators, disabled ones too, by username. */
export async function coordinatorsOf(sql: Sql, domainId: number): Promise<readonly PersonOfDomain[]> {
  const text = `SELECT ${columns} FROM people WHERE domain_id = ? AND domain_coordinator = 1 ORDER BY username LIMIT 500`;
  return (await sql.rows<PersonRow>(text, [domainId])).map(personFrom);
}

/** The person with that very username, or with one that looks just like it. */
export async function personAlike(
  sql: Sql,
  domainId: number,
  { username, foldHash }: { readonly username: string; readonly foldHash: Buffer },
): Promise<PersonOfDomain | undefined> {
  const text = `SELECT ${columns} FROM people WHERE domain_id = ? AND (username = ? OR fold_hash = ?)`;
  const rows = await sql.rows<PersonRow>(text, [domainId, username, foldHash]);
  const found = rows.find((row) => row.username === username) ?? rows[0];
  return found && personFrom(found);
}

function personFrom(row: PersonRow): PersonOfDomain {
  return {
    id: row.id,
    username: row.username,
    displayName: row.display_name,
    email: row.email,
    domainCoordinator: row.domain_coordinator === 1,
    disabled: row.disabled_at !== null,
    disabledAt: row.disabled_at === null ? null : Number(row.disabled_at),
    hasPassword: Number(row.has_password) === 1,
    madeAt: Number(row.created_at),
  };
}

export interface CourseRoleOfPerson {
  readonly course: string;
  readonly title: string;
  readonly archived: boolean;
  readonly role: CourseRole;
  readonly section: string;
  readonly starts: string | null;
  readonly ends: string | null;
}

/** Which of a person's roles are looked for; what is undefined does not matter. */
export interface RolesFilter {
  /** A pattern for `LIKE` over the courses' ids and titles, and the sections. */
  readonly pattern: string | undefined;
  readonly role: CourseRole | undefined;
}

export interface RolesQuestion extends RolesFilter {
  readonly offset: number;
  readonly most: number;
}

/** How many roles the person has in the courses of the domain. */
export async function countRoles(sql: Sql, who: Who, filter?: RolesFilter): Promise<number> {
  const { having, values } = rolesHaving(sql, who, filter);
  const [row] = await sql.rows<{ n: number }>(`SELECT COUNT(*) AS n ${having}`, values);
  return Number(row?.n ?? 0);
}

/** One page of them, by course. */
export async function rolesOfPerson(
  sql: Sql,
  who: Who,
  question: RolesQuestion,
): Promise<readonly CourseRoleOfPerson[]> {
  const { having, values } = rolesHaving(sql, who, question);
  const rows = await sql.rows<Omit<CourseRoleOfPerson, 'archived'> & { archived_at: number | null }>(
    `SELECT c.course_id AS course, c.title, c.archived_at, r.role, r.section, r.starts, r.ends ${having}
     ORDER BY c.course_id, r.role, r.section LIMIT ${Math.trunc(question.most)} OFFSET ${Math.trunc(question.offset)}`,
    values,
  );
  return rows.map(({ archived_at, ...role }) => ({ archived: archived_at !== null, ...role }));
}

function rolesHaving(sql: Sql, { domainId, personId }: Who, filter?: RolesFilter) {
  const where = ['r.person_id = ?', 'r.domain_id = ?'];
  const values: SqlValue[] = [personId, domainId];
  if (filter?.role !== undefined) {
    where.push('r.role = ?');
    values.push(filter.role);
  }
  if (filter?.pattern !== undefined) {
    const columns = [searched(sql.dialect, 'c.course_id'), 'c.title', 'r.section'];
    where.push(`(${columns.map((column) => `${column} LIKE ? ESCAPE '!'`).join(' OR ')})`);
    values.push(...columns.map(() => filter.pattern ?? ''));
  }
  const having = `FROM roles r JOIN courses c ON c.id = r.course_id AND c.domain_id = r.domain_id WHERE ${where.join(' AND ')}`;
  return { having, values };
}

/** Sessions that last at this moment, by password and by launch. */
export async function countSessions(sql: Sql, personId: number, now: number): Promise<number> {
  const [row] = await sql.rows<{ sessions: number }>(
    `SELECT (SELECT COUNT(*) FROM account_sessions WHERE person_id = ? AND expires_at > ?)
       + (SELECT COUNT(*) FROM launch_sessions WHERE person_id = ? AND state = 'open' AND expires_at > ?) AS sessions`,
    [personId, now, personId, now],
  );
  return Number(row?.sessions ?? 0);
}

/** Until when a one-time address of the person is good; undefined where there is none. */
export async function addressUntil(sql: Sql, personId: number, now: number): Promise<number | undefined> {
  const text = 'SELECT expires_at FROM one_time_addresses WHERE person_id = ? AND expires_at > ?';
  const [row] = await sql.rows<{ expires_at: number }>(text, [personId, now]);
  return row && Number(row.expires_at);
}

/** Courses that nobody would coordinate today any more without this person; archived ones need nobody. */
export async function coursesLeftAlone(
  sql: Sql,
  { domainId, personId }: Who,
  today: string,
): Promise<readonly string[]> {
  const counts =
    "r.domain_id = ? AND r.role = 'coordinator' AND (r.starts IS NULL OR r.starts <= ?) AND (r.ends IS NULL OR r.ends >= ?)";
  const days = [domainId, today, today];
  const rows = await sql.rows<{ course: string }>(
    `SELECT DISTINCT c.course_id AS course FROM roles r JOIN courses c ON c.id = r.course_id AND c.domain_id = r.domain_id
     WHERE r.person_id = ? AND ${counts} AND c.archived_at IS NULL AND NOT EXISTS (
       SELECT 1 FROM roles o JOIN people p ON p.id = o.person_id AND p.disabled_at IS NULL
       WHERE o.course_id = r.course_id AND o.person_id <> r.person_id AND ${counts.replaceAll('r.', 'o.')})
     ORDER BY c.course_id LIMIT 50`,
    [personId, ...days, ...days],
  );
  return rows.map(({ course }) => course);
}

/** Whether somebody else coordinates the domain, and may sign in. */
export async function hasOtherCoordinator(sql: Sql, { domainId, personId }: Who): Promise<boolean> {
  const text =
    'SELECT 1 AS there FROM people WHERE domain_id = ? AND domain_coordinator = 1 AND disabled_at IS NULL AND id <> ? LIMIT 1';
  return (await sql.rows(text, [domainId, personId])).length > 0;
}

/** Ends every session and ticket of the person; who has signed in stays able to. */
export async function endSessionsOf(sql: Sql, { domainId, personId }: Who, now: number): Promise<void> {
  await sql.run('UPDATE people SET sessions_after = ? WHERE domain_id = ? AND id = ?', [
    now,
    domainId,
    personId,
  ]);
  await sql.run('DELETE FROM account_sessions WHERE person_id = ?', [personId]);
  await sql.run('DELETE FROM launch_sessions WHERE domain_id = ? AND person_id = ?', [domainId, personId]);
}
