import type { StoredSetting } from '../../model/deepLink.ts';
import type { Course, CourseScope, CourseStore } from '../../storage/courseStore.ts';
import type { ItemHead, ItemStore } from '../../storage/itemStore.ts';
import type { CoursePerson, PersonStore } from '../../storage/personStore.ts';
import type { SettingsVersion } from '../../storage/settingsVersion.ts';
import { versionedCache } from '../../storage/versionedCache.ts';

/** What every page of a course is judged by, as it stands at one moment. */
export interface CourseReads {
  course(domain: string, course: string): Promise<Course | undefined>;
  settings(scope: CourseScope): Promise<readonly StoredSetting[]>;
  heads(scope: CourseScope, ids: readonly number[]): Promise<readonly ItemHead[]>;
  people(scope: CourseScope, ids: readonly number[]): Promise<readonly CoursePerson[]>;
}

interface Stores {
  readonly courses: Pick<CourseStore, 'find'>;
  readonly items: Pick<ItemStore, 'settings' | 'findByIds'>;
  readonly people: Pick<PersonStore, 'findInCourse'>;
}

/** Of so many courses, launched items and people a process keeps what it read last. */
const mostCourses = 500;
const mostPeople = 5_000;

/**
 * Each call begins anew with the version of the settings: what was read under it is not read again, and a role that is
 * taken away counts from the next request on. What is not there is not remembered.
 */
export function courseReads(
  { courses, items, people }: Stores,
  version: SettingsVersion,
): () => Promise<CourseReads> {
  const found = {
    courses: versionedCache<Course>(mostCourses),
    settings: versionedCache<readonly StoredSetting[]>(mostCourses),
    heads: versionedCache<readonly ItemHead[]>(mostPeople),
    people: versionedCache<readonly CoursePerson[]>(mostPeople),
  };
  return async () => {
    const { version: now } = await version();
    return {
      async course(domain, name) {
        const key = `${domain}/${name}`;
        const known = found.courses.find(now, key);
        if (known) return known;
        const course = await courses.find(domain, name);
        if (course) found.courses.keep(now, key, course);
        return course;
      },
      settings: (scope) =>
        once(
          found.settings,
          { now, key: nameOf(scope, []) },
          { read: () => items.settings(scope), least: 0 },
        ),
      heads: (scope, ids) =>
        once(
          found.heads,
          { now, key: nameOf(scope, ids) },
          { read: () => items.findByIds(scope, ids), least: ids.length },
        ),
      people: (scope, ids) =>
        once(
          found.people,
          { now, key: nameOf(scope, ids) },
          { read: () => people.findInCourse(scope, ids), least: ids.length },
        ),
    };
  };
}

function nameOf({ domainId, courseId }: CourseScope, ids: readonly number[]): string {
  return `${domainId} ${courseId} ${ids.join()}`;
}

/** @param least only an answer of so many is kept */
async function once<Found>(
  cache: ReturnType<typeof versionedCache<readonly Found[]>>,
  { now, key }: { readonly now: number; readonly key: string },
  { read, least }: { readonly read: () => Promise<readonly Found[]>; readonly least: number },
): Promise<readonly Found[]> {
  const known = cache.find(now, key);
  if (known) return known;
  const found = await read();
  if (found.length >= least) cache.keep(now, key, found);
  return found;
}
