import type Router from '@koa/router';
import type { Context } from 'koa';
import { enterLaunch, launchesOfOthers } from '../../services/launch/enterLaunch.ts';
import { nextAddress } from '../../services/launch/nextItem.ts';
import { placeOfTicket } from '../../services/launch/signInForLaunch.ts';
import type { Visit } from '../../services/visit/whoIsThere.ts';
import type { KnownLaunch } from '../../storage/launchSessionStore.ts';
import { readFields } from '../../web/formBody.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { seeOther } from '../../web/seeOther.ts';
import { dropLaunchCookies, itemPath, keepLaunchCookie, type Site, visitOf } from '../site.ts';
import type { SignInRoutes } from './index.ts';

/** "Continue as B, or stay A?" (R22). */
export function mountChoice(router: Router, site: Site, routes: SignInRoutes): void {
  router.post('/launch/choice', (ctx) => choose(ctx, site, routes));
}

async function choose(ctx: Context, site: Site, routes: SignInRoutes): Promise<void> {
  const { launch, choice } = await readFields(ctx, ['launch', 'choice'], 100);
  if (choice !== 'continue' && choice !== 'stay') throw new HttpProblem(400, problemTexts.badForm);
  const visit = await visitOf(ctx, site);
  const pending = visit.launches.find(
    ({ state, reference }) => (state === 'pending' || state === 'open') && reference === launch,
  );
  const place = pending && (await placeOfTicket(routes.tickets, pending));
  if (!pending || !place?.item) throw over();
  if (choice === 'stay') {
    // The second click of two: the first has chosen, and nothing is chosen any more.
    if (pending.state === 'open') throw over();
    await stay(ctx, site, { routes, visit, pending });
    seeOther(ctx, itemPath(place.item));
    return;
  }
  const entered = pending.state === 'open' ? pending : await goOn(ctx, site, { routes, visit, pending });
  seeOther(ctx, itemPath((await nextAddress(routes.tickets, entered)) ?? place.item));
}

function over(): HttpProblem {
  return new HttpProblem(403, 'refused.ticket-over');
}

interface Chosen {
  readonly routes: SignInRoutes;
  readonly visit: Visit;
  readonly pending: KnownLaunch;
}

/** "Stay" destroys the launch. */
async function stay(ctx: Context, site: Site, { routes, pending }: Chosen): Promise<void> {
  await routes.enter.sessions.end([pending.launchKey]);
  dropLaunchCookies(ctx, site, [pending]);
}

/** Whoever else was here is signed out of this browser; then the launch becomes a session. */
async function goOn(ctx: Context, site: Site, { routes, visit, pending }: Chosen): Promise<KnownLaunch> {
  const others = launchesOfOthers(visit, pending);
  await routes.enter.sessions.end(others.map(({ launchKey }) => launchKey));
  const account = site.accounts.current(ctx);
  const isOther =
    account !== undefined && !('personId' in account.owner && account.owner.personId === pending.personId);
  if (isOther) await site.accounts.signOut(ctx);
  const entered =
    (await enterLaunch(routes.enter, pending)) ?? (await enteredMeanwhile(site, routes, pending));
  if (!entered) throw over();
  dropLaunchCookies(ctx, site, others);
  keepLaunchCookie(ctx, site, entered);
  return entered;
}

/** Of two clicks at once one enters, and both go on. */
async function enteredMeanwhile(
  site: Site,
  { enter }: SignInRoutes,
  { launchKey }: KnownLaunch,
): Promise<KnownLaunch | undefined> {
  const found = await enter.sessions.findByKey(launchKey, site.now());
  return found?.state === 'open' ? found : undefined;
}
