import type { StoredSetting } from '../../model/deepLink.ts';
import type { Course, CourseScope, CourseStore } from '../../storage/courseStore.ts';
import type { GivenWordStore, HeldWord } from '../../storage/givenWordStore.ts';
import type { ItemHead, ItemStore } from '../../storage/itemStore.ts';
import type { Link, LinkStore } from '../../storage/linkStore.ts';
import type { CoursePerson, Person, PersonStore } from '../../storage/personStore.ts';
import type { SettingsState, SettingsVersion } from '../../storage/settingsVersion.ts';
import { type VersionedCache, versionedCache } from '../../storage/versionedCache.ts';
import { type CourseTree, courseTree } from '../items/courseTree.ts';

/** What every page of a course is judged by, as it stands at one moment. */
export interface CourseReads {
  course(domain: string, course: string): Promise<Course | undefined>;
  courseById(scope: CourseScope): Promise<Course | undefined>;
  /** A short URL of the domain. */
  link(domain: string, shortId: string): Promise<Link | undefined>;
  settings(scope: CourseScope): Promise<readonly StoredSetting[]>;
  heads(scope: CourseScope, ids: readonly number[]): Promise<readonly ItemHead[]>;
  people(scope: CourseScope, ids: readonly number[]): Promise<readonly CoursePerson[]>;
  /** By the account that is signed in. */
  person(id: number): Promise<Person | undefined>;
  /** All items of the course. */
  tree(scope: CourseScope): Promise<CourseTree>;
  /** Shared words that these sessions gave; never remembered. */
  words(holders: readonly Buffer[]): Promise<readonly HeldWord[]>;
}

/** Reads for one visit, from now on, or from when the settings were asked for. */
export type ReadCourses = (settings?: SettingsState) => Promise<CourseReads>;

interface Stores {
  readonly courses: Pick<CourseStore, 'find' | 'findById'>;
  readonly items: Pick<ItemStore, 'settings' | 'findByIds' | 'tree'>;
  readonly people: Pick<PersonStore, 'findInCourse' | 'findById'>;
  readonly links: LinkStore;
  readonly words: Pick<GivenWordStore, 'find'>;
}

/** Of so many courses, launched items and people a process keeps what it read last. */
const mostCourses = 500;
const mostPeople = 5_000;
const mostLinks = 5_000;
/** Of all trees together: some 40 MB. */
const mostItems = 100_000;

/**
 * Each call begins anew with the version of the settings: what was read under it is not read again, and a role that is
 * taken away counts from the next request on. What is not there is not remembered.
 */
export function courseReads(
  { courses, items, people, links, words }: Stores,
  version: SettingsVersion,
): ReadCourses {
  const found = {
    courses: versionedCache<Course>(mostCourses),
    coursesById: versionedCache<Course>(mostCourses),
    links: versionedCache<Link>(mostLinks),
    settings: versionedCache<readonly StoredSetting[]>(mostCourses),
    heads: versionedCache<readonly ItemHead[]>(mostPeople),
    people: versionedCache<readonly CoursePerson[]>(mostPeople),
    accounts: versionedCache<Person>(mostPeople),
    trees: versionedCache<CourseTree>(mostItems, ({ heads }) => heads.size + 10),
  };
  // A course that was read by either of its names is known by both.
  const keptBoth = async (now: number, read: Promise<Course | undefined>): Promise<Course | undefined> => {
    const course = await read;
    if (!course) return undefined;
    found.courses.keep(now, `${course.domain}/${course.course}`, course);
    found.coursesById.keep(now, nameOf(course, []), course);
    return course;
  };
  return async (settings) => {
    const { version: now } = settings ?? (await version());
    return {
      course: (domain, name) =>
        one(found.courses, { now, key: `${domain}/${name}` }, () =>
          keptBoth(now, courses.find(domain, name)),
        ),
      courseById: (scope) =>
        one(found.coursesById, { now, key: nameOf(scope, []) }, () => keptBoth(now, courses.findById(scope))),
      link: (domain, shortId) =>
        one(found.links, { now, key: `${domain}/${shortId}` }, () => links.find(domain, shortId)),
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
      person: (id) => one(found.accounts, { now, key: String(id) }, () => people.findById(id)),
      tree: async (scope) => {
        const key = nameOf(scope, []);
        const known = found.trees.find(now, key);
        if (known) return known;
        const tree = courseTree(await items.tree(scope));
        found.trees.keep(now, key, tree);
        return tree;
      },
      words: (holders) => words.find(holders),
    };
  };
}

function nameOf({ domainId, courseId }: CourseScope, ids: readonly number[]): string {
  return `${domainId} ${courseId} ${ids.join()}`;
}

interface Wanted {
  readonly now: number;
  readonly key: string;
}

async function one<Found>(
  cache: VersionedCache<Found>,
  { now, key }: Wanted,
  read: () => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const known = cache.find(now, key);
  if (known) return known;
  const found = await read();
  if (found) cache.keep(now, key, found);
  return found;
}

/** @param least only an answer of so many is kept */
async function once<Found>(
  cache: VersionedCache<readonly Found[]>,
  { now, key }: Wanted,
  { read, least }: { readonly read: () => Promise<readonly Found[]>; readonly least: number },
): Promise<readonly Found[]> {
  const known = cache.find(now, key);
  if (known) return known;
  const found = await read();
  if (found.length >= least) cache.keep(now, key, found);
  return found;
}
