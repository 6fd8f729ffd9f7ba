import type { Context } from 'koa';
import type { SignInResult } from '../services/signin/signIn.ts';
import { type Site, say } from './site.ts';

/** What the form says to somebody who did not get in, and how it is answered. */
export function problemOf(
  ctx: Context,
  site: Site,
  result: Exclude<SignInResult, { kind: 'signed-in' }>,
): { readonly problem: string; readonly status: 401 | 429 } {
  if (result.kind === 'wrong') return { problem: say(ctx, site).t('signIn.wrong'), status: 401 };
  ctx.set('Retry-After', String(result.seconds));
  return { problem: say(ctx, site).t('signIn.wait', { seconds: result.seconds }), status: 429 };
}
