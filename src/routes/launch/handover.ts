import type Router from '@koa/router';
import type { Context } from 'koa';
import { lateWayBack, takeOver } from '../../services/launch/handover.ts';
import { lifeTimes } from '../../services/launch/lifeTimes.ts';
import { type RelaunchWindowParts, relaunchInWindow } from '../../services/launch/relaunchWindow.ts';
import { placeOfTicket, type TicketParts } from '../../services/launch/signInForLaunch.ts';
import { openReturn } from '../../services/launch/wayBack.ts';
import type { KnownLaunch } from '../../storage/launchSessionStore.ts';
import { setCookie } from '../../web/cookies.ts';
import { readFields } from '../../web/formBody.ts';
import { mayBeFramedBy } from '../../web/headers.ts';
import { HttpProblem } from '../../web/httpProblem.ts';
import { requestState } from '../../web/requestState.ts';
import { seeOther } from '../../web/seeOther.ts';
import { handoverPath, isOneTimeValue } from '../newWindow.ts';
import {
  itemPath,
  launchCookie,
  type Site,
  say,
  show,
  speakAsLaunched,
  suffixOf,
  wayBackTo,
} from '../site.ts';
import { askAgain } from './relaunch.ts';

export interface HandoverRoutes {
  readonly tickets: TicketParts;
  readonly relaunchWindows: RelaunchWindowParts;
  /** Whether an Origin is the one under which this very request reached the server. */
  readonly isOwnOrigin: (origin: string, ctx: Context) => boolean;
}

/**
 * The launch leaves the frame whose browser kept no cookie (R23). Above the forms' check: no cookie is there to bind a
 * form to, and the one-time value takes that place.
 */
export function mountHandover(router: Router, site: Site, routes: HandoverRoutes): void {
  router.post(handoverPath, (ctx) => handOver(ctx, site, routes));
}

async function handOver(ctx: Context, site: Site, routes: HandoverRoutes): Promise<void> {
  mayBeFramedBy(ctx, 'anybody');
  const value = isFromOurPage(ctx, routes) ? await sentValue(ctx) : undefined;
  const shown = value === undefined ? undefined : { value, userAgent: ctx.get('User-Agent') };
  const taken = shown && (await takeOver(site.handover, shown));
  if (!taken) {
    const anew = shown && (await relaunchInWindow(routes.relaunchWindows, shown));
    if (anew) {
      const reference = site.newReference();
      requestState(ctx).reference = reference;
      askAgain(ctx, site, { ...anew, reference });
      return;
    }
    refuse(ctx, site, 'handover-over', shown && (await lateWayBack(site.handover, shown)));
    return;
  }
  const { launch, cookie } = taken;
  requestState(ctx).reference = launch.reference;
  speakAsLaunched(ctx, launch);
  const place = await placeOfTicket(routes.tickets, launch);
  if (!place?.item) {
    const returnUrl = openReturn(cookie, launch.returnSealed, launch.launchKey);
    refuse(ctx, site, 'item-gone', { launch, returnUrl });
    return;
  }
  const isTicket = launch.state === 'ticket';
  setCookie(ctx, site.cookies, launchCookie, {
    value: cookie,
    suffix: suffixOf(launch.reference),
    maxAgeSeconds: (isTicket ? lifeTimes.ticketMs : lifeTimes.pendingMs) / 1000,
  });
  seeOther(ctx, isTicket ? `/login?launch=${launch.reference}` : itemPath(place.item));
}

/** Stricter than for forms that a cookie is bound to: a browser that does not say where this comes from is refused. */
function isFromOurPage(ctx: Context, { isOwnOrigin }: HandoverRoutes): boolean {
  const site = ctx.get('Sec-Fetch-Site');
  return isOwnOrigin(ctx.get('Origin'), ctx) && (site === '' || site === 'same-origin');
}

async function sentValue(ctx: Context): Promise<string | undefined> {
  try {
    const { handover } = await readFields(ctx, ['handover'], 100);
    return isOneTimeValue(handover) ? handover : undefined;
  } catch (error) {
    if (error instanceof HttpProblem && error.status === 400) return undefined;
    throw error;
  }
}

interface Returning {
  readonly launch: KnownLaunch;
  readonly returnUrl: string | undefined;
}

/** Of a value that is spent or was made up, nothing is known, and so no way back; it says where to click instead. */
function refuse(ctx: Context, site: Site, code: 'handover-over' | 'item-gone', returning?: Returning): void {
  const reference = returning?.launch.reference ?? site.newReference();
  requestState(ctx).reference = reference;
  speakAsLaunched(ctx, returning?.launch);
  const texts = say(ctx, site);
  const { t } = texts;
  const sentence = t(`refused.${code}`);
  const words = { lti_errormsg: sentence, lti_errorlog: `${code} ${reference}` };
  const wayBack = wayBackTo(texts, returning?.returnUrl, { family: returning?.launch.family, words });
  show(ctx, site, {
    view: 'launch/refused',
    status: 403,
    model: { page: { title: t('refused.title') }, sentence, reference, wayBack, returnHost: undefined },
  });
}
