import type Router from '@koa/router';
import { atCourse, type Desk } from '../desk.ts';
import { addForm, submitAdd } from './add.ts';
import { changeForm, submitChange } from './change.ts';
import type { RosterRoutes } from './deeds.ts';
import { list, saveList } from './list.ts';
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
}
