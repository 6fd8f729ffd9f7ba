import type { Context } from 'koa';
import { type EnterParts, enterLaunch, otherPerson } from '../../services/launch/enterLaunch.ts';
import { nextAddress } from '../../services/launch/nextItem.ts';
import type { CourseVisitParts } from '../../services/visit/courseVisit.ts';
import type { Visit } from '../../services/visit/whoIsThere.ts';
import type { KnownLaunch } from '../../storage/launchSessionStore.ts';
import { seeOther } from '../../web/seeOther.ts';
import { askForAnotherClick, isShownInFrame } from '../closed.ts';
import { isFramable, offerNewWindow } from '../newWindow.ts';
import {
  dropDeadCookies,
  dropLaunchCookies,
  frameAsLaunched,
  itemPath,
  keepLaunchCookie,
  type Site,
  say,
  show,
  visitOf,
} from '../site.ts';

interface Arrival {
  readonly enter: EnterParts;
  readonly visits: CourseVisitParts;
  readonly address: { readonly domain: string; readonly course: string; readonly itemId: string };
}

/**
 * The GET after a launch's 303 (R22): where nobody else is in this browser the pending launch becomes a session;
 * otherwise the visitor is asked. Without a pending launch for this item nothing happens.
 */
export async function arrive(ctx: Context, site: Site, arrival: Arrival): Promise<Visit | 'answered'> {
  const visit = await visitOf(ctx, site);
  if (await offerNewWindow(ctx, site, (launch) => leadsHere(launch, arrival))) return 'answered';
  const pending = await pendingFor(visit, arrival);
  if (!pending) return visit;
  if (isShownInFrame(ctx) && !isFramable(pending)) {
    askForAnotherClick(ctx, site, 'not-in-frames');
    return 'answered';
  }
  const other = await otherPerson(arrival.enter, visit, pending);
  if (other) {
    await ask(ctx, site, { arrival, pending, stays: other.displayName });
    return 'answered';
  }
  const entered = await enterLaunch(arrival.enter, pending);
  if (!entered) return visitOf(ctx, site);
  keepLaunchCookie(ctx, site, entered);
  const others = visit.launches.filter(({ launchKey }) => !launchKey.equals(pending.launchKey));
  const launches = await withoutOldest(ctx, site, { arrival, launches: [entered, ...others] });
  const next = await nextAddress(arrival.visits, entered);
  if (next) {
    seeOther(ctx, itemPath(next));
    return 'answered';
  }
  return { ...visit, launches };
}

/** More than any student uses side by side; without an end the cookies would outgrow what a request may hold. */
const mostLaunches = 20;

/** The newest launches of this browser; those beyond end, and cookies that stand for nothing go. */
async function withoutOldest(
  ctx: Context,
  site: Site,
  { arrival, launches }: { arrival: Arrival; launches: readonly KnownLaunch[] },
): Promise<readonly KnownLaunch[]> {
  dropDeadCookies(ctx, site, launches);
  const oldest = launches.slice(mostLaunches);
  await arrival.enter.sessions.end(oldest.map(({ launchKey }) => launchKey));
  dropLaunchCookies(ctx, site, oldest);
  return launches.slice(0, mostLaunches);
}

async function leadsHere(launch: KnownLaunch, { visits, address }: Arrival): Promise<boolean> {
  const course = await visits.courses.find(address.domain, address.course);
  const item = course && (await visits.items.find(course, address.itemId));
  return course?.courseId === launch.courseId && item?.id === launch.itemId;
}

/** The newest, if the same link was launched more than once meanwhile. */
async function pendingFor(visit: Visit, { visits, address }: Arrival): Promise<KnownLaunch | undefined> {
  const waiting = visit.launches.filter(({ state }) => state === 'pending');
  if (waiting.length === 0) return undefined;
  const course = await visits.courses.find(address.domain, address.course);
  const item = course && (await visits.items.find(course, address.itemId));
  return item && waiting.find((one) => one.courseId === course.courseId && one.itemId === item.id);
}

async function ask(
  ctx: Context,
  site: Site,
  { arrival, pending, stays }: { arrival: Arrival; pending: KnownLaunch; stays: string },
): Promise<void> {
  const person =
    pending.personId === undefined ? undefined : await arrival.enter.people.findById(pending.personId);
  frameAsLaunched(ctx, { known: pending });
  show(ctx, site, {
    view: 'launch/question',
    model: {
      page: { title: say(ctx, site).t('question.title') },
      action: '/launch/choice',
      csrf: site.csrf.token(ctx),
      launch: pending.reference,
      signedIn: stays,
      launched: person?.displayName ?? '',
    },
  });
}
