import type Router from '@koa/router';
import type { Context } from 'koa';
import { atCourse, type Desk } from '../desk.ts';
import type { DeepLinkRoutes, Here } from './deeds.ts';
import { editSetting, submitSetting } from './editor.ts';
import { changePath, submitMany } from './many.ts';
import { settingsTable, undoPath } from './table.ts';
import { undoLast } from './undo.ts';

/** What holds for whom, at each item and in the whole course. */
export function mountDeepLinks(router: Router, desk: Desk, deeds: DeepLinkRoutes): void {
  const base = '/adm/:domain/:course';
  const at = (handler: (ctx: Context, desk: Desk, here: Here) => Promise<void>) =>
    atCourse(desk, (ctx, coordinator) => handler(ctx, desk, { at: coordinator, deeds }));
  router.get(`${base}/deeplinks`, at(settingsTable));
  router.post(`${base}/deeplinks/${changePath}`, at(submitMany));
  router.post(`${base}/deeplinks/${undoPath}`, at(undoLast));
  for (const path of [`${base}/deeplinks/course`, `${base}/contents/:item/deeplink`]) {
    router.get(path, at(editSetting));
    router.post(path, at(submitSetting));
  }
}
