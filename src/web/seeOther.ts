import type { Context } from 'koa';

/** 303 without a page: whatever was sent, the browser asks for the other address with GET (RFC 9110 15.4.4). */
export function seeOther(ctx: Context, location: string): void {
  ctx.status = 303;
  ctx.set('Location', location);
  ctx.body = null;
  // Koa makes 204 of an empty body.
  ctx.status = 303;
}
