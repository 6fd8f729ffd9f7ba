import type Router from '@koa/router';
import { atCourse, type Desk } from '../desk.ts';
import { mountUpload } from '../uploading.ts';
import { saveReport } from './csv.ts';
import type { ImportingRoutes } from './deeds.ts';
import { handIn, importForm } from './form.ts';
import { lookAt, submitLook } from './look.ts';

/** A whole tree from a zip or a cartridge: handed in, looked through, put in. `/adm/:domain/:course/contents/import` */
export function mountImporting(router: Router, desk: Desk, deeds: ImportingRoutes): void {
  const base = '/adm/:domain/:course/contents/import';
  router.get(
    base,
    atCourse(desk, (ctx, at) => importForm(ctx, desk, { at, deeds })),
  );
  mountUpload(router, desk, {
    path: base,
    guard: atCourse,
    act: (ctx, { at, upload }) => handIn(ctx, desk, { at, deeds, upload }),
  });
  router.get(
    `${base}/:number`,
    atCourse(desk, (ctx, at) => lookAt(ctx, desk, { at, deeds })),
  );
  router.post(
    `${base}/:number`,
    atCourse(desk, (ctx, at) => submitLook(ctx, desk, { at, deeds })),
  );
  router.get(
    `${base}/:number/csv`,
    atCourse(desk, (ctx, at) => saveReport(ctx, desk, { at, deeds })),
  );
}
