import { isAnybodyHere } from '../../model/launchSession.ts';
import type { CourseReads } from './courseReads.ts';
import { type CourseVisit, type CourseVisitParts, visitCourse } from './courseVisit.ts';
import type { Visit } from './whoIsThere.ts';

/** The visit to a course of which this browser holds a launch that still makes it somebody there (R1). */
export async function liveVisit(
  parts: CourseVisitParts,
  visit: Visit,
  known?: CourseReads,
): Promise<CourseVisit | undefined> {
  const open = visit.launches.filter(({ state }) => state === 'open');
  const scopes = new Map(open.map(({ domainId, courseId }) => [courseId, { domainId, courseId }]));
  if (scopes.size === 0) return undefined;
  const reads = known ?? (await parts.reads());
  for (const scope of scopes.values()) {
    const course = await reads.courseById(scope);
    const courseVisit = course && (await visitCourse(parts, course, visit, reads));
    if (!courseVisit) continue;
    const sessions = courseVisit.launches.map(({ session }) => session);
    if (isAnybodyHere(scope.courseId, sessions, undefined)) return courseVisit;
  }
  return undefined;
}
