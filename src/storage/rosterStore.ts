import type { CourseRole, RoleGrant } from '../model/roles.ts';
import { searchWordsOf } from '../model/searchWords.ts';
import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';
import { addRows, changeRows, inParts } from './rowWriting.ts';

/** What can be set of a person. */
export interface PersonSettings {
  readonly displayName: string;
  readonly email: string | null;
  readonly domainCoordinator: boolean;
  readonly disabled: boolean;
}

/** Of whom it is; a username never changes. */
type Username = { readonly username: string };

export interface KnownPerson extends PersonSettings {
  readonly id: number;
  readonly username: string;
  /** SHA-256 of the form in which no two usernames may be alike. */
  readonly foldHash: Buffer;
}

export interface NewPerson extends PersonSettings {
  readonly username: string;
  readonly foldHash: Buffer;
  readonly passwordHash: string | null;
}

interface PersonRow {
  id: number;
  username: string;
  fold_hash: Buffer;
  display_name: string;
  email: string | null;
  domain_coordinator: number;
  disabled_at: number | null;
}

const columns = 'id, username, fold_hash, display_name, email, domain_coordinator, disabled_at';

/** Everybody of a domain, by username. */
export async function peopleOf(sql: Sql, domainId: number): Promise<KnownPerson[]> {
  const text = `SELECT ${columns} FROM people WHERE domain_id = ? ORDER BY username`;
  return (await sql.rows<PersonRow>(text, [domainId])).map(personFrom);
}

/** Those of a domain whose usernames look like one of these. */
export async function peopleWithFolds(
  sql: Sql,
  domainId: number,
  folds: readonly Buffer[],
): Promise<KnownPerson[]> {
  const found: KnownPerson[] = [];
  for (const part of inParts(folds, 512)) {
    const text = `SELECT ${columns} FROM people WHERE domain_id = ? AND fold_hash IN (${places(part)})`;
    const rows = await sql.rows<PersonRow>(text, [domainId, ...padded(part)]);
    found.push(...rows.map(personFrom));
  }
  return found;
}

function personFrom(row: PersonRow): KnownPerson {
  return {
    id: row.id,
    username: row.username,
    foldHash: row.fold_hash,
    displayName: row.display_name,
    email: row.email,
    domainCoordinator: row.domain_coordinator === 1,
    disabled: row.disabled_at !== null,
  };
}

export async function addPeople(
  sql: Sql,
  domainId: number,
  { people, now }: { readonly people: readonly NewPerson[]; readonly now: number },
): Promise<void> {
  await addRows(
    sql,
    'people',
    people.map((person) => ({
      domain_id: domainId,
      username: person.username,
      fold_hash: person.foldHash,
      display_name: person.displayName,
      email: person.email,
      password_hash: person.passwordHash,
      domain_coordinator: Number(person.domainCoordinator),
      disabled_at: person.disabled ? now : null,
      sessions_after: 0,
      created_at: now,
      search_words: searchWordsOf(person),
    })),
  );
}

/** Disabling is a deed of its own, because more than the row must end. */
export async function changePerson(
  sql: Sql,
  { domainId, personId }: { readonly domainId: number; readonly personId: number },
  { username, displayName, email, domainCoordinator }: Omit<PersonSettings, 'disabled'> & Username,
): Promise<void> {
  const set = {
    display_name: displayName,
    email,
    domain_coordinator: Number(domainCoordinator),
    search_words: searchWordsOf({ username, displayName, email }),
  };
  await changeRows(sql, 'people', set, { domain_id: domainId, id: personId });
}

/** Ends the person's sessions, tickets and one-time address too (R2). */
export async function disablePerson(
  sql: Sql,
  { domainId, personId }: { readonly domainId: number; readonly personId: number },
  now: number,
): Promise<void> {
  const set = { disabled_at: now, sessions_after: now };
  await changeRows(sql, 'people', set, { domain_id: domainId, id: personId });
  await sql.run('DELETE FROM account_sessions WHERE person_id = ?', [personId]);
  await sql.run('DELETE FROM launch_sessions WHERE domain_id = ? AND person_id = ?', [domainId, personId]);
  await sql.run('DELETE FROM one_time_addresses WHERE person_id = ?', [personId]);
}

export async function enablePerson(
  sql: Sql,
  { domainId, personId }: { readonly domainId: number; readonly personId: number },
): Promise<void> {
  await changeRows(sql, 'people', { disabled_at: null }, { domain_id: domainId, id: personId });
}

export interface KnownRole extends RoleGrant {
  readonly id: number;
  readonly personId: number;
}

interface RoleRow {
  id: number;
  person_id: number;
  role: CourseRole;
  section: string;
  starts: string | null;
  ends: string | null;
}

export async function rolesOf(sql: Sql, { domainId, courseId }: CourseScope): Promise<KnownRole[]> {
  const text = `SELECT id, person_id, role, section, starts, ends FROM roles
    WHERE domain_id = ? AND course_id = ? ORDER BY role, section, id`;
  return (await sql.rows<RoleRow>(text, [domainId, courseId])).map(({ person_id, ...role }) => ({
    personId: person_id,
    ...role,
  }));
}

export async function addRoles(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  roles: readonly Omit<KnownRole, 'id'>[],
): Promise<void> {
  await addRows(
    sql,
    'roles',
    roles.map(({ personId, role, section, starts, ends }) => ({
      domain_id: domainId,
      course_id: courseId,
      person_id: personId,
      role,
      section,
      starts,
      ends,
    })),
  );
}

export async function changeRole(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { id, starts, ends }: Pick<KnownRole, 'id' | 'starts' | 'ends'>,
): Promise<void> {
  await changeRows(sql, 'roles', { starts, ends }, { domain_id: domainId, course_id: courseId, id });
}
