import type Router from '@koa/router';
import type { Context } from 'koa';
import { lmsName } from '../../model/lms.ts';
import { returnAddress } from '../../model/returnAddress.ts';
import { openFarewell, sealFarewell } from '../../services/launch/farewell.ts';
import type { Visit } from '../../services/visit/whoIsThere.ts';
import { type CookieKind, readCookie, setCookie } from '../../web/cookies.ts';
import { mayBeFramedBy } from '../../web/headers.ts';
import { speakIn } from '../../web/language.ts';
import { returnOf, type Site, say, show } from '../site.ts';

/** Opens the way back that the address of the goodbye page carries; for nothing else, and only for a while. */
const goodbyeCookie: CookieKind = { name: 'goodbye', reach: 'framed', maxAgeSeconds: 600 };
const path = '/launch/goodbye';

/** The page after one has left: back to the LMS, or close the window. Carries no rights, so anybody may frame it (R25). */
export function mountGoodbye(router: Router, site: Site): void {
  router.get(path, (ctx) => {
    mayBeFramedBy(ctx, 'anybody');
    const cookie = readCookie(ctx, site.cookies, goodbyeCookie);
    const { back } = ctx.query;
    const farewell =
      cookie === undefined || typeof back !== 'string' ? undefined : openFarewell(cookie, back);
    speakIn(ctx, farewell?.locale);
    const { t } = say(ctx, site);
    const words = { lti_msg: t('goodbye.toLms') };
    const url = farewell?.returnUrl === undefined ? undefined : returnAddress(farewell.returnUrl, words);
    const wayBack = url === undefined ? undefined : { url, lms: lmsName(farewell?.family) };
    show(ctx, site, { view: 'launch/goodbye', model: { page: { title: t('goodbye.title') }, wayBack } });
  });
}

/**
 * Where whoever came by launches goes after signing out. The way back was sealed for cookies that go now; it is sealed
 * anew, for a cookie that stands for nothing else, and travels in the address.
 */
export function goodbyePath(ctx: Context, site: Site, { launches }: Visit): string {
  const known = launches.find((one) => returnOf(ctx, site, one) !== undefined) ?? launches[0];
  if (known === undefined) return path;
  const value = site.newToken();
  setCookie(ctx, site.cookies, goodbyeCookie, { value });
  const { family, locale } = known;
  return `${path}?back=${sealFarewell(value, { returnUrl: returnOf(ctx, site, known), family, locale })}`;
}
