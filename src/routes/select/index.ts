import type Router from '@koa/router';
import type { Context } from 'koa';
import { isCourseId, isDomainName } from '../../model/ids.ts';
import { Refusal } from '../../model/launchCode.ts';
import type { LargeForms, Verify } from '../../services/launch/largeForms.ts';
import { Story } from '../../services/launch/story.ts';
import type { SelectionRequest } from '../../services/selection/judgeSelection.ts';
import {
  openSelection,
  type SelectionOutcome,
  type SelectionParts,
} from '../../services/selection/openSelection.ts';
import { isForFrame } from '../../web/fetchMetadata.ts';
import { announcedForm, type Form } from '../../web/form.ts';
import { mayBeFramedBy } from '../../web/headers.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { wrongMethod } from '../../web/knownRoutes.ts';
import { requestState } from '../../web/requestState.ts';
import { answers } from '../launchAnswers.ts';
import { type Site, say } from '../site.ts';
import { refuse } from './refuse.ts';
import { mountSteps, type StepRoutes, showFirst } from './steps.ts';

export interface SelectRoutes extends StepRoutes {
  readonly selection: SelectionParts;
  readonly largeForms: LargeForms;
}

const ofDomain = '/adm/launch/select/:domain';

/**
 * "Select content" in an LMS (LTI Content-Item Message 1.0). Above the forms' check as a launch is: its signature takes
 * that place here, and the token of each page on the steps that follow.
 */
export function mountSelect(router: Router, site: Site, routes: SelectRoutes): void {
  for (const path of [ofDomain, `${ofDomain}/`, `${ofDomain}/:course`, `${ofDomain}/:course/`]) {
    router.post(path, (ctx) => select(ctx, site, routes));
    router.all(path, () => {
      throw wrongMethod(['POST'], 'problem.launchMethod');
    });
  }
  mountSteps(router, site, routes);
}

async function select(ctx: Context, site: Site, routes: SelectRoutes): Promise<void> {
  mayBeFramedBy(ctx, 'anybody');
  const outcome = await outcomeOf(ctx, routes);
  if (outcome === 'busy') throw new HttpProblem(503, problemTexts.away, { retryAfter: 2 });
  requestState(ctx).reference = outcome.reference;
  if (outcome.kind === 'asked') {
    await showFirst(ctx, site, { routes, token: outcome.token });
    return;
  }
  const { code, reference, back } = outcome;
  const { status, textKey } = answers[code];
  if (status === 413 || status === 415) ctx.set('Connection', 'close');
  refuse(ctx, site, { status, sentence: say(ctx, site).t(textKey), reference, back, code });
}

async function outcomeOf(ctx: Context, routes: SelectRoutes): Promise<SelectionOutcome | 'busy'> {
  const verify: Verify<Form, SelectionOutcome> = (form, pause) =>
    openSelection(routes.selection, requestOf(ctx, form, pause));
  try {
    return await routes.largeForms(announcedForm(ctx), verify);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { launch } = routes.selection;
    const story = new Story(launch.now(), launch.newReference(), ['content-selection']);
    launch.refusals.note(story.entry(error.code));
    return { kind: 'refused', code: error.code, reference: story.reference, back: story };
  }
}

/** Of a form that was read; an address that nobody can have asks for nothing, and is answered like a made-up one. */
function requestOf(ctx: Context, form: Form, pause: SelectionRequest['pause']): SelectionRequest {
  const { domain = '', course = '' } = ctx.params as { domain?: string; course?: string };
  const isShaped = isDomainName(domain) && (course === '' || isCourseId(course));
  return {
    domain: isShaped ? domain : '',
    course: isShaped ? course : '',
    path: ctx.path,
    pairs: form.pairs,
    notes: form.notes,
    host: ctx.get('Host').toLowerCase(),
    origin: ctx.get('Origin') === '' ? undefined : ctx.get('Origin'),
    framed: isForFrame(ctx),
    pause,
  };
}
