import type { Context } from 'koa';
import { Secret } from '../../model/secret.ts';
import { lifeTimes } from '../../services/launch/lifeTimes.ts';
import {
  placeOfTicket,
  type SigningIn,
  signInForLaunch,
  type TicketResult,
} from '../../services/launch/signInForLaunch.ts';
import { signIn } from '../../services/signin/signIn.ts';
import type { Visit } from '../../services/visit/whoIsThere.ts';
import type { KnownLaunch } from '../../storage/launchSessionStore.ts';
import { addressGroup, clientAddress } from '../../web/clientAddress.ts';
import { setCookie } from '../../web/cookies.ts';
import { requestState } from '../../web/requestState.ts';
import { seeOther } from '../../web/seeOther.ts';
import { askForAnotherClick, isShownInFrame } from '../closed.ts';
import { isFramable, offerNewWindow } from '../newWindow.ts';
import { problemOf } from '../signInProblem.ts';
import {
  cookieOf,
  frameAsLaunched,
  itemPath,
  launchCookie,
  type Site,
  say,
  show,
  speakAsLaunched,
  suffixOf,
} from '../site.ts';
import type { SignInRoutes } from './index.ts';
import { knownBrowser, rememberBrowser } from './knownBrowser.ts';
import { refuseTicket } from './refuseTicket.ts';

/** A verified launch that waits for somebody in this very browser; its cookie, not the address, proves it. */
export function ticketOf(visit: Visit, reference: string): KnownLaunch | undefined {
  return visit.launches.find((launch) => isTicket(launch, reference));
}

function isTicket(launch: KnownLaunch, reference: string): boolean {
  return launch.state === 'ticket' && launch.reference === reference;
}

interface Asked {
  readonly routes: SignInRoutes;
  readonly visit: Visit;
}

export async function askForTicket(
  ctx: Context,
  site: Site,
  { routes, visit, reference }: Asked & { readonly reference: string },
): Promise<void> {
  if (await offerNewWindow(ctx, site, (launch) => isTicket(launch, reference))) return;
  const ticket = ticketOf(visit, reference);
  if (ticket && isShownInFrame(ctx) && !isFramable(ticket)) {
    askForAnotherClick(ctx, site, 'not-in-frames');
    return;
  }
  const place = ticket && (await placeOfTicket(routes.tickets, ticket));
  if (!ticket || !place) {
    refuseTicket(ctx, site, 'ticket-over');
    return;
  }
  speakAsLaunched(ctx, ticket);
  const ofDomain = visit.person?.domainId === ticket.domainId ? visit.person : undefined;
  const elsewhere = ctx.query.other !== undefined;
  showTicketForm(ctx, site, {
    ticket,
    courseTitle: place.courseTitle,
    username: '',
    continueAs: elsewhere ? undefined : ofDomain?.displayName,
    problem: undefined,
    status: 200,
  });
}

interface Fields {
  readonly username: string;
  readonly password: string;
  readonly launch: string;
  readonly choice: string;
}

/** Opens the launch session only, never an account session (product.md, Identity). */
export async function signInWithTicket(
  ctx: Context,
  site: Site,
  { routes, visit, fields }: Asked & { readonly fields: Fields },
): Promise<void> {
  const startedAt = site.now();
  const ticket = ticketOf(visit, fields.launch);
  const place = ticket && (await placeOfTicket(routes.tickets, ticket));
  if (!ticket || !place) {
    refuseTicket(ctx, site, 'ticket-over');
    return;
  }
  speakAsLaunched(ctx, ticket);
  requestState(ctx).reference = ticket.reference;
  if (fields.choice === 'continue' && visit.person?.domainId === ticket.domainId) {
    const person = { personId: visit.person.id, passwordGiven: false, startedAt };
    await spend(ctx, site, { routes, ticket, person });
    return;
  }
  const account = `${place.domain}/${fields.username}`;
  const browser = knownBrowser(ctx, site, { routes, account });
  const result = await signIn(routes.signIn, {
    domain: place.domain,
    username: fields.username,
    password: new Secret(fields.password),
    address: addressGroup(clientAddress(ctx)),
    // Whom the LMS gave the launch to, not the ticket: of tickets one can get many. A browser in which this very
    // account signed in before says more, and no classmate's failures reach it.
    ticket: browser === undefined ? (receiverOf(ticket) ?? addressGroup(clientAddress(ctx))) : undefined,
    browser,
  });
  if (result.kind !== 'signed-in') {
    const { courseTitle } = place;
    const shown = { ticket, courseTitle, username: fields.username, continueAs: undefined };
    showTicketForm(ctx, site, { ...shown, ...problemOf(ctx, site, result) });
    return;
  }
  if (!('personId' in result.owner)) throw new Error('A server administrator came in by a launch.');
  const { personId } = result.owner;
  rememberBrowser(ctx, site, { routes, account });
  await spend(ctx, site, { routes, ticket, person: { personId, passwordGiven: true, startedAt } });
}

/** The LMS's own id of the person cannot be chosen in the LMS; a launch without one is told apart by what it named. */
function receiverOf({ protectorId, subjectHash, named }: KnownLaunch): string | undefined {
  if (subjectHash !== undefined) return `${protectorId} ${subjectHash.toString('base64')}`;
  return named;
}

interface Spending {
  readonly routes: SignInRoutes;
  readonly ticket: KnownLaunch;
  readonly person: Omit<SigningIn, 'cookie'>;
}

async function spend(ctx: Context, site: Site, { routes, ticket, person }: Spending): Promise<void> {
  const cookie = cookieOf(ctx, site, ticket);
  const result: TicketResult =
    cookie === undefined
      ? { kind: 'spent' }
      : await signInForLaunch(routes.tickets, ticket, { ...person, cookie });
  if (result.kind === 'entered') {
    setCookie(ctx, site.cookies, launchCookie, {
      value: result.cookie,
      suffix: suffixOf(ticket.reference),
      maxAgeSeconds: lifeTimes.pendingMs / 1000,
    });
    seeOther(ctx, itemPath(result.to));
    return;
  }
  refuseTicket(ctx, site, result.kind === 'spent' ? 'ticket-over' : result.kind, ticket);
}

interface ShownTicket {
  readonly ticket: KnownLaunch;
  readonly courseTitle: string;
  readonly username: string;
  readonly continueAs: string | undefined;
  readonly problem: string | undefined;
  readonly status: number;
}

function showTicketForm(ctx: Context, site: Site, shown: ShownTicket): void {
  const { ticket, courseTitle, username, continueAs, problem, status } = shown;
  frameAsLaunched(ctx, { known: ticket });
  show(ctx, site, {
    view: 'signin/form',
    status,
    model: {
      page: { title: say(ctx, site).t('signIn.title') },
      csrf: site.csrf.token(ctx),
      username,
      asksDomain: false,
      domain: '',
      next: undefined,
      launch: { reference: ticket.reference, courseTitle, continueAs },
      problem,
    },
  });
}
