import type Router from '@koa/router';
import type { Context } from 'koa';
import { Secret } from '../../model/secret.ts';
import {
  type AnswerParts,
  type AnswerResult,
  askingProtector,
  callOff,
} from '../../services/selection/answerSelection.ts';
import {
  type Chooser,
  chooserOf,
  coordinatorFor,
  courseAskedFor,
  coursesOf,
  sameTeacher,
  signInChooser,
} from '../../services/selection/chooser.ts';
import { type SignInParts, signIn } from '../../services/signin/signIn.ts';
import type { Person } from '../../storage/personStore.ts';
import { addressGroup, clientAddress } from '../../web/clientAddress.ts';
import { setCookie } from '../../web/cookies.ts';
import { isForFrame } from '../../web/fetchMetadata.ts';
import { readFields } from '../../web/formBody.ts';
import { mayBeFramedBy } from '../../web/headers.ts';
import { speakIn } from '../../web/language.ts';
import { requestState } from '../../web/requestState.ts';
import { isOneTimeValue } from '../newWindow.ts';
import { problemOf } from '../signInProblem.ts';
import { type Site, say } from '../site.ts';
import { showAnswer } from './answer.ts';
import { ask, lmsOf, stepPath, teacherCookie, teacherHashes } from './ask.ts';
import { pick } from './pick.ts';
import { refuse } from './refuse.ts';

export interface StepRoutes {
  readonly answer: AnswerParts;
  readonly signIn: SignInParts;
  /** Whether an Origin is the one under which this very request reached the server. */
  readonly isOwnOrigin: (origin: string, ctx: Context) => boolean;
  /** Of the icon that links get. */
  readonly iconPath: string;
}

const fields = ['token', 'act', 'username', 'password'] as const;

export function mountSteps(router: Router, site: Site, routes: StepRoutes): void {
  router.post(stepPath, (ctx) => step(ctx, site, routes));
}

/**
 * One step of a choice. No cookie is there to bind the form to, since LMSs show it in frames that keep none: the token,
 * which only the page before this one holds, takes that place, and the page must be ours.
 */
async function step(ctx: Context, site: Site, routes: StepRoutes): Promise<void> {
  const startedAt = site.now();
  const sent = await readFields(ctx, fields, 2_000);
  const chooser =
    isFromOurPage(ctx, routes) && isOneTimeValue(sent.token)
      ? await chooserOf(routes.answer, sent.token)
      : undefined;
  if (!chooser) return over(ctx, site);
  begin(ctx, chooser);
  if (sent.act === 'cancel') return leave(ctx, site, { routes, chooser });
  if (chooser.person) return goOn(ctx, site, { routes, chooser });
  if (sent.act === 'continue') {
    const known = await sameTeacher(routes.answer, chooser.selection, teacherHashes(ctx, site));
    if (known) return enter(ctx, site, { routes, chooser, ...known });
  }
  if (sent.act !== 'signIn')
    return ask(ctx, site, { routes, chooser, username: '', problem: undefined, status: 200 });
  const domain = await domainOf(routes, chooser);
  const { subjectHash, protectorId } = chooser.selection;
  const result = await signIn(routes.signIn, {
    domain,
    username: sent.username,
    password: new Secret(sent.password),
    address: addressGroup(clientAddress(ctx)),
    ticket:
      subjectHash === undefined
        ? addressGroup(clientAddress(ctx))
        : `${protectorId} ${subjectHash.toString('base64')}`,
    browser: undefined,
  });
  if (result.kind !== 'signed-in')
    return ask(ctx, site, { routes, chooser, username: sent.username, ...problemOf(ctx, site, result) });
  if (!result.person) throw new Error('A server administrator chooses contents.');
  await enter(ctx, site, { routes, chooser, person: result.person, at: startedAt });
}

