import type { Context } from 'koa';
import { lmsName } from '../model/lms.ts';
import { type ReturnWords, returnAddress } from '../model/returnAddress.ts';
import { isShortId } from '../model/shortUrl.ts';
import type { HandoverParts } from '../services/launch/handover.ts';
import { openReturn } from '../services/launch/wayBack.ts';
import type { CourseLaunch } from '../services/visit/courseVisit.ts';
import type { VisitParts } from '../services/visit/whoIsThere.ts';
import { type Visit, whoIsThere } from '../services/visit/whoIsThere.ts';
import type { KnownLaunch } from '../storage/launchSessionStore.ts';
import type { AccountSessions } from '../web/accountSession.ts';
import type { Asked } from '../web/asked.ts';
import { type CookieKind, type CookieRules, clearCookie, readCookies, setCookie } from '../web/cookies.ts';
import type { Csrf } from '../web/csrf.ts';
import { mayBeFramedBy } from '../web/headers.ts';
import { speakIn, textsFor } from '../web/language.ts';
import type { Languages, Texts } from '../web/texts.ts';
import type { Uploads } from '../web/upload.ts';
import type { Views } from '../web/views.ts';
import { faultLabels } from './formFields.ts';
import type { ViewModels, WayBack } from './pages.ts';

/**
 * One launch each; the name ends in the launch's reference (R22). Together they are the jar of this browser's launches:
 * with one cookie for all of them, two tabs that arrive at the same time would take each other's away.
 */
export const launchCookie: CookieKind = { name: 'launch', reach: 'framed', maxAgeSeconds: 12 * 3600 };

/** What every folder of routes is given: the web's parts and the visit's. */
export interface Site {
  readonly views: Views<ViewModels>;
  readonly languages: Languages;
  readonly cookies: CookieRules;
  readonly csrf: Csrf;
  readonly uploads: Uploads;
  readonly accounts: AccountSessions;
  readonly visits: VisitParts;
  readonly handover: HandoverParts;
  readonly now: () => number;
  readonly newReference: () => string;
  /** A random value for a cookie, and what of such a value is kept. */
  readonly newToken: () => string;
  readonly tokenHash: (token: string) => Buffer;
}

/** This browser's launch cookies: the value of each, by the hash that the launch's row carries. */
export function launchCookies(
  ctx: Pick<Asked, 'state'>,
  { cookies, tokenHash }: Site,
): readonly LaunchCookie[] {
  return readCookies(ctx, cookies, launchCookie).map(([suffix, value]) => ({
    suffix,
    value,
    hash: tokenHash(value),
  }));
}

interface LaunchCookie {
  readonly suffix: string;
  readonly value: string;
  readonly hash: Buffer;
}

/** The value of a launch's cookie in this browser. */
export function cookieOf(ctx: Context, site: Site, { secretHash }: KnownLaunch): string | undefined {
  return launchCookies(ctx, site).find(({ hash }) => hash.equals(secretHash))?.value;
}

export function browserHashes(ctx: Pick<Asked, 'state'>, site: Site): readonly Buffer[] {
  return launchCookies(ctx, site).map(({ hash }) => hash);
}

/**
 * Who sends this request, judged anew. Whoever came by launches alone is answered in the language of the newest, until
 * `speakAsLaunched` says which one the page belongs to.
 */
export async function visitOf(ctx: Asked, site: Site): Promise<Visit> {
  const account = site.accounts.current(ctx);
  const visit = await whoIsThere(site.visits, { account, browser: browserHashes(ctx, site) });
  if (!visit.person && !visit.administrator) speakAsLaunched(ctx, visit.launches[0]);
  return visit;
}

/** Whether this request brought anything that could make it somebody's. */
export function showsSomething(ctx: Asked, { accounts, cookies }: Site): boolean {
  return accounts.current(ctx) !== undefined || readCookies(ctx, cookies, launchCookie).length > 0;
}

