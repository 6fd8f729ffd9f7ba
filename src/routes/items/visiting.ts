import type { Context } from 'koa';
import { isCourseId, isDomainName, isItemId } from '../../model/ids.ts';
import type { GiveWordParts } from '../../services/items/giveWord.ts';
import type { EnterParts } from '../../services/launch/enterLaunch.ts';
import { type CourseVisit, type CourseVisitParts, visitCourse } from '../../services/visit/courseVisit.ts';
import type { Visit } from '../../services/visit/whoIsThere.ts';
import { refuseClosed } from '../closed.ts';
import type { Site } from '../site.ts';
import type { SiteAddresses } from '../sitePath.ts';
import type { Search } from './search.ts';

export interface ItemRoutes {
  readonly visits: CourseVisitParts;
  readonly enter: EnterParts;
  /** Where an upload lies, by the hash of its content. */
  readonly uploadPath: (hash: string) => string;
  readonly sites: SiteAddresses;
  readonly search: Search;
  /** Judges a shared word. */
  readonly give: GiveWordParts;
}

interface Address {
  readonly domain: string;
  readonly course: string;
  readonly itemId: string;
}

/** What the address names. */
export function addressOf(ctx: Context): Address {
  const {
    domain = '',
    course = '',
    item = '',
  } = ctx.params as { domain?: string; course?: string; item?: string };
  return { domain, course, itemId: item };
}

/** Undefined where nobody may know whether there is such a course; the answer is then given already. */
export async function courseFor(
  ctx: Context,
  site: Site,
  { routes, visit }: { routes: ItemRoutes; visit: Visit },
): Promise<CourseVisit | undefined> {
  const { domain, course, itemId } = addressOf(ctx);
  const legal = isDomainName(domain) && isCourseId(course) && (itemId === '' || isItemId(itemId));
  const found = legal ? await visitCourse(routes.visits, { domain, course }, visit) : undefined;
  if (found) return found;
  const isNobody = visit.person === undefined && visit.administrator === undefined;
  refuseClosed(ctx, site, isNobody ? 'sign-in' : 'not-found');
  return undefined;
}

/** Whoever is signed in here, if only elsewhere, is not sent to the sign-in: what they may not know of is not there. */
export function knownAnswer<Answer extends string>(visit: Visit, answer: Answer): Answer | 'not-found' {
  const isSomebody = visit.person !== undefined || visit.administrator !== undefined;
  return answer === 'sign-in' && isSomebody ? 'not-found' : answer;
}
