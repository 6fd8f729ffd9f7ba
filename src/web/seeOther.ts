import type { Context } from 'koa';
import { type CookieKind, type CookieRules, type CookieToSet, setCookie } from './cookies.ts';

/** A 303 without a page, in values: it is given at the front door, or Koa's way. */
export interface BareRedirect {
  readonly location: string;
  readonly cookie?: readonly [CookieKind, CookieToSet];
}

export function redirect(ctx: Context, rules: CookieRules, { location, cookie }: BareRedirect): void {
  if (cookie) setCookie(ctx, rules, ...cookie);
  seeOther(ctx, location);
}

/** 303 without a page: whatever was sent, the browser asks for the other address with GET (RFC 9110 15.4.4). */
export function seeOther(ctx: Context, location: string): void {
  ctx.status = 303;
  ctx.set('Location', location);
  ctx.body = null;
  // Koa makes 204 of an empty body.
  ctx.status = 303;
}
