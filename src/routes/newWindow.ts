import type { Context } from 'koa';
import { findChecked, spendCheck } from '../services/launch/handover.ts';
import type { KnownLaunch } from '../storage/launchSessionStore.ts';
import { mayBeFramedBy } from '../web/headers.ts';
import { requestState } from '../web/requestState.ts';
import { cookieOf, type Site, say, show, speakAsLaunched } from './site.ts';

export const handoverPath = '/launch/handover';

/** Whether a text has the shape of a one-time value: 32 random bytes, base64url. */
export function isOneTimeValue(text: unknown): text is string {
  return typeof text === 'string' && /^[A-Za-z0-9_-]{43}$/.test(text);
}

/**
 * The GET after a launch in a frame: where the launch's cookie did not come back, or the page behind may not be shown
 * in that frame, a page with one button opens a window of its own (R23, R25). False: go on as anywhere else.
 *
 * @param isMeant whether the launch leads to this very address
 */
export async function offerNewWindow(
  ctx: Context,
  site: Site,
  isMeant: (launch: KnownLaunch) => Promise<boolean> | boolean,
): Promise<boolean> {
  const { check } = ctx.query;
  if (ctx.method !== 'GET' || !isOneTimeValue(check)) return false;
  const held = await findChecked(site.handover, { value: check, userAgent: ctx.get('User-Agent') });
  if (!held || !(await isMeant(held.launch))) return false;
  if (cookieOf(ctx, site, held.launch) !== undefined && isFramable(held.launch)) return false;
  const button = await spendCheck(site.handover, held, check);
  if (button === undefined) return false;
  requestState(ctx).reference = held.launch.reference;
  speakAsLaunched(ctx, held.launch);
  // Its only control opens a new window: it carries no rights (R25).
  mayBeFramedBy(ctx, 'anybody');
  const page = { title: say(ctx, site).t('newWindow.title') };
  show(ctx, site, { view: 'launch/newWindow', model: { page, action: handoverPath, handover: button } });
  return true;
}

/** Whether there is anybody who may show the launch's pages in a frame (R25). */
export function isFramable({ frameOrigins }: KnownLaunch): boolean {
  return frameOrigins.length > 0;
}