/** This request is answered in the language that the launch asked for, if it asked for one. */
export function speakAsLaunched(
  ctx: Pick<Asked, 'state'>,
  known: Pick<KnownLaunch, 'locale'> | undefined,
): void {
  speakIn(ctx, known?.locale);
}

/** The words of this request, in its language. */
export function say(ctx: Context, { languages }: Site): Texts {
  return textsFor(ctx, languages);
}

/** The suffix of a launch's cookie: the reference without its dash. */
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
  ctx.vary('Accept-Language');
  ctx.body = site.views.render(view, { faultLabels: faultLabels(model), ...model }, say(ctx, site));
}

/** The signed return URL of a launch; only the browser whose cookie sealed it can have it (R28). */
export function returnOf(ctx: Context, site: Site, known: KnownLaunch): string | undefined {
  const cookie = cookieOf(ctx, site, known);
  return cookie === undefined ? undefined : openReturn(cookie, known.returnSealed, known.launchKey);
}

/** The way back to the LMS of a launched page, with what it is to be told. */
export function wayBackOf(
  ctx: Context,
  site: Site,
  known: KnownLaunch,
  words: ReturnWords = {},
): WayBack | undefined {
  return wayBackTo(say(ctx, site), returnOf(ctx, site, known), { family: known.family, words });
}

/** The way back by a signed return URL, if there is one, to an LMS of that product family. */
export function wayBackTo(
  texts: Texts,
  signed: string | undefined,
  { family, words }: { readonly family: string | undefined; readonly words: ReturnWords },
): WayBack | undefined {
  const url = signed === undefined ? undefined : returnAddress(signed, words);
  return url === undefined ? undefined : { url, text: backText(texts, family) };
}

/** "Back to Moodle", or "Back to your course" where the LMS is not known by name. */
export function backText({ t }: Texts, family: string | undefined): string {
  const lms = lmsName(family);
  return lms === undefined ? t('layout.back') : t('layout.backTo', { lms });
}

/** A launch that became a session keeps its cookie for as long as a session may last. */
export function keepLaunchCookie(ctx: Context, site: Site, known: KnownLaunch): void {
  const value = cookieOf(ctx, site, known);
  if (value !== undefined)
    setCookie(ctx, site.cookies, launchCookie, { value, suffix: suffixOf(known.reference) });
}

/** Removes launch cookies that stand for nothing any more: browsers keep them for hours, and send them all each time. */
export function dropDeadCookies(ctx: Context, site: Site, launches: readonly KnownLaunch[]): void {
  for (const { suffix, hash } of launchCookies(ctx, site)) {
    const lives = launches.some(({ secretHash }) => secretHash.equals(hash));
    if (!lives) clearCookie(ctx, site.cookies, launchCookie, suffix);
  }
}

export function dropLaunchCookies(ctx: Context, site: Site, launches: readonly KnownLaunch[]): void {
  for (const { reference } of launches) clearCookie(ctx, site.cookies, launchCookie, suffixOf(reference));
}

/** Launched pages may be framed by the LMS that launched them, and by nobody else; they speak its language. */
export function frameAsLaunched(ctx: Context, launch: Pick<CourseLaunch, 'known'> | undefined): void {
  speakAsLaunched(ctx, launch?.known);
  if (launch && launch.known.frameOrigins.length > 0) mayBeFramedBy(ctx, launch.known.frameOrigins);
}

/** Where to go after a sign-in: one of our own paths, or undefined. Never another site, never the sign-in again. */
export function ownPath(text: string): string | undefined {
  if (!/^\/[A-Za-z0-9][A-Za-z0-9._~/-]{0,400}$/.test(text) || /\/\.{0,2}\//.test(text)) return undefined;
  return /^\/(?:login|logout|password|launch)(?:\/|$)/.test(text) ? undefined : text;
}

export function isLinkShape(domain: string, id: string): boolean {
  return /^[a-z0-9][a-z0-9-]{0,31}$/.test(domain) && isShortId(id);
}
