import type { EnterParts } from '../services/launch/enterLaunch.ts';
import { lifeTimes } from '../services/launch/lifeTimes.ts';
import type { Visit } from '../services/visit/whoIsThere.ts';
import type { Site } from './site.ts';

/** Using a launched page keeps this browser's launches going, up to their absolute end. Written once a minute at most. */
export async function keepAlive(
  site: Pick<Site, 'now'>,
  { enter, visit }: { readonly enter: EnterParts; readonly visit: Visit },
): Promise<void> {
  const now = site.now();
  const seenBefore = now - lifeTimes.touchMs;
  const due = visit.launches.filter(({ state, seenAt }) => state === 'open' && seenAt < seenBefore);
  const { idleMs, mostMs } = lifeTimes;
  const launchKeys = due.map(({ launchKey }) => launchKey);
  await enter.sessions.touch({ launchKeys, now, seenBefore, idleMs, mostMs });
}
