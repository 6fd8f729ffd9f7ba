import type { Context } from 'koa';
import type { Answer } from '../../services/selection/answerSelection.ts';
import type { Chooser } from '../../services/selection/chooser.ts';
import { mayLeadOnTo, scriptNonce } from '../../web/headers.ts';
import { type Site, say, show } from '../site.ts';

interface Shown {
  readonly chooser: Chooser;
  readonly answer: Answer;
  readonly lms: string;
}

/** The signed form, which goes to the LMS by itself, or by a button. */
export function showAnswer(ctx: Context, site: Site, { answer, lms }: Shown): void {
  const { t } = say(ctx, site);
  mayLeadOnTo(ctx, new URL(answer.url).origin);
  show(ctx, site, {
    view: 'select/answer',
    model: {
      page: { title: t('select.answerTitle', { lms }) },
      sentence: answer.links === 0 ? t('select.calledOff') : t('select.given', { count: answer.links, lms }),
      action: answer.url,
      pairs: answer.pairs.map(([name, value]) => ({ name, value })),
      button: t('select.goOn', { lms }),
      nonce: scriptNonce(ctx),
    },
  });
}
