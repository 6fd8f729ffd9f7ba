import type { Context } from 'koa';
import { tokenHash } from '../crypto/digest.ts';
import type { ClosedAnswer } from '../model/access.ts';
import { lmsName } from '../model/lms.ts';
import { isShortId } from '../model/shortUrl.ts';
import type { BrowserCookies } from '../services/launch/enterLaunch.ts';
import { openReturn } from '../services/launch/wayBack.ts';
import type { CourseLaunch } from '../services/visit/courseVisit.ts';
import type { VisitParts } from '../services/visit/whoIsThere.ts';
import { type Visit, whoIsThere } from '../services/visit/whoIsThere.ts';
import type { BrowserHashes, KnownLaunch } from '../storage/launchSessionStore.ts';
import type { AccountSessions } from '../web/accountSession.ts';
import { type CookieKind, type CookieRules, readCookie, readCookies } from '../web/cookies.ts';
import type { Csrf } from '../web/csrf.ts';
import { referenceOf } from '../web/errorBoundary.ts';
import { mayBeFramedBy } from '../web/headers.ts';
import { HttpProblem, problemTexts } from '../web/httpProblem.ts';
import type { Translate } from '../web/texts.ts';
import type { Views } from '../web/views.ts';
import type { ViewModels, WayBack } from './pages.ts';

/** The launches of this browser: one random value, whose hash the launch rows carry (product.md, A launch). */
export const jarCookie: CookieKind = { name: 'launch', reach: 'framed', maxAgeSeconds: 12 * 3600 };

/** One launch that has not become a session yet; its name ends in the launch's reference (R22). */
export const pendingCookie: CookieKind = { name: 'pending', reach: 'framed' };

/** What every folder of routes is given: the web's parts and the visit's. */
export interface Site {
  readonly views: Views<ViewModels>;
  readonly t: Translate;
  readonly lang: string;
  readonly cookies: CookieRules;
  readonly csrf: Csrf;
  readonly accounts: AccountSessions;
  readonly visits: VisitParts;
  readonly now: () => number;
  readonly newReference: () => string;
}

export function browserCookies(ctx: Context, { cookies }: Site): BrowserCookies {
  return {
    jar: readCookie(ctx, cookies, jarCookie),
    pending: readCookies(ctx, cookies, pendingCookie).map(([, value]) => value),
  };
}

export function hashesOf({ jar, pending }: BrowserCookies): BrowserHashes {
  return { jarHash: jar === undefined ? undefined : tokenHash(jar), pendingHashes: pending.map(tokenHash) };
}

/** Who sends this request, judged anew. */
export function visitOf(ctx: Context, site: Site): Promise<Visit> {
  const account = site.accounts.current(ctx);
  return whoIsThere(site.visits, { account, browser: hashesOf(browserCookies(ctx, site)) });
}

/** The suffix of the pending-launch cookie: the reference without its dash. */
export function suffixOf(reference: string): string {
  return reference.replaceAll('-', '');
}

export function itemPath({
  domain,
  course,
  itemId,
}: {
  domain: string;
  course: string;
  itemId: string;
}): string {
  return `/${domain}/${course}/${itemId}`;
}

export function show<Name extends keyof ViewModels & string>(
  ctx: Context,
  site: Site,
  { view, model, status = 200 }: { view: Name; model: ViewModels[Name]; status?: number },
): void {
  ctx.status = status;
  ctx.type = 'html';
  ctx.body = site.views.render(view, model);
}

/**
 * A door that stays shut: the sign-in, which keeps the way; 404 as for what does not exist; or 403 "open it from your
 * LMS" (product.md, What a closed item answers). Carries no rights, so anybody may frame it (R25).
 */
export function refuseClosed(ctx: Context, site: Site, answer: ClosedAnswer): void {
  if (answer === 'sign-in') {
    ctx.status = 303;
    ctx.redirect(`/login?next=${encodeURIComponent(ctx.path)}`);
    ctx.status = 303;
    return;
  }
  mayBeFramedBy(ctx, 'anybody');
  if (answer === 'not-found') throw new HttpProblem(404, problemTexts.notFound);
  show(ctx, site, {
    view: 'items/closed',
    status: 403,
    model: { page: { title: site.t('closed.title') }, reference: referenceOf(ctx, site.newReference) },
  });
}

/** The way back to the LMS of a launched page; only the browser whose cookie sealed it can have it (R28). */
export function wayBackOf(ctx: Context, site: Site, known: KnownLaunch): WayBack | undefined {
  const { jar } = browserCookies(ctx, site);
  const url = jar === undefined ? undefined : openReturn(jar, known.returnSealed, known.launchKey);
  return url === undefined ? undefined : { url, lms: lmsName(known.family) };
}

/** Launched pages may be framed by the LMS that launched them, and by nobody else. */
export function frameAsLaunched(ctx: Context, launch: Pick<CourseLaunch, 'known'> | undefined): void {
  if (launch && launch.known.frameOrigins.length > 0) mayBeFramedBy(ctx, launch.known.frameOrigins);
}

/** Where to go after a sign-in: one of our own paths, or undefined. Never another site, never the sign-in again. */
export function ownPath(text: string): string | undefined {
  if (!/^\/[A-Za-z0-9][A-Za-z0-9._~/-]{0,400}$/.test(text) || text.includes('//')) return undefined;
  return /^\/(?:login|logout|password|launch)(?:\/|$)/.test(text) ? undefined : text;
}

export function isLinkShape(domain: string, id: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(domain) && isShortId(id);
}
