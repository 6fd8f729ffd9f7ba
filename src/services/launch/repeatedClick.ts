import { type LaunchCode, type RefusalCode, refusalCodes } from '../../model/launchCode.ts';
import type { KnownLaunch } from '../../storage/launchSessionStore.ts';
import type { NonceClaim, Spent } from '../../storage/launchStore.ts';
import type { CourseVisitParts } from '../visit/courseVisit.ts';
import { type ItemAddress, type LaunchOutcome, refused } from './launchOutcome.ts';
import type { LaunchParts } from './launchParts.ts';
import { nextAddress } from './nextItem.ts';
import type { LaunchRequest } from './openLaunch.ts';
import { addressOf } from './recordLaunch.ts';
import { placeOfTicket, type TicketParts } from './signInForLaunch.ts';
import type { Story } from './story.ts';

/**
 * The same click again, in the browser in which the very session or ticket of the first one lives (R24); undefined
 * for everybody else. Makes and prolongs nothing.
 */
export async function repeatedClick(
  parts: LaunchParts,
  request: LaunchRequest,
  { story, nonce }: { story: Story; nonce: NonceClaim },
): Promise<LaunchOutcome | undefined> {
  if (request.browser.length === 0) return undefined;
  const spent = await parts.launches.findSpent(nonce);
  return spent && continued(parts, request, { story, nonce, spent });
}

interface Repeated {
  readonly story: Story;
  readonly nonce: NonceClaim;
  readonly spent: Spent;
}

/** A nonce that was spent: the same click continues, a copy of a refused launch is refused alike, others are replays. */
export async function outcomeOfSpent(
  parts: LaunchParts,
  request: LaunchRequest,
  { story, nonce, spent }: Repeated,
): Promise<LaunchOutcome> {
  const again = await continued(parts, request, { story, nonce, spent });
  if (again) return again;
  const code = isRefusal(spent.outcome) ? spent.outcome : 'replayed';
  await parts.repeats.add({ ...story.entry(code), personId: undefined }, nonce);
  const { launchKey } = spent;
  const first = launchKey && (await parts.sessions.findByKey(launchKey, story.at));
  return first ? { ...refused(story, code), first: first.reference } : refused(story, code);
}

async function continued(
  parts: LaunchParts,
  request: LaunchRequest,
  { story, nonce, spent }: Repeated,
): Promise<LaunchOutcome | undefined> {
  if (spent.launchKey === undefined) return undefined;
  const first = await parts.sessions.findByKey(spent.launchKey, story.at);
  if (!first || !livesIn(first, request)) return undefined;
  // The link leads elsewhere by now, or nowhere: what the first click opened does not carry over (R8).
  if (first.state !== 'ticket' && first.itemId !== story.item?.id) return undefined;
  await parts.repeats.add({ ...story.entry('repeated-click'), personId: first.personId }, nonce);
  return {
    kind: 'repeat',
    to: first.state === 'ticket' ? 'login' : await itemOf(parts.visits, first, addressOf(story)),
    reference: first.reference,
  };
}

/** One that still waits goes on to its next item by itself, once it is a session. */
async function itemOf(visits: CourseVisitParts, first: KnownLaunch, own: ItemAddress): Promise<ItemAddress> {
  const next = first.state === 'open' ? await nextAddress(visits, first) : undefined;
  return next ?? own;
}

export type AgainParts = TicketParts;

/** What the first click came to, for the browser that holds its launch; undefined where it leads nowhere any more. */
export async function placeOfFirst(
  parts: AgainParts,
  first: KnownLaunch,
): Promise<ItemAddress | 'login' | undefined> {
  if (first.state === 'ticket') return 'login';
  const place = await placeOfTicket(parts, first);
  return place?.item && (await itemOf(parts, first, place.item));
}

/** The launch's own cookie is in this browser, and nowhere else. */
function livesIn(first: KnownLaunch, { browser }: LaunchRequest): boolean {
  return browser.some((hash) => hash.equals(first.secretHash));
}

function isRefusal(code: LaunchCode): code is RefusalCode {
  return (refusalCodes as readonly string[]).includes(code);
}
