import type { Context } from 'koa';
import type { StoredSetting } from '../../model/deepLink.ts';
import { settingFor } from '../../model/launchSession.ts';
import type { Viewer } from '../../model/listing.ts';
import { type Menu, menuParts, standardMenu } from '../../model/menu.ts';
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
  /** The item that the page is about and the folders around it, inwards out; left out: the whole course. */
  readonly chain?: readonly number[];
}

/**
 * Which parts the student's pages have for this beholder: of a launch the launched item says so, whichever page is shown,
 * as it does of the way out; else the item itself. Staff see everything.
 */
export function shownTo({ courseVisit: { settings }, beholder: { viewer }, chain = [] }: Seen): Shown {
  const { shows } = menuFor(settings, viewer, chain);
  return Object.fromEntries(menuParts.map((part) => [part, shows.includes(part)])) as unknown as Shown;
}

function menuFor(settings: readonly StoredSetting[], viewer: Viewer, chain: readonly number[]): Menu {
  if (viewer.kind === 'staff') return standardMenu;
  if (viewer.kind === 'student') return settingFor(viewer.visitor, settings, chain).menu.value;
  const { visitor, launched } = viewer.launch;
  return settingFor(visitor, settings, launched.chain).menu.value;
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
