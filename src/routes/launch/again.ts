import type Router from '@koa/router';
import type { Context } from 'koa';
import { type AgainParts, placeOfFirst } from '../../services/launch/repeatedClick.ts';
import { referenceOf } from '../../web/errorBoundary.ts';
import { mayBeFramedBy } from '../../web/headers.ts';
import { seeOther } from '../../web/seeOther.ts';
import { itemPath, type Site, say, show, visitOf } from '../site.ts';

/**
 * Where the page of a replay goes on by itself, once: of a double click the second post may be answered before the
 * first one's cookie has arrived (R24). The reference is no secret; without the launch's cookie it leads nowhere.
 */
export function mountAgain(router: Router, site: Site, parts: AgainParts): void {
  router.get('/launch/again', (ctx) => goOnAgain(ctx, site, parts));
}

export function againPath(reference: string): string {
  return `/launch/again?launch=${reference}`;
}

async function goOnAgain(ctx: Context, site: Site, parts: AgainParts): Promise<void> {
  mayBeFramedBy(ctx, 'anybody');
  const { launches } = await visitOf(ctx, site);
  const first = launches.find(({ reference }) => reference === ctx.query.launch);
  const place = first && (await placeOfFirst(parts, first));
  if (first && place) {
    seeOther(ctx, place === 'login' ? `/login?launch=${first.reference}` : itemPath(place));
    return;
  }
  // Our own page asks: with no content the browser stays on it, and on its way back to the LMS.
  if (ctx.get('Sec-Fetch-Site') === 'same-origin') {
    ctx.status = 204;
    return;
  }
  const { t } = say(ctx, site);
  show(ctx, site, {
    view: 'launch/refused',
    status: 403,
    model: {
      page: { title: t('refused.title') },
      sentence: t('refused.replayed'),
      reference: referenceOf(ctx, site.newReference),
      wayBack: undefined,
      returnHost: undefined,
    },
  });
}
