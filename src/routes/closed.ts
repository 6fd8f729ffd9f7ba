import type { Context } from 'koa';
import type { ClosedAnswer } from '../model/access.ts';
import type { Asked } from '../web/asked.ts';
import { referenceOf } from '../web/errorBoundary.ts';
import { isForFrame } from '../web/fetchMetadata.ts';
import { mayBeFramedBy } from '../web/headers.ts';
import { HttpProblem, problemTexts } from '../web/httpProblem.ts';
import { seeOther } from '../web/seeOther.ts';
import { type Site, say, show } from './site.ts';

/**
 * A door that stays shut: the sign-in, which keeps the way; 404 as for what does not exist; or 403 "open it from your
 * LMS" (product.md, What a closed item answers). Carries no rights, so anybody may frame it (R25).
 */
export function refuseClosed(ctx: Context, site: Site, answer: ClosedAnswer): void {
  if (answer === 'sign-in') {
    if (isShownInFrame(ctx)) askForAnotherClick(ctx, site, 'nobody-known');
    else seeOther(ctx, signInPath(ctx));
    return;
  }
  mayBeFramedBy(ctx, 'anybody');
  if (answer === 'not-found') throw new HttpProblem(404, problemTexts.notFound);
  show(ctx, site, {
    view: 'items/closed',
    status: 403,
    model: {
      page: { title: say(ctx, site).t('closed.title') },
      reference: referenceOf(ctx, site.newReference),
    },
  });
}

/** The sign-in, which leads back to what was asked for. */
export function signInPath({ path }: Pick<Asked, 'path'>): string {
  return `/login?next=${encodeURIComponent(path)}`;
}

/** As the browser says; where it says nothing, the address after a launch in a frame does. */
export function isShownInFrame(ctx: Context): boolean {
  return isForFrame(ctx) ?? ctx.query.check !== undefined;
}

/**
 * In a frame the sign-in could not be shown: nobody may frame it, nor what opens in a window only. Another click in the
 * LMS is what helps there.
 */
export function askForAnotherClick(ctx: Context, site: Site, why: 'nobody-known' | 'not-in-frames'): void {
  mayBeFramedBy(ctx, 'anybody');
  const { t } = say(ctx, site);
  show(ctx, site, {
    view: 'launch/clickAgain',
    status: 403,
    model: {
      page: { title: t('clickAgain.title') },
      sentence: why === 'nobody-known' ? t('clickAgain.sentence') : t('clickAgain.notHere'),
      reference: referenceOf(ctx, site.newReference),
    },
  });
}
