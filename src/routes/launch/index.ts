import type Router from '@koa/router';
import type { Context } from 'koa';
import { Refusal, type RefusalCode } from '../../model/launchCode.ts';
import type { LargeForms, Verify } from '../../services/launch/largeForms.ts';
import type { LaunchOutcome } from '../../services/launch/launchOutcome.ts';
import type { LaunchParts } from '../../services/launch/launchParts.ts';
import { type LaunchRequest, openLaunch } from '../../services/launch/openLaunch.ts';
import { Story } from '../../services/launch/story.ts';
import { addressGroup, clientAddress } from '../../web/clientAddress.ts';
import { setCookie } from '../../web/cookies.ts';
import { isForFrame } from '../../web/fetchMetadata.ts';
import { announcedForm, type Form } from '../../web/form.ts';
import type { Guesses } from '../../web/guesses.ts';
import { mayBeFramedBy } from '../../web/headers.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { wrongMethod } from '../../web/knownRoutes.ts';
import { speakIn } from '../../web/language.ts';
import { requestState } from '../../web/requestState.ts';
import { seeOther } from '../../web/seeOther.ts';
import { type Answer, answers } from '../launchAnswers.ts';
import {
  browserHashes,
  isLinkShape,
  itemPath,
  launchCookie,
  type Site,
  say,
  show,
  suffixOf,
  wayBackTo,
} from '../site.ts';
import { againPath } from './again.ts';
import { askAgain, offerRelaunchWindow, relaunchHashes } from './relaunch.ts';

export interface LaunchRoutes {
  readonly launch: LaunchParts;
  readonly largeForms: LargeForms;
  /** Of links and of how they are signed, by address. */
  readonly guesses: Guesses;
}

const address = '/adm/launch/tiny/:domain/:id';

/**
 * The launch: the only state-changing route above the forms' check, because its signature takes that place. Both
 * spellings of the path, since LMSs add and drop the slash at the end.
 */
export function mountLaunch(router: Router, site: Site, routes: LaunchRoutes): void {
  for (const path of [address, `${address}/`]) {
    router.post(path, (ctx) => launch(ctx, site, routes));
    router.all(path, () => {
      throw wrongMethod(['POST'], 'problem.launchMethod');
    });
  }
}

async function launch(ctx: Context, site: Site, routes: LaunchRoutes): Promise<void> {
  // Answers to a launch carry no rights: they may be framed by anybody (R25).
  mayBeFramedBy(ctx, 'anybody');
  const outcome = await outcomeOf(ctx, site, routes);
  if (outcome === 'busy') throw new HttpProblem(503, problemTexts.away, { retryAfter: 2 });
  requestState(ctx).reference = outcome.reference;
  if (outcome.kind === 'refused') answerRefused(ctx, site, { refused: outcome, routes });
  else if (outcome.kind === 'relaunch') askAgain(ctx, site, outcome);
  else if (outcome.kind === 'relaunch-window') offerRelaunchWindow(ctx, site, outcome);
  else goOn(ctx, site, outcome);
}

/** What is wrong with the form alone is judged before the link can influence the answer (R10). */
async function outcomeOf(ctx: Context, site: Site, routes: LaunchRoutes): Promise<LaunchOutcome | 'busy'> {
  const verify: Verify<Form, LaunchOutcome> = (form, pause) =>
    openLaunch(routes.launch, requestOf(ctx, site, { form, pause }));
  try {
    return await routes.largeForms(announcedForm(ctx), verify);
  } catch (error) {
    if (error instanceof Refusal) return noteUnread(ctx, routes, error.code);
    throw error;
  }
}

function requestOf(
  ctx: Context,
  site: Site,
  { form, pause }: { readonly form: Form; readonly pause: LaunchRequest['pause'] },
): LaunchRequest {
  const { domain = '', id = '' } = ctx.params as { domain?: string; id?: string };
  return {
    domain: isLinkShape(domain, id) ? domain : '',
    shortId: isLinkShape(domain, id) ? id : '',
    path: ctx.path,
    pairs: form.pairs,
    notes: form.notes,
    host: ctx.get('Host').toLowerCase(),
    origin: ctx.get('Origin') === '' ? undefined : ctx.get('Origin'),
    browser: browserHashes(ctx, site),
    relaunches: relaunchHashes(ctx, site),
    framed: isForFrame(ctx),
    userAgent: ctx.get('User-Agent'),
    pause,
  };
}

type Shown = Answer | { readonly status: 429; readonly textKey: string };
type Refused = Extract<LaunchOutcome, { kind: 'refused' }>;
type GoingOn = Exclude<LaunchOutcome, { kind: 'refused' | 'relaunch' | 'relaunch-window' }>;

function noteUnread(ctx: Context, { launch: parts }: LaunchRoutes, code: RefusalCode): Refused {
  const story = new Story(parts.now(), parts.newReference(), []);
  const { domain = '', id = '' } = ctx.params as { domain?: string; id?: string };
  const asked = isLinkShape(domain, id) ? { domain, shortId: id } : undefined;
  parts.refusals.note({ ...story.entry(code), asked });
  return { kind: 'refused', code, reference: story.reference, back: story };
}

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

/** Cookie and 303: everything else happens on the GET, where this browser's other cookies are visible again (R22). */
function goOn(ctx: Context, site: Site, outcome: GoingOn): void {
  const { reference } = outcome;
  if (outcome.kind !== 'repeat') {
    const maxAgeSeconds = outcome.kind === 'enter' ? 300 : 1800;
    setCookie(ctx, site.cookies, launchCookie, {
      value: outcome.cookie,
      suffix: suffixOf(reference),
      maxAgeSeconds,
    });
  }
  const toLogin = outcome.kind === 'ask-login' || (outcome.kind === 'repeat' && outcome.to === 'login');
  const { check } = outcome;
  const address = toLogin
    ? `/login?launch=${reference}${check === undefined ? '' : `&check=${check}`}`
    : `${itemPath(targetOf(outcome))}${check === undefined ? '' : `?check=${check}`}`;
  seeOther(ctx, address);
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
