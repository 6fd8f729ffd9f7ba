import type { Context } from 'koa';
import type { EnterParts } from '../../services/launch/enterLaunch.ts';
import { lifeTimes } from '../../services/launch/lifeTimes.ts';
import type { Visit } from '../../services/visit/whoIsThere.ts';
import { browserCookies, hashesOf, type Site } from '../site.ts';

/** Using a launched page keeps this browser's launches going, up to their absolute end. Written once a minute at most. */
export async function keepAlive(
  ctx: Context,
  site: Site,
  { enter, visit }: { readonly enter: EnterParts; readonly visit: Visit },
): Promise<void> {
  const { jarHash } = hashesOf(browserCookies(ctx, site));
  const now = site.now();
  const seenBefore = now - lifeTimes.touchMs;
  const isDue = visit.launches.some(({ state, seenAt }) => state === 'open' && seenAt < seenBefore);
  if (jarHash === undefined || !isDue) return;
  const { idleMs, mostMs } = lifeTimes;
  await enter.sessions.touch({ jarHash, now, seenBefore, idleMs, mostMs });
}
