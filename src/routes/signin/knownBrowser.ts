import type { Context } from 'koa';
import { type CookieKind, readCookie, setCookie } from '../../web/cookies.ts';
import type { Site } from '../site.ts';
import type { SignInRoutes } from './index.ts';

const year = 365 * 24 * 3600;

/** Says that an account signed in from this browser before, so that strangers' failures do not make it wait (R29). */
const browserCookie: CookieKind = { name: 'browser', reach: 'firstParty', maxAgeSeconds: year };

interface Question {
  readonly routes: Pick<SignInRoutes, 'mark' | 'isMark'>;
  readonly account: string;
}

/** This browser's own random name, if the account signed in from it before; else undefined. */
export function knownBrowser(
  ctx: Context,
  { cookies }: Site,
  { routes, account }: Question,
): string | undefined {
  const [id, mark] = (readCookie(ctx, cookies, browserCookie) ?? '').split('.');
  if (id === undefined || mark === undefined) return undefined;
  return routes.isMark(mark, bound(id, account)) ? id : undefined;
}

export function rememberBrowser(ctx: Context, site: Site, { routes, account }: Question): void {
  const { cookies } = site;
  const id = site.newToken();
  setCookie(ctx, cookies, browserCookie, { value: `${id}.${routes.mark(bound(id, account))}` });
}

function bound(id: string, account: string): string {
  return JSON.stringify(['browser', id, account]);
}
