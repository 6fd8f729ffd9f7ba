import { stateMark } from '../../crypto/stateMark.ts';
import { dayIn } from '../../model/days.ts';
import { cleanDisplayName } from '../../model/username.ts';
import { addAudit } from '../../storage/auditStore.ts';
import {
  archiveCourse,
  type CourseSettings,
  changeCourse,
  courseNumbers,
  courseSettingsOf,
  type KnownCourse,
} from '../../storage/courseSettingsStore.ts';
import { domainNamed } from '../../storage/domainStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { studentsWithoutPassword } from '../../storage/strandedStudents.ts';
import { actorOf, type CourseCoordinator } from '../rights/coordinators.ts';

/** The settings of a course, with the mark that a form sends back. */
export interface MarkedCourse {
  readonly settings: CourseSettings;
  readonly mark: string;
}

/** All that the page of a course's settings says. */
export interface CourseFacts extends MarkedCourse {
  readonly archived: boolean;
  /** What the domain says where the course says nothing. */
  readonly domainTrusts: boolean;
  /** Students without a password, who come in by launches alone (R5). */
  readonly stranded: number;
}

/** @throws Error for a course that has gone since the request began */
export function readCourseSettings(door: Door, by: CourseCoordinator, now: number): Promise<CourseFacts> {
  return door.read(async (sql) => {
    const { course, domainTrusts } = await known(sql, by, false);
    const today = dayIn(by.domain.timeZone, now);
    const stranded = await studentsWithoutPassword(sql, by.course, today);
    return { ...marked(course), archived: course.archived, domainTrusts, stranded };
  });
}

async function known(
  sql: Sql,
  by: CourseCoordinator,
  lock = true,
): Promise<{ course: KnownCourse; domainTrusts: boolean }> {
  const course = await courseSettingsOf(sql, by.course, lock);
  const domain = await domainNamed(sql, by.domain.name);
  if (!course || !domain) throw new Error(`The course ${by.course.course} has gone.`);
  return { course, domainTrusts: domain.trustUsernames };
}

function marked({ title, trustUsernames }: CourseSettings): MarkedCourse {
  const settings = { title, trustUsernames };
  return { settings, mark: stateMark(settings) };
}

/** A title as it is kept; undefined for none, and for one that is too long or holds what does not show. */
export function courseTitle(text: string): string | undefined {
  return cleanDisplayName(text);
}

export interface CourseChange extends MarkedCourse {
  readonly by: CourseCoordinator;
  /** Students without a password were named, and may be shut out. */
  readonly mayStrand: boolean;
}

export type ChangedCourse =
  | { readonly kind: 'changed' | 'unchanged' }
  /** It would shut so many students out who have no password; nothing was changed. */
  | { readonly kind: 'strands'; readonly students: number }
  /** Somebody else changed it since the form was shown; nothing was replaced. */
  | { readonly kind: 'meanwhile'; readonly now: MarkedCourse };

/**
 * Changes a course's settings. Whether launches are believed is the domain's to say (product.md, People): from anybody
 * else that part is not taken, whatever was sent. `settings.title` as `courseTitle` gives it.
 */
export async function changeCourseSettings(
  door: Door,
  { by, settings, mark, mayStrand }: CourseChange,
  now: number,
): Promise<ChangedCourse> {
  const today = dayIn(by.domain.timeZone, now);
  return door.write(async (sql): Promise<ChangedCourse> => {
    const { course, domainTrusts } = await known(sql, by);
    const before = marked(course);
    const trustUsernames = by.isDomainCoordinator ? settings.trustUsernames : course.trustUsernames;
    const after = marked({ title: settings.title, trustUsernames });
    if (before.mark === after.mark) return { kind: 'unchanged' };
    if (before.mark !== mark) return { kind: 'meanwhile', now: before };
    const closes = (course.trustUsernames ?? domainTrusts) && !(trustUsernames ?? domainTrusts);
    const students = closes && !mayStrand ? await studentsWithoutPassword(sql, by.course, today) : 0;
    if (students > 0) return { kind: 'strands', students };
    await changeCourse(sql, by.course, after.settings);
    const names = (['title', 'trustUsernames'] as const).filter(
      (name) => before.settings[name] !== after.settings[name],
    );
    const only = (from: CourseSettings) => Object.fromEntries(names.map((name) => [name, from[name]]));
    const entry = {
      deed: 'course-changed',
      before: only(before.settings),
      after: only(after.settings),
    } as const;
    await addAudit(sql, [{ ...entryOf(by), ...entry }], now);
    return { kind: 'changed' };
  });
}

function entryOf(by: CourseCoordinator) {
  const { domainId, courseId, course } = by.course;
  return { domainId, courseId, actor: actorOf(by), object: course };
}

/** What archiving closes. */
export function readCourseNumbers(
  door: Door,
  { course }: CourseCoordinator,
): Promise<{ readonly links: number; readonly people: number }> {
  return door.read((sql) => courseNumbers(sql, course));
}

/** Puts a course into the archive or takes it out; for domain coordinators. Tells whether it was not there already. */
export async function setArchived(
  door: Door,
  { by, archived }: { readonly by: CourseCoordinator; readonly archived: boolean },
  now: number,
): Promise<boolean> {
  if (!by.isDomainCoordinator) throw new Error('Archiving is for coordinators of the domain.');
  return door.write(async (sql) => {
    const { course } = await known(sql, by);
    if (course.archived === archived) return false;
    await archiveCourse(sql, by.course, archived ? now : null);
    const deed = archived ? 'course-archived' : 'course-reopened';
    await addAudit(sql, [{ ...entryOf(by), deed }], now);
    return true;
  });
}
