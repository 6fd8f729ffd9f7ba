import type Router from '@koa/router';
import type { Context } from 'koa';
import { readFields, readList } from '../../web/formBody.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { seeOther } from '../../web/seeOther.ts';
import { atCourse, type Desk } from '../desk.ts';
import { coursePath } from '../deskLines.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { tellNext } from '../notices.ts';
import type { Here, ShortUrlRoutes } from './deeds.ts';
import { changeLink, linkPage } from './link.ts';
import { linksCsv, linksList } from './list.ts';
import { point, pointPage } from './point.ts';

/** The short URLs of a course: `/adm/:domain/:course/links`. */
export function mountShortUrls(router: Router, desk: Desk, deeds: ShortUrlRoutes): void {
  const base = '/adm/:domain/:course/links';
  const at = (handler: (ctx: Context, desk: Desk, here: Here) => Promise<void>) =>
    atCourse(desk, (ctx, coordinator) => handler(ctx, desk, { at: coordinator, deeds }));
  router.get(base, at(linksList));
  router.get(`${base}/csv`, at(linksCsv));
  router.post(`${base}/make`, at(make));
  router.get(`${base}/:id`, at(linkPage));
  router.post(`${base}/:id`, at(changeLink));
  router.get(`${base}/:id/point`, at(pointPage));
  router.post(`${base}/:id/point`, at(point));
}

/** For the items that were ticked, or for all that have none. */
async function make(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const { all, back } = await readFields(ctx, ['all', 'back'], 10);
  const items = await readList(ctx, 'item');
  if (all !== 'on' && items.length === 0) {
    tellNext(ctx, desk.site, 'shortUrls.noneTicked');
    seeOther(ctx, `${coursePath(at, 'links')}?show=without`);
    return;
  }
  const count = await deeds.make(at, all === 'on' ? 'all' : items);
  tellNext(ctx, desk.site, 'shortUrls.made', { count });
  const [only] = items;
  if (back !== 'item' || only === undefined) seeOther(ctx, coursePath(at, 'links'));
  // It goes into an address, so it must be one of ours.
  else if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(only)) throw new HttpProblem(400, problemTexts.badForm);
  else seeOther(ctx, itemDeskPath(at, only));
}
