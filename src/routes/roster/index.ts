import type Router from '@koa/router';
import { atCourse, type Desk } from '../desk.ts';
import { mountUpload } from '../uploading.ts';
import { addForm, submitAdd } from './add.ts';
import { changeForm, submitChange } from './change.ts';
import type { RosterRoutes } from './deeds.ts';
import { handIn, importForm } from './import.ts';
import { saveReport, saveUnknown } from './importWords.ts';
import { list, saveList } from './list.ts';
import { applyList, preview } from './preview.ts';
import { removeForm, submitRemove } from './remove.ts';

/** Who has which role in a course: `/adm/:domain/:course/roster`. */
export function mountRoster(router: Router, desk: Desk, deeds: RosterRoutes): void {
  router.get(
    '/adm/:domain/:course/roster',
    atCourse(desk, (ctx, at) => list(ctx, desk, { at, deeds })),
  );
  router.get(
    '/adm/:domain/:course/roster/csv',
    atCourse(desk, (ctx, at) => saveList(ctx, { at, deeds })),
  );
  router.get(
    '/adm/:domain/:course/roster/new',
    atCourse(desk, (ctx, at) => addForm(ctx, desk, { at, deeds })),
  );
  router.post(
    '/adm/:domain/:course/roster/new',
    atCourse(desk, (ctx, at) => submitAdd(ctx, desk, { at, deeds })),
  );
  router.get(
    '/adm/:domain/:course/roster/change',
    atCourse(desk, (ctx, at) => changeForm(ctx, desk, { at, deeds })),
  );
  router.post(
    '/adm/:domain/:course/roster/change',
    atCourse(desk, (ctx, at) => submitChange(ctx, desk, { at, deeds })),
  );
  router.get(
    '/adm/:domain/:course/roster/remove',
    atCourse(desk, (ctx, at) => removeForm(ctx, desk, { at, deeds })),
  );
  router.post(
    '/adm/:domain/:course/roster/remove',
    atCourse(desk, (ctx, at) => submitRemove(ctx, desk, { at, deeds })),
  );
  mountImport(router, desk, deeds);
}

/** A list of people and roles: handed in, looked through, applied. */
function mountImport(router: Router, desk: Desk, deeds: RosterRoutes): void {
  router.get(
    '/adm/:domain/:course/roster/import',
    atCourse(desk, (ctx, at) => importForm(ctx, desk, { at, deeds })),
  );
  mountUpload(router, desk, {
    path: '/adm/:domain/:course/roster/import',
    guard: atCourse,
    act: (ctx, { at, upload }) => handIn(ctx, desk, { at, deeds, upload }),
    takesTooLarge: true,
  });
  router.get(
    '/adm/:domain/:course/roster/import/:draft',
    atCourse(desk, (ctx, at) => preview(ctx, desk, { at, deeds })),
  );
  router.post(
    '/adm/:domain/:course/roster/import/:draft',
    atCourse(desk, (ctx, at) => applyList(ctx, desk, { at, deeds })),
  );
  router.get(
    '/adm/:domain/:course/roster/import/:draft/csv',
    atCourse(desk, (ctx, at) => saveReport(ctx, desk, { at, deeds })),
  );
  router.get(
    '/adm/:domain/:course/roster/import/:draft/unknown',
    atCourse(desk, (ctx, at) => saveUnknown(ctx, desk, { at, deeds })),
  );
}
