import type Router from '@koa/router';
import type { Context } from 'koa';
import { atCourse, type Desk } from '../desk.ts';
import { mountUpload } from '../uploading.ts';
import { saveCartridge } from './cartridge.ts';
import { copiedCsv, copiedPage } from './copied.ts';
import { linksCsv } from './csv.ts';
import type { Here, ShortUrlRoutes } from './deeds.ts';
import { handInIds, idsForm } from './ids.ts';
import { applyIds, idsPreview, idsReport } from './idsPreview.ts';
import { changeLink, linkPage } from './link.ts';
import { linksList } from './list.ts';
import { goOn, make } from './make.ts';
import { removePage, removePlace } from './placeRemove.ts';
import { changePlaces, placesPage } from './places.ts';
import { point, pointPage } from './point.ts';
import { qrSheet } from './qr.ts';

/**
 * The short URLs of a course: `/adm/:domain/:course/links`. Words beside `:id` are shorter than any short id, or have a
 * dash, so that none can ever be one.
 */
export function mountShortUrls(router: Router, desk: Desk, deeds: ShortUrlRoutes): void {
  const base = '/adm/:domain/:course/links';
  const at = (handler: (ctx: Context, desk: Desk, here: Here) => Promise<void>) =>
    atCourse(desk, (ctx, coordinator) => handler(ctx, desk, { at: coordinator, deeds }));
  router.get(base, at(linksList));
  router.get(`${base}/csv`, at(linksCsv));
  router.get(`${base}/qr`, at(qrSheet));
  router.get(`${base}/imscc`, at(saveCartridge));
  router.get(`${base}/make`, at(goOn));
  router.post(`${base}/make`, at(make));
  router.get(`${base}/old`, at(copiedPage));
  router.get(`${base}/old/csv`, at(copiedCsv));
  router.get(`${base}/ids`, at(idsForm));
  mountUpload(router, desk, {
    path: `${base}/ids/import`,
    guard: atCourse,
    act: (ctx, { at: coordinator, upload }) => handInIds(ctx, desk, { at: coordinator, deeds, upload }),
  });
  router.get(`${base}/ids/:draft`, at(idsPreview));
  router.post(`${base}/ids/:draft`, at(applyIds));
  router.get(`${base}/ids/:draft/csv`, at(idsReport));
  router.get(`${base}/:id`, at(linkPage));
  router.post(`${base}/:id`, at(changeLink));
  router.get(`${base}/:id/places`, at(placesPage));
  router.post(`${base}/:id/places`, at(changePlaces));
  router.get(`${base}/:id/places/:place/remove`, at(removePage));
  router.post(`${base}/:id/places/:place/remove`, at(removePlace));
  router.get(`${base}/:id/point`, at(pointPage));
  router.post(`${base}/:id/point`, at(point));
}
