import type { Context } from 'koa';
import { type CookieKind, clearCookie, readCookie, setCookie } from '../web/cookies.ts';
import type { TextValues } from '../web/texts.ts';
import { type Site, say } from './site.ts';

/** What the next page says of the deed that led to it; gone once it was said. */
const noticeCookie: CookieKind = { name: 'notice', reach: 'firstParty', maxAgeSeconds: 60 };

/** Longer values are cut: the cookie has to stay small. */
const longest = 120;

/** The next page of this browser begins with this sentence. Nothing secret: it travels in a cookie. */
export function tellNext(ctx: Context, { cookies }: Site, textKey: string, values: TextValues = {}): void {
  const short = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && value.length > longest ? `${value.slice(0, longest)}…` : value,
    ]),
  );
  const value = Buffer.from(JSON.stringify([textKey, short])).toString('base64url');
  setCookie(ctx, cookies, noticeCookie, { value });
}

/** Undefined where nothing waits, or what waits was not written by us. */
export function takeNotice(ctx: Context, site: Site): string | undefined {
  const value = readCookie(ctx, site.cookies, noticeCookie);
  if (value === undefined) return undefined;
  clearCookie(ctx, site.cookies, noticeCookie);
  try {
    const [key, values]: [string, TextValues] = JSON.parse(Buffer.from(value, 'base64url').toString('utf8'));
    return say(ctx, site).t(key, values);
  } catch {
    return undefined;
  }
}
