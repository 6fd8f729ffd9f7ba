import type { Context } from 'koa';
import { cookieOf, type EnterParts, enterLaunch, otherPerson } from '../../services/launch/enterLaunch.ts';
import type { CourseVisitParts } from '../../services/visit/courseVisit.ts';
import type { Visit } from '../../services/visit/whoIsThere.ts';
import type { KnownLaunch } from '../../storage/launchSessionStore.ts';
import { clearCookie, setCookie } from '../../web/cookies.ts';
import { requestState } from '../../web/requestState.ts';
import {
  browserCookies,
  frameAsLaunched,
  jarCookie,
  pendingCookie,
  type Site,
  show,
  suffixOf,
  visitOf,
} from '../site.ts';

interface Arrival {
  readonly enter: EnterParts;
  readonly visits: CourseVisitParts;
  readonly address: { readonly domain: string; readonly course: string; readonly itemId: string };
}

/**
 * The GET after a launch's 303 (R22): where nobody else is in this browser the pending launch becomes a session of its
 * jar; otherwise the visitor is asked. Without a pending launch for this item nothing happens.
 */
export async function arrive(ctx: Context, site: Site, arrival: Arrival): Promise<Visit | 'answered'> {
  const visit = await visitOf(ctx, site);
  const pending = await pendingFor(ctx, site, { visit, arrival });
  if (!pending) return visit;
  const other = await otherPerson(arrival.enter, visit, pending);
  if (other) {
    await ask(ctx, site, { arrival, pending, stays: other.displayName });
    return 'answered';
  }
  const entered = await enterLaunch(arrival.enter, browserCookies(ctx, site), pending);
  if (!entered) return visit;
  setCookie(ctx, site.cookies, jarCookie, { value: entered.jar });
  clearCookie(ctx, site.cookies, pendingCookie, suffixOf(pending.reference));
  // The page that follows opens the sealed way back with the jar's cookie, which this request may not have had yet.
  requestState(ctx).cookies = new Map(requestState(ctx).cookies).set(jarName(site), entered.jar);
  const others = visit.launches.filter(({ launchKey }) => !launchKey.equals(pending.launchKey));
  return { ...visit, launches: [entered.launch, ...others] };
}

function jarName({ cookies }: Site): string {
  return `${cookies.prefix}${jarCookie.name}`;
}

async function pendingFor(
  ctx: Context,
  site: Site,
  { visit, arrival }: { visit: Visit; arrival: Arrival },
): Promise<KnownLaunch | undefined> {
  const cookies = browserCookies(ctx, site);
  const mine = visit.launches.filter(
    (one) => one.state === 'pending' && cookieOf(cookies, one) !== undefined,
  );
  if (mine.length === 0) return undefined;
  const { domain, course: id, itemId } = arrival.address;
  const course = await arrival.visits.courses.find(domain, id);
  const item = course && (await arrival.visits.items.find(course, itemId));
  return item && mine.find((one) => one.courseId === course.courseId && one.itemId === item.id);
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
      page: { title: site.t('question.title') },
      action: '/launch/choice',
      csrf: site.csrf.token(ctx),
      launch: pending.reference,
      signedIn: stays,
      launched: person?.displayName ?? '',
    },
  });
}