/** The first page of a choice that was just asked for. */
export async function showFirst(
  ctx: Context,
  site: Site,
  { routes, token }: { readonly routes: StepRoutes; readonly token: string },
): Promise<void> {
  const chooser = await chooserOf(routes.answer, token);
  if (!chooser) return over(ctx, site);
  begin(ctx, chooser);
  const { reference, frameOrigins } = chooser.selection;
  // A frame that may not show it would stay blank.
  const sent = ctx.get('Origin');
  const isKnown = sent === '' || sent === 'null' || frameOrigins.includes(sent);
  if (isForFrame(ctx) === true && !isKnown) {
    const sentence = say(ctx, site).t('select.frame');
    return refuse(ctx, site, { status: 403, sentence, reference, back: undefined, code: 'frame' });
  }
  await ask(ctx, site, { routes, chooser, username: '', problem: undefined, status: 200 });
}

function begin(ctx: Context, { selection }: Chooser): void {
  mayBeFramedBy(ctx, selection.frameOrigins);
  requestState(ctx).reference = selection.reference;
  speakIn(ctx, selection.locale);
}

/** Stricter than for forms that a cookie is bound to: a browser that does not say where this comes from is refused. */
function isFromOurPage(ctx: Context, { isOwnOrigin }: StepRoutes): boolean {
  const site = ctx.get('Sec-Fetch-Site');
  return isOwnOrigin(ctx.get('Origin'), ctx) && (site === '' || site === 'same-origin');
}

function over(ctx: Context, site: Site): void {
  const sentence = say(ctx, site).t('select.over');
  refuse(ctx, site, { status: 403, sentence, reference: site.newReference(), back: undefined, code: 'over' });
}

async function domainOf({ answer }: Pick<StepRoutes, 'answer'>, { selection }: Chooser): Promise<string> {
  const domains = await answer.courses.domains();
  return domains.find(({ domainId }) => domainId === selection.domainId)?.name ?? '-';
}

interface Entering {
  readonly routes: StepRoutes;
  readonly chooser: Chooser;
  readonly person: Person;
  /** Epoch milliseconds, by password. */
  readonly at: number;
}

/** Who coordinates nothing that is asked for gets no further, and the choice stays open for somebody who does. */
async function enter(ctx: Context, site: Site, { routes, chooser, person, at }: Entering): Promise<void> {
  const tried = { ...chooser, person };
  const asked = await courseAskedFor(routes.answer, chooser.selection);
  const may = asked
    ? (await coordinatorFor(routes.answer, tried, asked.course)) !== undefined
    : person.domainCoordinator || (await coursesOf(routes.answer, person)).length > 0;
  if (!may) {
    const problem = say(ctx, site).t('select.noCoordinator');
    return ask(ctx, site, { routes, chooser, username: person.username, problem, status: 403 });
  }
  const cookie = site.newToken();
  const signedIn = await signInChooser(routes.answer, chooser, {
    person,
    at,
    browserHash: site.tokenHash(cookie),
  });
  if (!signedIn) return over(ctx, site);
  setCookie(ctx, site.cookies, teacherCookie, { value: cookie });
  await goOn(ctx, site, { routes, chooser: signedIn });
}

interface Going {
  readonly routes: StepRoutes;
  readonly chooser: Chooser;
}

async function goOn(ctx: Context, site: Site, { routes, chooser }: Going): Promise<void> {
  await pick(ctx, site, { routes, chooser, over: () => over(ctx, site) });
}

async function leave(ctx: Context, site: Site, { routes, chooser }: Going): Promise<void> {
  const { t } = say(ctx, site);
  const domain = await domainOf(routes, chooser);
  const course = (await courseAskedFor(routes.answer, chooser.selection))?.course ?? '';
  const asking = await askingProtector(routes.answer, chooser, { domain, course });
  const result: AnswerResult = asking
    ? await callOff(routes.answer, chooser, { asking, message: t('select.calledOff') })
    : { kind: 'over' };
  if (result.kind !== 'answer') return over(ctx, site);
  showAnswer(ctx, site, { chooser, answer: result.answer, lms: lmsOf(ctx, site, chooser) });
}
