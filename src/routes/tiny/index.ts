import type Router from '@koa/router';
import type { Context } from 'koa';
import type { LookLater } from '../../services/tiny/lookLater.ts';
import { openShortUrl } from '../../services/tiny/openShortUrl.ts';
import type { CourseVisitParts } from '../../services/visit/courseVisit.ts';
import type { Visit } from '../../services/visit/whoIsThere.ts';
import { addressGroup, clientAddress } from '../../web/clientAddress.ts';
import type { Guesses } from '../../web/guesses.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { seeOther } from '../../web/seeOther.ts';
import { refuseClosed } from '../closed.ts';
import { itemPath, type Site, showsSomething, visitOf } from '../site.ts';

export interface TinyRoutes {
  readonly visits: CourseVisitParts;
  readonly guesses: Guesses;
  readonly lookLater: LookLater;
}

/**
 * `/tiny/:domain/:id`: without anybody signed in it goes to the sign-in, whether or not there is such a link. Guessing is
 * slowed: of strangers by address, but for links that were found from there before; of others by person.
 */
export function mountTiny(router: Router, site: Site, { visits, guesses, lookLater }: TinyRoutes): void {
  router.get('/tiny/:domain/:id', async (ctx) => {
    const { domain = '', id: shortId = '' } = ctx.params as { domain?: string; id?: string };
    const visit = await visitOf(ctx, site);
    // Whoever shows nothing of ours is nobody, and is not looked up at all.
    const reads = showsSomething(ctx, site) ? (visit.reads ?? (await visits.reads())) : undefined;
    const visitor = visitorOf(ctx, visit);
    const name = `${domain}/${shortId}`;
    const waitSeconds = guesses.waitSeconds(visitor, name);
    if (waitSeconds > 0) throw new HttpProblem(429, problemTexts.tooMany, { retryAfter: waitSeconds });
    const answer = await openShortUrl(visits, { domain, shortId }, visit, reads);
    if (answer.kind === 'open') {
      seeOther(ctx, itemPath(answer.to));
      return;
    }
    if (answer.answer === 'not-found') guesses.missed(visitor, name);
    if (answer.answer === 'sign-in' && guesses.isNew(visitor, name))
      lookLater({ domain, shortId }, (isThere) => void guesses[isThere ? 'found' : 'missed'](visitor, name));
    refuseClosed(ctx, site, answer.answer);
  });
}

function visitorOf(ctx: Context, { person, administrator, launches }: Visit): string {
  const personId = person?.id ?? launches.find(({ state }) => state === 'open')?.personId;
  if (personId !== undefined) return `person ${personId}`;
  if (administrator !== undefined) return `administrator ${administrator.id}`;
  return addressGroup(clientAddress(ctx));
}
