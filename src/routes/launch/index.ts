import type Router from '@koa/router';
import type { Context } from 'koa';
import type { RefusalCode } from '../../model/launchCode.ts';
import type { LaunchOutcome } from '../../services/launch/launchOutcome.ts';
import { addressGroup, clientAddress } from '../../web/clientAddress.ts';
import type { FrontRoute } from '../../web/frontDoor.ts';
import type { Guesses } from '../../web/guesses.ts';
import { mayBeFramedBy } from '../../web/headers.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { judgedFirst } from '../../web/judgedFirst.ts';
import { wrongMethod } from '../../web/knownRoutes.ts';
import { speakIn } from '../../web/language.ts';
import { requestState } from '../../web/requestState.ts';
import { type BareRedirect, redirect } from '../../web/seeOther.ts';
import { type Answer, answers } from '../launchAnswers.ts';
import { itemPath, launchCookie, type Site, say, show, suffixOf, wayBackTo } from '../site.ts';
import { againPath } from './again.ts';
import { type JudgeParts, judge } from './judge.ts';
import { askAgain, offerRelaunchWindow } from './relaunch.ts';

export interface LaunchRoutes extends JudgeParts {
  /** Of links and of how they are signed, by address. */
  readonly guesses: Guesses;
}

const address = '/adm/launch/tiny/:domain/:id';

/**
 * The launch: the only state-changing route above the forms' check, because its signature takes that place. Both
 * spellings of the path, since LMSs add and drop the slash at the end.
 */
export function mountLaunch(router: Router, site: Site, routes: LaunchRoutes): readonly FrontRoute[] {
  const { atFront, outcomeOf } = judgedFirst<LaunchOutcome | 'busy'>({
    judge: (asked) => judge(asked, site, routes),
    redirectFor: (asked, outcome) => {
      if (outcome === 'busy' || !goesOn(outcome)) return undefined;
      requestState(asked).reference = outcome.reference;
      return wayOn(outcome);
    },
  });
  return [address, `${address}/`].map((pattern): FrontRoute => {
    router.post(pattern, async (ctx) => {
      // Answers to a launch carry no rights: they may be framed by anybody (R25).
      mayBeFramedBy(ctx, 'anybody');
      answer(ctx, site, { outcome: await outcomeOf(ctx), routes });
    });
    router.all(pattern, () => {
      throw wrongMethod(['POST'], 'problem.launchMethod');
    });
    return { method: 'POST', pattern, frames: 'anybody', answer: atFront };
  });
}

function answer(
  ctx: Context,
  site: Site,
  { outcome, routes }: { readonly outcome: LaunchOutcome | 'busy'; readonly routes: LaunchRoutes },
): void {
  if (outcome === 'busy') throw new HttpProblem(503, problemTexts.away, { retryAfter: 2 });
  requestState(ctx).reference = outcome.reference;
  if (outcome.kind === 'refused') answerRefused(ctx, site, { refused: outcome, routes });
  else if (outcome.kind === 'relaunch') askAgain(ctx, site, outcome);
  else if (outcome.kind === 'relaunch-window') offerRelaunchWindow(ctx, site, outcome);
  else redirect(ctx, site.cookies, wayOn(outcome));
}

type Shown = Answer | { readonly status: 429; readonly textKey: string };
type Refused = Extract<LaunchOutcome, { kind: 'refused' }>;
type GoingOn = Exclude<LaunchOutcome, { kind: 'refused' | 'relaunch' | 'relaunch-window' }>;

/**
 * Whoever sends launches of many links that are not recognised gets another answer, for all such launches alike and only
 * for them: a good one from the same address opens (contract.md).
 */
function answerOf(ctx: Context, { guesses }: LaunchRoutes, code: RefusalCode): Shown {
  const answer = answers[code];
  if (answer.status !== 401) return answer;
  const { domain = '', id = '' } = ctx.params as { domain?: string; id?: string };
  const waitSeconds = guesses.missed(addressGroup(clientAddress(ctx)), `${domain}/${id}`);
  if (waitSeconds === 0) return answer;
  ctx.set('Retry-After', String(waitSeconds));
  return { status: 429, textKey: 'refused.too-many' };
}

function answerRefused(
  ctx: Context,
  site: Site,
  { refused, routes }: { readonly refused: Refused; readonly routes: LaunchRoutes },
): void {
  const { status, textKey } = answerOf(ctx, routes, refused.code);
  const { code, reference, back } = refused;
  speakIn(ctx, back.locale);
  const texts = say(ctx, site);
  const { t } = texts;
  const sentence = t(textKey);
  requestState(ctx).reference = reference;
  // What remains of a body that was not read would be taken for the next request.
  if (status === 413 || status === 415) ctx.set('Connection', 'close');
  if (refused.first !== undefined) ctx.set('Refresh', `1; url=${againPath(refused.first)}`);
  const words = { lti_errormsg: sentence, lti_errorlog: `${code} ${reference}` };
  const wayBack = wayBackTo(texts, back.returnUrl, { family: back.family, words });
  const page = { title: t('refused.title') };
  show(ctx, site, {
    view: 'launch/refused',
    status,
    model: { page, sentence, reference, wayBack, returnHost: back.returnHost },
  });
}

function goesOn(outcome: LaunchOutcome): outcome is GoingOn {
  return outcome.kind === 'enter' || outcome.kind === 'ask-login' || outcome.kind === 'repeat';
}

/** Cookie and 303: everything else happens on the GET, where this browser's other cookies are visible again (R22). */
function wayOn(outcome: GoingOn): BareRedirect {
  const { reference, check } = outcome;
  const toLogin = outcome.kind === 'ask-login' || (outcome.kind === 'repeat' && outcome.to === 'login');
  const location = toLogin
    ? `/login?launch=${reference}${check === undefined ? '' : `&check=${check}`}`
    : `${itemPath(targetOf(outcome))}${check === undefined ? '' : `?check=${check}`}`;
  if (outcome.kind === 'repeat') return { location };
  const maxAgeSeconds = outcome.kind === 'enter' ? 300 : 1800;
  const cookie = { value: outcome.cookie, suffix: suffixOf(reference), maxAgeSeconds };
  return { location, cookie: [launchCookie, cookie] };
}

function targetOf(outcome: GoingOn): {
  domain: string;
  course: string;
  itemId: string;
} {
  if (outcome.kind === 'enter') return outcome.to;
  if (outcome.kind === 'repeat' && outcome.to !== 'login') return outcome.to;
  throw new HttpProblem(500, 'problem.fault');
}
