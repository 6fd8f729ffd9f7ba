import type { Exit } from '../../model/deepLink.ts';
import { settingFor } from '../../model/launchSession.ts';
import type { KnownLaunch } from '../../storage/launchSessionStore.ts';
import {
  type CourseLaunch,
  type CourseVisit,
  type CourseVisitParts,
  visitCourse,
} from '../visit/courseVisit.ts';

/** Where the button on a launch's pages leads: its launched item says so, whichever page is shown. */
export function exitOf({ settings }: CourseVisit, { session }: CourseLaunch): Exit {
  return settingFor(session.visitor, settings, session.launched.chain).exit.value;
}

/** The same for a launch outside its course; back to the LMS where it counts for nobody any more. */
export async function exitOfLaunch(parts: CourseVisitParts, known: KnownLaunch): Promise<Exit> {
  const course = await parts.courses.findById(known);
  const alone = { person: undefined, administrator: undefined, launches: [known] };
  const visit = course && (await visitCourse(parts, course, alone));
  const launch = visit?.launches[0];
  return visit && launch ? exitOf(visit, launch) : { kind: 'lms' };
}
