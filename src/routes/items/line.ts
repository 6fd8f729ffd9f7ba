import type { Context } from 'koa';
import type { Beholder } from '../../services/items/openItem.ts';
import { exitOf } from '../../services/launch/exit.ts';
import type { CourseLaunch, CourseVisit } from '../../services/visit/courseVisit.ts';
import type { Course } from '../../storage/courseStore.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import type { WayBack } from '../pages.ts';
import { itemPath, type Site, wayBackOf } from '../site.ts';
import type { Shown, StudentLine } from '../studentPages.ts';

/** One visit to a course, with the one identity that its page is shown to. */
export interface Seen {
  readonly courseVisit: CourseVisit;
  readonly beholder: Beholder;
}

/** The standard menu: all that a student's page can have around its content. */
const standardMenu: Shown = {
  contents: true,
  breadcrumbs: true,
  courseTitle: true,
  userName: true,
  signOut: true,
  exit: true,
};

/** Which parts the student's pages have for this beholder. */
export function shownTo(_seen: Seen): Shown {
  return standardMenu;
}

/** What the thin line above the page says. */
export function studentLine(ctx: Context, site: Site, seen: Seen): StudentLine {
  const { courseVisit, beholder } = seen;
  const { course } = courseVisit;
  const { launch } = beholder;
  return {
    courseTitle: course.title,
    coursePath: coursePath(course),
    name: beholder.displayName,
    csrf: site.csrf.token(ctx),
    launched: launch !== undefined,
    wayBack: launch && exitLink(ctx, site, { courseVisit, launch }),
    shown: shownTo(seen),
  };
}

function exitLink(
  ctx: Context,
  site: Site,
  { courseVisit, launch }: { readonly courseVisit: CourseVisit; readonly launch: CourseLaunch },
): WayBack | undefined {
  const exit = exitOf(courseVisit, launch);
  if (exit.kind === 'none') return undefined;
  return exit.kind === 'address' ? exit : wayBackOf(ctx, site, launch.known);
}

export function coursePath({ domain, course }: Course): string {
  return `/${domain}/${course}`;
}

export function pathOf({ domain, course }: Course, { itemId }: ItemHead): string {
  return itemPath({ domain, course, itemId });
}
