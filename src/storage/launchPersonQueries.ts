import type { StoredSetting } from '../model/deepLink.ts';
import type { CourseRole, RoleGrant } from '../model/roles.ts';
import { type SettingColumns, settingColumns, settingFrom } from './deepLinkColumns.ts';
import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';
import type { LaunchPerson, LaunchQuestion, LmsPlace } from './launchPersonStore.ts';

export type AskedPerson = LaunchQuestion & { readonly username: string };
export type AskedPlaces = LaunchQuestion & { readonly boundLinkId: number };
export type AskedSubject = LaunchQuestion & { readonly subjectHash: Buffer };

interface PersonRow {
  id: number;
  username: string;
  disabled_at: number | null;
  domain_coordinator: number;
  course_id: number | null;
  role: CourseRole | null;
  section: string;
  starts: string | null;
  ends: string | null;
}

/**
 * People of one domain are one look-up, whatever their courses: launches of many courses come at the same time. Each
 * person's roles are looked for in the one course that is asked about; whoever launches in two at once is asked for twice.
 */
export async function findPeople(
  sql: Sql,
  questions: readonly AskedPerson[],
): Promise<(LaunchPerson | undefined)[]> {
  const coursesOf = new Map<string, number[]>();
  const found = await inGroups(questions, {
    name: ({ domainId, username, courseId }) => {
      const person = `${domainId} ${username}`;
      const courses = coursesOf.get(person) ?? [];
      coursesOf.set(person, courses);
      if (!courses.includes(courseId)) courses.push(courseId);
      return `${domainId} ${courses.indexOf(courseId)}`;
    },
    find: ({ domainId }, group) => {
      const courses = new Map(group.map(({ username, courseId }) => [username, courseId]));
      const pairs = padded([...courses]);
      return sql.rows<PersonRow>(
        `SELECT p.id, p.username, p.disabled_at, p.domain_coordinator,
           r.course_id, r.role, r.section, r.starts, r.ends
         FROM people p LEFT JOIN roles r ${byIndex(sql, 'uq_role')} ON r.person_id = p.id AND r.domain_id = p.domain_id
           AND r.course_id = CASE p.username ${pairs.map(() => 'WHEN ? THEN ?').join(' ')} END
         WHERE p.domain_id = ? AND p.username IN (${places(pairs)})`,
        [...pairs.flat(), domainId, ...pairs.map(([username]) => username)],
      );
    },
  });
  return questions.map(({ username, courseId }, n) => {
    const rows = (found[n] ?? []).filter((row) => row.username === username);
    return personFrom(rows, courseId);
  });
}

/**
 * MariaDB looks at how many rows an index has for a course on average, and may read all of a course for each person or
 * item of it: in the largest, too, which is where the exam is. SQLite does so with a domain, unless there is a plus.
 */
export function byIndex({ dialect }: Sql, name: string): string {
  return dialect === 'mysql' ? `FORCE INDEX (${name})` : '';
}

/** Asks once for each group, and hands every question what its group found. */
async function inGroups<Question, Row>(
  questions: readonly Question[],
  {
    name,
    find,
  }: {
    name: (question: Question) => number | string;
    find: (first: Question, group: readonly Question[]) => Promise<readonly Row[]>;
  },
): Promise<(readonly Row[])[]> {
  const groups = new Map<number | string, Question[]>();
  for (const question of questions) {
    const group = groups.get(name(question));
    if (group) group.push(question);
    else groups.set(name(question), [question]);
  }
  const found = new Map<number | string, readonly Row[]>();
  for (const [key, group] of groups) {
    const [first] = group;
    if (first !== undefined) found.set(key, await find(first, group));
  }
  return questions.map((question) => found.get(name(question)) ?? []);
}

function personFrom(rows: readonly PersonRow[], courseId: number): LaunchPerson | undefined {
  const [first] = rows;
  if (!first) return undefined;
  const roles: RoleGrant[] = rows.flatMap(({ course_id, role, section, starts, ends }) =>
    role === null || course_id !== courseId ? [] : [{ role, section, starts, ends }],
  );
  return {
    id: first.id,
    disabled: first.disabled_at !== null,
    domainCoordinator: first.domain_coordinator === 1,
    roles,
  };
}

export async function findRemembered(
  sql: Sql,
  questions: readonly AskedSubject[],
): Promise<(number | undefined)[]> {
  const found = await inGroups(questions, {
    name: ({ protectorId }) => protectorId,
    find: ({ protectorId }, group) => {
      const hashes = group.map(({ subjectHash }) => subjectHash);
      return sql.rows<{ subject_hash: Buffer; person_id: number }>(
        `SELECT subject_hash, person_id FROM lms_users WHERE protector_id = ? AND subject_hash IN (${places(hashes)})`,
        [protectorId, ...padded(hashes)],
      );
    },
  });
  return questions.map(
    ({ subjectHash }, n) => found[n]?.find((row) => row.subject_hash.equals(subjectHash))?.person_id,
  );
}

export async function findSettings(
  sql: Sql,
  questions: readonly LaunchQuestion[],
): Promise<(readonly StoredSetting[])[]> {
  const found = await inGroups(questions, {
    name: ({ domainId }) => domainId,
    find: ({ domainId }, group) => {
      const itemsOf = new Map<number, Set<number>>();
      for (const { courseId, chain } of group)
        itemsOf.set(courseId, new Set([...(itemsOf.get(courseId) ?? [0]), ...chain]));
      const most = Math.max(...[...itemsOf.values()].map(({ size }) => size));
      const items = padded([...itemsOf].map(([course, ids]) => ({ course, ids: padded([...ids], most) })));
      const ofEach = items.map(({ ids }) => `(course_id = ? AND item_id IN (${places(ids)}))`);
      return sql.rows<SettingColumns & { course_id: number }>(
        `SELECT course_id, ${settingColumns} FROM deep_links ${byIndex(sql, 'uq_deep_link')}
         WHERE (${ofEach.join(' OR ')}) AND +domain_id = ?`,
        [...items.flatMap(({ course, ids }) => [course, ...ids]), domainId],
      );
    },
  });
  return questions.map(({ courseId, chain }, n) =>
    (found[n] ?? [])
      .filter(
        ({ course_id, item_id }) => course_id === courseId && (item_id === 0 || chain.includes(item_id)),
      )
      .map(settingFrom),
  );
}

interface PlaceRow {
  context_id: string;
  resource_link_id: string;
}

export async function findPlaces(
  sql: Sql,
  questions: readonly AskedPlaces[],
): Promise<(readonly LmsPlace[])[]> {
  const found = await inGroups(questions, {
    name: ({ domainId, boundLinkId, protectorId }) => `${domainId} ${boundLinkId} ${protectorId}`,
    find: ({ domainId, boundLinkId, protectorId }) =>
      sql.rows<PlaceRow>(
        `SELECT context_id, resource_link_id FROM link_places
         WHERE domain_id = ? AND link_id = ? AND protector_id = ?`,
        [domainId, boundLinkId, protectorId],
      ),
  });
  return found.map((rows) => rows.map(placeFrom));
}

function placeFrom({ context_id, resource_link_id }: PlaceRow): LmsPlace {
  return { contextId: context_id, resourceLinkId: resource_link_id === '' ? undefined : resource_link_id };
}
