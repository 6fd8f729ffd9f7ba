import { dayIn } from '../../model/days.ts';
import { isCourseId } from '../../model/ids.ts';
import { canonicalUsername } from '../../model/username.ts';
import { addAudit } from '../../storage/auditStore.ts';
import {
  type CourseLine,
  type CourseQuestion,
  isCourseThere,
  listCourses,
} from '../../storage/courseListStore.ts';
import { addCourse } from '../../storage/courseSettingsStore.ts';
import { lockDomain } from '../../storage/domainStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { type NamedPerson, peopleNamed } from '../../storage/roleStore.ts';
import { addRoles } from '../../storage/rosterStore.ts';
import { actorOf, type DomainCoordinator } from '../rights/coordinators.ts';

/** One page of the domain's courses. */
export async function readCourses(
  door: Door,
  { domain }: DomainCoordinator,
  { now, ...question }: Omit<CourseQuestion, 'domainId' | 'today'> & { readonly now: number },
): Promise<{ readonly lines: readonly CourseLine[]; readonly total: number }> {
  const { domainId, timeZone } = domain;
  return door.read((sql) => listCourses(sql, { ...question, domainId, today: dayIn(timeZone, now) }));
}

/** A course as somebody typed it. */
export interface NewCourse {
  readonly course: string;
  readonly title: string;
  /** Username of the first coordinator; '': none yet. */
  readonly coordinator: string;
}

/** What can be wrong with a new course. */
export const courseFaults = ['no-id', 'bad-id', 'taken-id', 'no-title', 'long-title', 'no-person'] as const;

export type CourseFault = (typeof courseFaults)[number];

export type MadeCourse =
  | { readonly kind: 'made' }
  | { readonly kind: 'faults'; readonly faults: readonly CourseFault[] };

/** Makes a course, and its first coordinator; both or none. Everything that is wrong is named at once. */
export async function makeCourse(
  door: Door,
  { by, course }: { readonly by: DomainCoordinator; readonly course: NewCourse },
  now: number,
): Promise<MadeCourse> {
  const { domainId, name } = by.domain;
  const title = course.title.normalize('NFC').trim();
  return door.write(async (sql): Promise<MadeCourse> => {
    await lockDomain(sql, name);
    const coordinator = await coordinatorOf(sql, domainId, course.coordinator);
    const faults = faultsOfCourse(course.course, title);
    if (await isCourseThere(sql, domainId, course.course)) faults.push('taken-id');
    if (coordinator === 'nobody') faults.push('no-person');
    if (coordinator === 'nobody' || faults.length > 0) return { kind: 'faults', faults };
    const settings = { title, trustUsernames: null };
    const courseId = await addCourse(sql, { domainId, course: course.course, ...settings }, now);
    const told = { domainId, courseId, actor: actorOf(by) };
    const made = { ...told, deed: 'course-made', object: course.course, after: { title } } as const;
    if (!coordinator) {
      await addAudit(sql, [made], now);
      return { kind: 'made' };
    }
    const role = { role: 'coordinator', section: '', starts: null, ends: null } as const;
    await addRoles(sql, { domainId, courseId }, [{ personId: coordinator.id, ...role }]);
    const object = `${coordinator.username}: coordinator`;
    const after = { starts: null, ends: null };
    await addAudit(sql, [made, { ...told, deed: 'role-made', object, after }], now);
    return { kind: 'made' };
  });
}

/** Everything that is wrong with what was typed for a course; whether the id is free only the database knows. */
export function faultsOfCourse(id: string, title: string): CourseFault[] {
  const faults: CourseFault[] = [];
  if (id === '') faults.push('no-id');
  else if (!isCourseId(id)) faults.push('bad-id');
  if (title === '') faults.push('no-title');
  if (Array.from(title).length > 200) faults.push('long-title');
  return faults;
}

async function coordinatorOf(
  sql: Sql,
  domainId: number,
  typed: string,
): Promise<NamedPerson | undefined | 'nobody'> {
  if (typed.trim() === '') return undefined;
  const username = canonicalUsername(typed.trim());
  const people = await peopleNamed(sql, domainId, username === undefined ? [] : [username]);
  return [...people.values()][0] ?? 'nobody';
}
