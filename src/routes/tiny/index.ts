import type Router from '@koa/router';
import type { LookLater } from '../../services/tiny/lookLater.ts';
import { openShortUrl, type ShortUrlAnswer } from '../../services/tiny/openShortUrl.ts';
import type { CourseVisitParts } from '../../services/visit/courseVisit.ts';
import type { Visit } from '../../services/visit/whoIsThere.ts';
import type { AskedRoute } from '../../web/asked.ts';
import { addressGroup, clientAddress } from '../../web/clientAddress.ts';
import { accountCookie, readCookie } from '../../web/cookies.ts';
import { isForFrame } from '../../web/fetchMetadata.ts';
import type { FrontRoute } from '../../web/frontDoor.ts';
import type { Guesses } from '../../web/guesses.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { judgedFirst } from '../../web/judgedFirst.ts';
import { seeOther } from '../../web/seeOther.ts';
import { refuseClosed, signInPath } from '../closed.ts';
import { itemPath, type Site, showsSomething, visitOf } from '../site.ts';

export interface TinyRoutes {
  readonly visits: CourseVisitParts;
  readonly guesses: Guesses;
  readonly lookLater: LookLater;
}

const address = '/tiny/:domain/:id';

/** `/tiny/:domain/:id`: without anybody signed in it goes to the sign-in, whether or not there is such a link. */
export function mountTiny(router: Router, site: Site, routes: TinyRoutes): FrontRoute {
  const { atFront, outcomeOf } = judgedFirst<ShortUrlAnswer>({
    judge: (asked) => judge(asked, site, routes),
    redirectFor(asked, answer) {
      if (answer.kind === 'open') return { location: itemPath(answer.to) };
      const toSignIn = answer.answer === 'sign-in' && isForFrame(asked) !== true;
      return toSignIn ? { location: signInPath(asked) } : undefined;
    },
  });
  router.get(address, async (ctx) => {
    const answer = await outcomeOf(ctx);
    if (answer.kind === 'open') seeOther(ctx, itemPath(answer.to));
    else refuseClosed(ctx, site, answer.answer);
  });
  return {
    method: 'GET',
    pattern: address,
    frames: 'nobody',
    // An account's session is loaded further in.
    answer: async (asked) =>
      readCookie(asked, site.cookies, accountCookie) === undefined ? atFront(asked) : undefined,
  };
}

/** Guessing is slowed: of strangers by address, but for links that were found from there before; of others by person. */
async function judge(
  asked: AskedRoute,
  site: Site,
  { visits, guesses, lookLater }: TinyRoutes,
): Promise<ShortUrlAnswer> {
  const { domain = '', id: shortId = '' } = asked.params;
  // Whoever shows nothing of ours is nobody, and is not looked up at all.
  const isShown = showsSomething(asked, site);
  const visit = await visitOf(asked, site);
  const reads = isShown ? (visit.reads ?? (await visits.reads())) : undefined;
  const visitor = visitorOf(asked, visit);
  const name = `${domain}/${shortId}`;
  const waitSeconds = guesses.waitSeconds(visitor, name);
  if (waitSeconds > 0) throw new HttpProblem(429, problemTexts.tooMany, { retryAfter: waitSeconds });
  const answer = await openShortUrl(visits, { domain, shortId }, visit, reads);
  if (answer.kind === 'open') return answer;
  if (answer.answer === 'not-found') guesses.missed(visitor, name);
  if (answer.answer === 'sign-in' && guesses.isNew(visitor, name))
    lookLater({ domain, shortId }, (isThere) => void guesses[isThere ? 'found' : 'missed'](visitor, name));
  return answer;
}

function visitorOf(asked: AskedRoute, { person, administrator, launches }: Visit): string {
  const personId = person?.id ?? launches.find(({ state }) => state === 'open')?.personId;
  if (personId !== undefined) return `person ${personId}`;
  if (administrator !== undefined) return `administrator ${administrator.id}`;
  return addressGroup(clientAddress(asked));
}
