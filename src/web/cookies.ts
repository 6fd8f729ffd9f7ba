import type { Context, Middleware } from 'koa';
import { requestState } from './requestState.ts';

/** Where a cookie must work: on our own pages, or also inside a frame of another site. */
export type CookieReach = 'firstParty' | 'framed';

export interface CookieKind {
  readonly name: string;
  readonly reach: CookieReach;
  /** Left out: until the browser is closed. */
  readonly maxAgeSeconds?: number;
}

/** The account session, and what binds the forms of visitors without one. */
export const accountCookie: CookieKind = { name: 'account', reach: 'firstParty' };
export const formCookie: CookieKind = { name: 'form', reach: 'firstParty' };

/** How cookies are named and set at one public address. */
export interface CookieRules {
  /** True where browsers keep Secure cookies: on https, and on plain http to this very machine. */
  readonly secure: boolean;
  readonly prefix: '__Host-' | '';
}

const ownMachine = new Set(['localhost', '127.0.0.1', '[::1]']);

/** R21. Plain http elsewhere: no prefix, not Secure, and nothing works in a frame of another site. */
export function cookieRules(publicUrl: string): CookieRules {
  const { protocol, hostname } = new URL(publicUrl);
  const secure = protocol === 'https:' || (protocol === 'http:' && ownMachine.has(hostname));
  return { secure, prefix: secure ? '__Host-' : '' };
}

/** Sentences for the start of the server; empty where all is well. */
export function cookieWarnings(publicUrl: string): string[] {
  if (cookieRules(publicUrl).secure) return [];
  return [
    `PUBLIC_URL ${new URL(publicUrl).origin} is plain http: cookies are neither Secure nor protected by a __Host- ` +
      'name, and nothing works inside a frame of another site. Put the server behind https.',
  ];
}

const suffixShape = /^[A-Za-z0-9_-]*$/;

/** The cookie's full name; a suffix (letters, digits, `-`, `_`) tells several of one kind apart. */
export function cookieName(rules: CookieRules, kind: CookieKind, suffix = ''): string {
  if (!suffixShape.test(suffix)) throw new TypeError('a cookie name takes letters, digits, - and _ only');
  return `${rules.prefix}${kind.name}${suffix === '' ? '' : `-${suffix}`}`;
}

/**
 * Reads a Cookie header. Two of one name count as none (R21): one of them was put there by somebody else, and
 * nothing says which (RFC 6265 4.2.2, 8.6).
 */
export function parseCookies(header: string): Map<string, string> {
  const found = new Map<string, string>();
  const repeated = new Set<string>();
  for (const part of header.split(';')) {
    const at = part.indexOf('=');
    if (at === -1) continue;
    const name = part.slice(0, at).trim();
    const value = part.slice(at + 1).trim();
    if (name === '') continue;
    if (found.has(name)) repeated.add(name);
    found.set(name, value);
  }
  for (const name of repeated) found.delete(name);
  return found;
}

/** First of all that read cookies: leaves only the ones that came once, also for those who read the header themselves. */
export function cleanCookies(rules: CookieRules): Middleware {
  return (ctx, next) => {
    const cookies = parseCookies(ctx.req.headers.cookie ?? '');
    requestState(ctx).cookies = cookies;
    if (cookies.size === 0) delete ctx.req.headers.cookie;
    else ctx.req.headers.cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    // Koa judges by the connection, which is plain http behind a proxy and on this machine.
    ctx.cookies.secure = rules.secure;
    return next();
  };
}

export function readCookie(
  ctx: Pick<Context, 'state'>,
  rules: CookieRules,
  kind: CookieKind,
  suffix = '',
): string | undefined {
  const value = requestState(ctx).cookies?.get(cookieName(rules, kind, suffix));
  return value === '' ? undefined : value;
}

/**
 * All cookies of a kind that takes suffixes: suffix and value; of more than 40 the ones that were set last, which
 * browsers send last (RFC 6265 5.4). A name that is none of ours was put there by somebody else and does not count.
 */
export function readCookies(
  ctx: Pick<Context, 'state'>,
  rules: CookieRules,
  kind: CookieKind,
): (readonly [string, string])[] {
  const start = `${cookieName(rules, kind)}-`;
  const found: (readonly [string, string])[] = [];
  for (const [name, value] of requestState(ctx).cookies ?? []) {
    const suffix = name.slice(start.length);
    if (name.startsWith(start) && value !== '' && suffixShape.test(suffix)) found.push([suffix, value]);
  }
  return found.slice(-40);
}

export interface CookieToSet {
  readonly value: string;
  readonly suffix?: string;
  /** Instead of the kind's own; 0 removes the cookie. */
  readonly maxAgeSeconds?: number;
}

export function setCookie(ctx: Context, rules: CookieRules, kind: CookieKind, cookie: CookieToSet): void {
  const name = cookieName(rules, kind, cookie.suffix);
  const rest = ctx.response.headers['set-cookie'] ?? [];
  const others = [rest].flat().filter((header) => !String(header).startsWith(`${name}=`));
  ctx.set('Set-Cookie', [...others.map(String), cookieHeader(rules, kind, cookie)]);
}

export function clearCookie(ctx: Context, rules: CookieRules, kind: CookieKind, suffix = ''): void {
  setCookie(ctx, rules, kind, { value: '', suffix, maxAgeSeconds: 0 });
}

/** One Set-Cookie header. Removing needs the same attributes, else a partitioned cookie stays. */
export function cookieHeader(rules: CookieRules, kind: CookieKind, cookie: CookieToSet): string {
  if (!/^[A-Za-z0-9._~-]*$/.test(cookie.value))
    throw new TypeError('a cookie value takes unreserved characters only');
  const maxAge = cookie.maxAgeSeconds ?? kind.maxAgeSeconds;
  const framed = kind.reach === 'framed' && rules.secure;
  return [
    `${cookieName(rules, kind, cookie.suffix)}=${cookie.value}`,
    'Path=/',
    ...(maxAge === undefined ? [] : [`Max-Age=${Math.floor(maxAge)}`]),
    'HttpOnly',
    ...(rules.secure ? ['Secure'] : []),
    framed ? 'SameSite=None' : 'SameSite=Lax',
    ...(framed ? ['Partitioned'] : []),
  ].join('; ');
}
