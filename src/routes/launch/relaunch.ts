import type { Context } from 'koa';
import type { LaunchOutcome } from '../../services/launch/launchOutcome.ts';
import { lifeTimes } from '../../services/launch/lifeTimes.ts';
import type { Asked } from '../../web/asked.ts';
import { type CookieKind, readCookies, setCookie } from '../../web/cookies.ts';
import { mayLeadOnTo } from '../../web/headers.ts';
import { speakIn } from '../../web/language.ts';
import { seeOther } from '../../web/seeOther.ts';
import { handoverPath, windowWords } from '../newWindow.ts';
import { type Site, say, show, suffixOf } from '../site.ts';

/**
 * Binds a relaunch to the browser that asked for it (R32). It is none of the launch cookies: it stands for nobody, and
 * must outlive their tidying up.
 */
const relaunchCookie: CookieKind = {
  name: 'relaunch',
  reach: 'framed',
  maxAgeSeconds: lifeTimes.relaunchMs / 1000,
};

export function relaunchHashes(ctx: Pick<Asked, 'state'>, { cookies, tokenHash }: Site): readonly Buffer[] {
  return readCookies(ctx, cookies, relaunchCookie).map(([, value]) => tokenHash(value));
}

/** Back to the LMS, which sends the launch once more; the address was signed and looked at. */
export function askAgain(
  ctx: Context,
  site: Site,
  { location, reference, cookie }: Omit<Extract<LaunchOutcome, { kind: 'relaunch' }>, 'kind'>,
): void {
  setCookie(ctx, site.cookies, relaunchCookie, { value: cookie, suffix: suffixOf(reference) });
  seeOther(ctx, location);
}

/** One button, in a frame that keeps no cookies: its new window goes to the LMS once more, and comes back with one. */
export function offerRelaunchWindow(
  ctx: Context,
  site: Site,
  { button, leadsTo, locale }: Extract<LaunchOutcome, { kind: 'relaunch-window' }>,
): void {
  speakIn(ctx, locale);
  mayLeadOnTo(ctx, leadsTo);
  // Whom it is for, and so where the item is meant to be shown, is not known yet; the browser's ways are the reason.
  const words = windowWords(say(ctx, site), 'frame');
  show(ctx, site, { view: 'launch/newWindow', model: { ...words, action: handoverPath, handover: button } });
}
