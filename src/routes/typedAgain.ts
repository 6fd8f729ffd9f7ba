import type { Middleware } from 'koa';
import { ExpiredForm } from '../web/httpProblem.ts';
import { requestState } from '../web/requestState.ts';
import { type Site, say, show, visitOf } from './site.ts';
import { isKeptAt, seenPairs, typedForm, typedParts } from './typedForm.ts';

/**
 * A form that was opened before its own person signed in anew, in another window, is refused, and shown once more with a
 * token that is good: it is sent by hand, or not at all. Whatever other sites send, and whatever was not made for whoever
 * is signed in, is refused without a word of it.
 */
export function showTypedOnce(site: Site): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (thrown) {
      if (!(thrown instanceof ExpiredForm) || !thrown.isOwn) throw thrown;
      // A script keeps what stands in its page by itself.
      if (requestState(ctx).answersJson === true || !isKeptAt(ctx.path)) throw thrown;
      const { person, administrator } = await visitOf(ctx, site);
      if (!person && !administrator) throw thrown;
      const form = thrown.texts ? typedParts(ctx, thrown.texts) : await typedForm(ctx, site.uploads);
      const { t } = say(ctx, site);
      show(ctx, site, {
        view: 'signin/typed',
        status: 403,
        model: {
          page: { title: t('signInAgain.meanwhileTitle') },
          lede: t('signInAgain.meanwhileLede'),
          csrf: site.csrf.token(ctx),
          action: form.path,
          pairs: form.pairs,
          seen: seenPairs(form),
          way: form.way,
        },
      });
    }
  };
}
