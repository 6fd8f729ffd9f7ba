import type { PersonInCourse } from '../model/courseStanding.ts';
import type { StoredSetting } from '../model/deepLink.ts';
import type { CourseRole, RoleGrant } from '../model/roles.ts';
import { batched } from './batch.ts';
import { type SettingColumns, settingColumns, settingFrom } from './deepLinkColumns.ts';
import type { Door, Sql } from './door.ts';

/** Whom and what a verified launch may be about, in one course. */
export interface LaunchQuestion {
  readonly domainId: number;
  readonly courseId: number;
  /** Canonical; undefined where the launch names nobody. */
  readonly username: string | undefined;
  readonly protectorId: number;
  /** SHA-256 of the LMS's `user_id`; undefined where none was sent. */
  readonly subjectHash: Buffer | undefined;
  /** The item itself, then its folders outwards. */
  readonly chain: readonly number[];
  /** The link whose approved LMS places matter (R7); undefined where it is bound to none. */
  readonly boundLinkId?: number | undefined;
}

/** A place in the LMS; no resource link stands for the whole context. */
export interface LmsPlace {
  readonly contextId: string;
  readonly resourceLinkId: string | undefined;
}

export interface LaunchPerson extends PersonInCourse {
  readonly id: number;
}

export interface LaunchPeople {
  readonly person: LaunchPerson | undefined;
  /** Whom the memory of this protector holds for the LMS's `user_id` (R3). */
  readonly rememberedId: number | undefined;
  /** The deep-link settings of the item, its folders and the course, for every audience. */
  readonly settings: readonly StoredSetting[];
  /** Where the link may be launched from with this protector. */
  readonly places: readonly LmsPlace[];
}

export interface LaunchPersonStore {
  find(question: LaunchQuestion): Promise<LaunchPeople>;
}

export function launchPersonStore(door: Door): LaunchPersonStore {
  const find = batched((questions: readonly LaunchQuestion[]) => door.read((sql) => findAll(sql, questions)));
  return { find };
}

interface PersonRow {
  n: number;
  id: number;
  disabled_at: number | null;
  domain_coordinator: number;
  role: CourseRole | null;
  section: string;
  starts: string | null;
  ends: string | null;
}

async function findAll(sql: Sql, questions: readonly LaunchQuestion[]): Promise<LaunchPeople[]> {
  const people = await findPeople(sql, questions);
  const remembered = await findRemembered(sql, questions);
  const settings = await findSettings(sql, questions);
  const places = await findPlaces(sql, questions);
  return questions.map((_, n) => ({
    person: personFrom(people.filter((row) => Number(row.n) === n)),
    rememberedId: remembered.find((row) => Number(row.n) === n)?.person_id,
    settings: settings.filter((row) => Number(row.n) === n).map(settingFrom),
    places: places.filter((row) => Number(row.n) === n).map(placeFrom),
  }));
}

async function findPeople(sql: Sql, questions: readonly LaunchQuestion[]): Promise<PersonRow[]> {
  const parts: string[] = [];
  const values: (string | number)[] = [];
  questions.forEach(({ username, domainId, courseId }, n) => {
    if (username === undefined) return;
    parts.push(`SELECT ${n} AS n, p.id, p.disabled_at, p.domain_coordinator, r.role, r.section, r.starts, r.ends
      FROM people p LEFT JOIN roles r ON r.person_id = p.id AND r.course_id = ? AND r.domain_id = p.domain_id
      WHERE p.domain_id = ? AND p.username = ?`);
    values.push(courseId, domainId, username);
  });
  return parts.length === 0 ? [] : sql.rows<PersonRow>(parts.join(' UNION ALL '), values);
}

function personFrom(rows: readonly PersonRow[]): LaunchPerson | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const roles: RoleGrant[] = rows.flatMap(({ role, section, starts, ends }) =>
    role === null ? [] : [{ role, section, starts, ends }],
  );
  return {
    id: first.id,
    disabled: first.disabled_at !== null,
    domainCoordinator: first.domain_coordinator === 1,
    roles,
  };
}

async function findRemembered(
  sql: Sql,
  questions: readonly LaunchQuestion[],
): Promise<{ n: number; person_id: number }[]> {
  const parts: string[] = [];
  const values: (number | Buffer)[] = [];
  questions.forEach(({ protectorId, subjectHash, username }, n) => {
    if (subjectHash === undefined || username === undefined) return;
    parts.push(`SELECT ${n} AS n, person_id FROM lms_users WHERE protector_id = ? AND subject_hash = ?`);
    values.push(protectorId, subjectHash);
  });
  return parts.length === 0 ? [] : sql.rows(parts.join(' UNION ALL '), values);
}

async function findSettings(
  sql: Sql,
  questions: readonly LaunchQuestion[],
): Promise<(SettingColumns & { n: number })[]> {
  const values: number[] = [];
  const parts = questions.map(({ domainId, courseId, chain }, n) => {
    values.push(domainId, courseId, ...chain);
    return `SELECT ${n} AS n, ${settingColumns}
      FROM deep_links WHERE domain_id = ? AND course_id = ? AND item_id IN (0${',?'.repeat(chain.length)})`;
  });
  return sql.rows(parts.join(' UNION ALL '), values);
}

interface PlaceRow {
  n: number;
  context_id: string;
  resource_link_id: string;
}

async function findPlaces(sql: Sql, questions: readonly LaunchQuestion[]): Promise<PlaceRow[]> {
  const parts: string[] = [];
  const values: number[] = [];
  questions.forEach(({ boundLinkId, domainId, protectorId }, n) => {
    if (boundLinkId === undefined) return;
    parts.push(`SELECT ${n} AS n, context_id, resource_link_id FROM link_places
      WHERE domain_id = ? AND link_id = ? AND protector_id = ?`);
    values.push(domainId, boundLinkId, protectorId);
  });
  return parts.length === 0 ? [] : sql.rows<PlaceRow>(parts.join(' UNION ALL '), values);
}

function placeFrom({ context_id, resource_link_id }: PlaceRow): LmsPlace {
  return { contextId: context_id, resourceLinkId: resource_link_id === '' ? undefined : resource_link_id };
}
