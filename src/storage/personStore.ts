import type { PersonInCourse } from '../model/courseStanding.ts';
import type { CourseRole } from '../model/roles.ts';
import type { CourseScope } from './courseStore.ts';
import type { Door, Sql } from './door.ts';

/** A person as pages need one. */
export interface Person {
  readonly id: number;
  readonly domainId: number;
  readonly domain: string;
  readonly username: string;
  readonly displayName: string;
  readonly disabled: boolean;
  readonly domainCoordinator: boolean;
  /** Sessions that began before this count no more. Epoch milliseconds. */
  readonly sessionsAfter: number;
  readonly passwordHash: string | undefined;
}

/** A person as far as one course is concerned. */
export interface CoursePerson extends PersonInCourse {
  readonly id: number;
  readonly username: string;
  readonly displayName: string;
  readonly sessionsAfter: number;
}

export interface PersonStore {
  findByName(domain: string, username: string): Promise<Person | undefined>;
  findById(id: number): Promise<Person | undefined>;
  /** Those of the people who belong to the course's domain, with all their roles in it. */
  findInCourse(scope: CourseScope, ids: readonly number[]): Promise<readonly CoursePerson[]>;
  /** Replaces the hash that is there, and only that one. */
  rehash(id: number, change: { readonly from: string; readonly to: string }): Promise<void>;
}

interface PersonRow {
  id: number;
  domain_id: number;
  domain: string;
  username: string;
  display_name: string;
  disabled_at: number | null;
  domain_coordinator: number;
  sessions_after: number;
  password_hash: string | null;
}

const person = `SELECT p.id, p.domain_id, d.name AS domain, p.username, p.display_name, p.disabled_at, p.domain_coordinator,
  p.sessions_after, p.password_hash FROM people p JOIN domains d ON d.id = p.domain_id`;

export function personStore(door: Door): PersonStore {
  return {
    findByName: (domain, username) =>
      door.read(async (sql) => {
        const [row] = await sql.rows<PersonRow>(`${person} WHERE d.name = ? AND p.username = ?`, [
          domain,
          username,
        ]);
        return row && personFrom(row);
      }),
    findById: (id) =>
      door.read(async (sql) => {
        const [row] = await sql.rows<PersonRow>(`${person} WHERE p.id = ?`, [id]);
        return row && personFrom(row);
      }),
    findInCourse: (scope, ids) => door.read((sql) => findInCourse(sql, scope, ids)),
    async rehash(id, { from, to }) {
      const text = 'UPDATE people SET password_hash = ? WHERE id = ? AND password_hash = ?';
      await door.write((sql) => sql.run(text, [to, id, from]));
    },
  };
}

function personFrom(row: PersonRow): Person {
  return {
    id: row.id,
    domainId: row.domain_id,
    domain: row.domain,
    username: row.username,
    displayName: row.display_name,
    disabled: row.disabled_at !== null,
    domainCoordinator: row.domain_coordinator === 1,
    sessionsAfter: Number(row.sessions_after),
    passwordHash: row.password_hash ?? undefined,
  };
}

interface RoleRow {
  id: number;
  username: string;
  display_name: string;
  disabled_at: number | null;
  domain_coordinator: number;
  sessions_after: number;
  role: CourseRole | null;
  section: string;
  starts: string | null;
  ends: string | null;
}

async function findInCourse(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  ids: readonly number[],
): Promise<CoursePerson[]> {
  if (ids.length === 0) return [];
  const rows = await sql.rows<RoleRow>(
    `SELECT p.id, p.username, p.display_name, p.disabled_at, p.domain_coordinator, p.sessions_after, r.role, r.section, r.starts, r.ends
     FROM people p LEFT JOIN roles r ON r.person_id = p.id AND r.course_id = ? AND r.domain_id = p.domain_id
     WHERE p.domain_id = ? AND p.id IN (${ids.map(() => '?').join(',')})`,
    [courseId, domainId, ...ids],
  );
  return [...new Set(rows.map(({ id }) => id))].map((id) =>
    coursePersonFrom(rows.filter((row) => row.id === id)),
  );
}

function coursePersonFrom(rows: readonly RoleRow[]): CoursePerson {
  const [first] = rows;
  if (!first) throw new Error('A person without a row.');
  return {
    id: first.id,
    username: first.username,
    displayName: first.display_name,
    disabled: first.disabled_at !== null,
    domainCoordinator: first.domain_coordinator === 1,
    sessionsAfter: Number(first.sessions_after),
    roles: rows.flatMap(({ role, section, starts, ends }) =>
      role === null ? [] : [{ role, section, starts, ends }],
    ),
  };
}
