import type { RoleGrant } from '../model/roles.ts';
import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';
import type { KnownRole } from './rosterStore.ts';
import { changeRows, inParts } from './rowWriting.ts';
import { searchesPeople } from './searchedWords.ts';

/** How many values one `IN (...)` is given. */
const mostAtOnce = 512;

/** All roles that some people have in a course. */
export async function rolesOfPeople(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  people: readonly number[],
): Promise<readonly KnownRole[]> {
  const roles: KnownRole[] = [];
  for (const part of inParts(people, mostAtOnce)) {
    const rows = await sql.rows<RoleGrant & { id: number; personId: number }>(
      `SELECT id, person_id AS personId, role, section, starts, ends FROM roles
       WHERE domain_id = ? AND course_id = ? AND person_id IN (${places(part)})`,
      [domainId, courseId, ...padded(part)],
    );
    roles.push(...rows);
  }
  return roles;
}

/** The coordinators' roles of a course, of people who are not disabled; whatever their dates. */
export async function coordinatorRoles(
  sql: Sql,
  { domainId, courseId }: CourseScope,
): Promise<readonly KnownRole[]> {
  return sql.rows<KnownRole>(
    `SELECT r.id, r.person_id AS personId, r.role, r.section, r.starts, r.ends
     FROM roles r JOIN people p ON p.id = r.person_id AND p.disabled_at IS NULL
     WHERE r.domain_id = ? AND r.course_id = ? AND r.role = 'coordinator' ORDER BY r.id`,
    [domainId, courseId],
  );
}

/** Everything of one role but whose it is. */
export async function replaceRole(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { id, role, section, starts, ends }: RoleGrant & { readonly id: number },
): Promise<void> {
  const where = { domain_id: domainId, course_id: courseId, id };
  await changeRows(sql, 'roles', { role, section, starts, ends }, where);
}

/** The same days for many roles. */
export async function dateRoles(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { ids, starts, ends }: Pick<RoleGrant, 'starts' | 'ends'> & { readonly ids: readonly number[] },
): Promise<void> {
  for (const part of inParts(ids, mostAtOnce)) {
    const text = `UPDATE roles SET starts = ?, ends = ? WHERE domain_id = ? AND course_id = ? AND id IN (${places(part)})`;
    await sql.run(text, [starts, ends, domainId, courseId, ...padded(part)]);
  }
}

export async function removeRoles(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  ids: readonly number[],
): Promise<void> {
  for (const part of inParts(ids, mostAtOnce)) {
    const text = `DELETE FROM roles WHERE domain_id = ? AND course_id = ? AND id IN (${places(part)})`;
    await sql.run(text, [domainId, courseId, ...padded(part)]);
  }
}

/** Somebody of a domain, as far as rosters must know. */
export interface NamedPerson {
  readonly id: number;
  readonly username: string;
  readonly displayName: string;
}

/** Those of a domain's people who have exactly these usernames. */
export async function peopleNamed(
  sql: Sql,
  domainId: number,
  usernames: readonly string[],
): Promise<ReadonlyMap<string, NamedPerson>> {
  const found = new Map<string, NamedPerson>();
  for (const part of inParts(usernames, mostAtOnce)) {
    const rows = await sql.rows<NamedPerson>(
      `SELECT id, username, display_name AS displayName FROM people WHERE domain_id = ? AND username IN (${places(part)})`,
      [domainId, ...padded(part)],
    );
    for (const person of rows) found.set(person.username, person);
  }
  return found;
}

/** Those who could be meant by a part of a username, name or e-mail address: the first few, by username. */
export async function peopleLike(
  sql: Sql,
  domainId: number,
  { pattern, most }: { readonly pattern: string; readonly most: number },
): Promise<readonly NamedPerson[]> {
  return sql.rows<NamedPerson>(
    `SELECT p.id, p.username, p.display_name AS displayName FROM people p WHERE p.domain_id = ? AND p.disabled_at IS NULL
     AND ${searchesPeople('p')} ORDER BY p.search_words, p.id LIMIT ${Math.trunc(most)}`,
    [domainId, pattern],
  );
}
