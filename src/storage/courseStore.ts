import type { CourseRole } from '../model/roles.ts';
import type { Door } from './door.ts';

/** A domain and one of its courses: the scope that every question about a course's things is asked in. */
export interface CourseScope {
  readonly domainId: number;
  readonly courseId: number;
}

export interface Course extends CourseScope {
  readonly domain: string;
  readonly timeZone: string;
  readonly course: string;
  readonly title: string;
  readonly archived: boolean;
}

export interface Domain {
  readonly domainId: number;
  readonly name: string;
  readonly title: string;
  readonly timeZone: string;
}

/** One course that somebody has a role in, active or not. */
export interface CourseOfPerson {
  readonly domain: string;
  readonly course: string;
  readonly title: string;
  readonly role: CourseRole;
  readonly section: string;
  readonly starts: string | null;
  readonly ends: string | null;
}

export interface CourseStore {
  find(domain: string, course: string): Promise<Course | undefined>;
  findById(scope: CourseScope): Promise<Course | undefined>;
  findDomain(name: string): Promise<Domain | undefined>;
  /** The domain's own public origin; undefined where it has none or is not there. */
  addressOf(domain: string): Promise<string | undefined>;
  domains(): Promise<readonly Domain[]>;
  ofPerson(personId: number): Promise<readonly CourseOfPerson[]>;
  /** All courses of a domain, for its coordinators. */
  ofDomain(domainId: number): Promise<readonly { readonly course: string; readonly title: string }[]>;
}

interface CourseRow {
  domain_id: number;
  id: number;
  name: string;
  time_zone: string;
  course_id: string;
  title: string;
  archived_at: number | null;
}

interface DomainRow {
  id: number;
  name: string;
  title: string;
  time_zone: string;
}

export function courseStore(door: Door): CourseStore {
  return {
    find: (domain, course) => findCourse(door, 'd.name = ? AND c.course_id = ?', [domain, course]),
    findById: ({ domainId, courseId }) => findCourse(door, 'd.id = ? AND c.id = ?', [domainId, courseId]),
    findDomain: (name) =>
      door.read(async (sql) => {
        const [row] = await sql.rows<DomainRow>(
          'SELECT id, name, title, time_zone FROM domains WHERE name = ?',
          [name],
        );
        return row && domainFrom(row);
      }),
    addressOf: (domain) =>
      door.read(async (sql) => {
        const [row] = await sql.rows<{ origin: string }>(
          `SELECT a.origin FROM domain_addresses a JOIN domains d ON d.id = a.domain_id
           WHERE d.name = ? AND a.is_current = 1`,
          [domain],
        );
        return row?.origin;
      }),
    domains: () =>
      door.read(async (sql) => {
        const rows = await sql.rows<DomainRow>(
          'SELECT id, name, title, time_zone FROM domains ORDER BY name',
        );
        return rows.map(domainFrom);
      }),
    ofPerson: (personId) =>
      door.read((sql) =>
        sql.rows<CourseOfPerson>(
          `SELECT d.name AS domain, c.course_id AS course, c.title, r.role, r.section, r.starts, r.ends
           FROM roles r JOIN courses c ON c.id = r.course_id JOIN domains d ON d.id = c.domain_id
           JOIN people p ON p.id = r.person_id AND p.domain_id = d.id
           WHERE r.person_id = ? AND c.archived_at IS NULL ORDER BY c.title, c.course_id`,
          [personId],
        ),
      ),
    ofDomain: (domainId) =>
      door.read((sql) =>
        sql.rows<{ course: string; title: string }>(
          'SELECT course_id AS course, title FROM courses WHERE domain_id = ? AND archived_at IS NULL ORDER BY title, course_id',
          [domainId],
        ),
      ),
  };
}

async function findCourse(
  door: Door,
  where: string,
  values: readonly (string | number)[],
): Promise<Course | undefined> {
  const text = `SELECT c.domain_id, c.id, d.name, d.time_zone, c.course_id, c.title, c.archived_at
    FROM domains d JOIN courses c ON c.domain_id = d.id WHERE ${where}`;
  const [row] = await door.read((sql) => sql.rows<CourseRow>(text, values));
  if (!row) return undefined;
  return {
    domainId: row.domain_id,
    courseId: row.id,
    domain: row.name,
    timeZone: row.time_zone,
    course: row.course_id,
    title: row.title,
    archived: row.archived_at !== null,
  };
}

function domainFrom(row: DomainRow): Domain {
  return { domainId: row.id, name: row.name, title: row.title, timeZone: row.time_zone };
}
