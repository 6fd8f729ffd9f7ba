import type Router from '@koa/router';
import type { Context } from 'koa';
import { returnAddress } from '../../model/returnAddress.ts';
import { exitOfLaunch } from '../../services/launch/exit.ts';
import { type Farewell, openFarewell, sealFarewell } from '../../services/launch/farewell.ts';
import type { CourseVisitParts } from '../../services/visit/courseVisit.ts';
import type { Visit } from '../../services/visit/whoIsThere.ts';
import { type CookieKind, readCookie, setCookie } from '../../web/cookies.ts';
import { mayBeFramedBy } from '../../web/headers.ts';
import { speakIn } from '../../web/language.ts';
import type { Texts } from '../../web/texts.ts';
import type { WayBack } from '../pages.ts';
import { backText, returnOf, type Site, say, show } from '../site.ts';

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
    const wayBack = farewell && wayOut(say(ctx, site), farewell);
    show(ctx, site, {
      view: 'launch/goodbye',
      model: { page: { title: say(ctx, site).t('goodbye.title') }, wayBack },
    });
  });
}

function wayOut(texts: Texts, { returnUrl, text, family, reference }: Farewell): WayBack | undefined {
  if (returnUrl === undefined) return undefined;
  if (text !== undefined) return { url: returnUrl, text };
  const words = { lti_msg: texts.t('goodbye.toLms'), lti_log: `signed-out ${reference}` };
  const url = returnAddress(returnUrl, words);
  return url === undefined ? undefined : { url, text: backText(texts, family) };
}

/**
 * Where whoever came by launches goes after signing out. The way back was sealed for cookies that go now; it is sealed
 * anew, for a cookie that stands for nothing else, and travels in the address. To be asked before the launches end.
 */
export async function goodbyePath(
  ctx: Context,
  site: Site,
  { visits, visit: { launches } }: { readonly visits: CourseVisitParts; readonly visit: Visit },
): Promise<string> {
  const known = launches.find((one) => returnOf(ctx, site, one) !== undefined) ?? launches[0];
  if (known === undefined) return path;
  const value = site.newToken();
  setCookie(ctx, site.cookies, goodbyeCookie, { value });
  const { family, locale, reference } = known;
  const exit = await exitOfLaunch(visits, known);
  const out =
    exit.kind === 'address'
      ? { returnUrl: exit.url, text: exit.text }
      : { returnUrl: returnOf(ctx, site, known), text: undefined };
  return `${path}?back=${sealFarewell(value, { ...out, family, locale, reference })}`;
}
