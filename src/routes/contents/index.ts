import type Router from '@koa/router';
import { atCourse, type Desk } from '../desk.ts';
import { mountUpload } from '../uploading.ts';
import type { ContentsRoutes } from './deeds.ts';
import { editForm, submitEdit } from './edit.ts';
import { contentsList } from './list.ts';
import { newForm, submitNew } from './make.ts';
import { movePage } from './move.ts';
import { deletePage } from './remove.ts';
import { submitTicked } from './ticked.ts';

/** The contents of a course: `/adm/:domain/:course/contents`, and making, changing, moving and deleting them. */
export function mountContents(router: Router, desk: Desk, deeds: ContentsRoutes): void {
  const base = '/adm/:domain/:course/contents';
  const get = (path: string, handle: typeof contentsList) =>
    router.get(
      path,
      atCourse(desk, (ctx, at) => handle(ctx, desk, { at, deeds })),
    );
  get(base, contentsList);
  router.post(
    base,
    atCourse(desk, (ctx, at) => submitTicked(ctx, desk, { at, deeds })),
  );
  get(`${base}/new`, newForm);
  mountUpload(router, desk, {
    path: `${base}/new/upload`,
    guard: atCourse,
    act: (ctx, { at, upload }) => submitNew(ctx, desk, { here: { at, deeds }, upload }),
    takesTooLarge: true,
  });
  get(`${base}/:item/edit`, editForm);
  mountUpload(router, desk, {
    path: `${base}/:item/edit/upload`,
    guard: atCourse,
    act: (ctx, { at, upload }) => submitEdit(ctx, desk, { here: { at, deeds }, upload }),
    takesTooLarge: true,
  });
  get(`${base}/:item/move`, movePage);
  get(`${base}/:item/delete`, deletePage);
}
