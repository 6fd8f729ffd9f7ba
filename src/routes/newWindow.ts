import type { Context } from 'koa';
import { findChecked, spendCheck } from '../services/launch/handover.ts';
import type { KnownLaunch } from '../storage/launchSessionStore.ts';
import { mayBeFramedBy } from '../web/headers.ts';
import { requestState } from '../web/requestState.ts';
import type { Texts } from '../web/texts.ts';
import type { NewWindow } from './pages.ts';
import { cookieOf, type Site, say, show, speakAsLaunched } from './site.ts';

export const handoverPath = '/launch/handover';

/** Whether a text has the shape of a one-time value: 32 random bytes, base64url. */
export function isOneTimeValue(text: unknown): text is string {
  return typeof text === 'string' && /^[A-Za-z0-9_-]{43}$/.test(text);
}

/**
 * The GET after a launch in a frame: where the launch's cookie did not come back, or the page behind may not be shown
 * in that frame or is not meant to be, a page with one button opens a window of its own (R23, R25). False: go on as anywhere else.
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
  const words = windowWords(say(ctx, site), held.launch.target);
  show(ctx, site, {
    view: 'launch/newWindow',
    model: { ...words, action: handoverPath, handover: button },
  });
  return true;
}

/** What the item is set to comes first, and is the reason that is named: it holds whatever the browser does. */
export function windowWords(
  { t }: Texts,
  target: KnownLaunch['target'],
): Pick<NewWindow, 'page' | 'sentence' | 'ways'> {
  const window = { target: '_blank', text: t('newWindow.open') } as const;
  const top = { target: '_top', text: t('newWindow.top') } as const;
  if (target === 'top')
    return { page: { title: t('inPlace.title') }, sentence: t('inPlace.sentence'), ways: [top, window] };
  const ways = [window, top];
  if (target === 'window')
    return { page: { title: t('ownWindow.title') }, sentence: t('ownWindow.sentence'), ways };
  return { page: { title: t('newWindow.title') }, sentence: t('newWindow.sentence'), ways };
}

/** Whether there is anybody who may show the launch's pages in a frame (R25, and the item's `target`). */
export function isFramable({ frameOrigins }: KnownLaunch): boolean {
  return frameOrigins.length > 0;
}
