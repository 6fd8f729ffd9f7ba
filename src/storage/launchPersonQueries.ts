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

/** People of one domain are one look-up, whatever their courses: launches of many courses come at the same time. */
export async function findPeople(
  sql: Sql,
  questions: readonly AskedPerson[],
): Promise<(LaunchPerson | undefined)[]> {
  const found = await inGroups(questions, {
    name: ({ domainId }) => domainId,
    find: ({ domainId }, group) => {
      const names = different(group.map(({ username }) => username));
      const courses = different(group.map(({ courseId }) => courseId));
      return sql.rows<PersonRow>(
        `SELECT p.id, p.username, p.disabled_at, p.domain_coordinator,
           r.course_id, r.role, r.section, r.starts, r.ends
         FROM people p LEFT JOIN roles r ON r.person_id = p.id AND r.domain_id = p.domain_id
           AND r.course_id IN (${places(courses)})
         WHERE p.domain_id = ? AND p.username IN (${places(names)})`,
        [...padded(courses), domainId, ...padded(names)],
      );
    },
  });
  return questions.map(({ username, courseId }, n) => {
    const rows = (found[n] ?? []).filter((row) => row.username === username);
    return personFrom(rows, courseId);
  });
}

function different<Value>(values: readonly Value[]): readonly Value[] {
  return [...new Set(values)];
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
      const courses = different(group.map(({ courseId }) => courseId));
      const items = different([0, ...group.flatMap(({ chain }) => chain)]);
      return sql.rows<SettingColumns & { course_id: number }>(
        `SELECT course_id, ${settingColumns} FROM deep_links
         WHERE domain_id = ? AND course_id IN (${places(courses)}) AND item_id IN (${places(items)})`,
        [domainId, ...padded(courses), ...padded(items)],
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
