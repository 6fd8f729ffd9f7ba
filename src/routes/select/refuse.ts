import type { Context } from 'koa';
import type { WayBack } from '../../services/launch/launchOutcome.ts';
import { mayBeFramedBy } from '../../web/headers.ts';
import { speakIn } from '../../web/language.ts';
import { requestState } from '../../web/requestState.ts';
import { type Site, say, show, wayBackTo } from '../site.ts';

export interface Refusing {
  readonly status: number;
  readonly sentence: string;
  readonly reference: string;
  readonly back: WayBack | undefined;
  /** For the LMS's log. */
  readonly code: string;
}

/** One sentence without rights, which anybody may frame (R25). */
export function refuse(
  ctx: Context,
  site: Site,
  { status, sentence, reference, back, code }: Refusing,
): void {
  mayBeFramedBy(ctx, 'anybody');
  requestState(ctx).reference = reference;
  if (back) speakIn(ctx, back.locale);
  const texts = say(ctx, site);
  const words = { lti_errormsg: sentence, lti_errorlog: `${code} ${reference}` };
  const wayBack = wayBackTo(texts, back?.returnUrl, { family: back?.family, words });
  show(ctx, site, {
    view: 'launch/refused',
    status,
    model: {
      page: { title: texts.t('refused.title') },
      sentence,
      reference,
      wayBack,
      returnHost: back?.returnHost,
    },
  });
}
