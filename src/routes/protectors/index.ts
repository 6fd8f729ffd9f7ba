import type Router from '@koa/router';
import type { Context } from 'koa';
import { atCourse, atDomain, type Desk } from '../desk.ts';
import type { Here, ProtectorRoutes } from './here.ts';
import { list } from './list.ts';
import { make, newForm } from './make.ts';
import { changeOrigins, origins } from './origins.ts';
import { remove, removeForm } from './remove.ts';
import { changeSecret, endOld, secretForm } from './secret.ts';
import { save, settings } from './settings.ts';
import { stored } from './shown.ts';
import { used } from './used.ts';

type Page = (ctx: Context, here: Here) => Promise<void>;

/** Link protectors of a domain, `/adm/:domain/protectors`, and of a course, `/adm/:domain/:course/protectors`. */
export function mountProtectors(router: Router, desk: Desk, deeds: ProtectorRoutes): void {
  const ofDomain = (page: Page) => atDomain(desk, (ctx, at) => page(ctx, { desk, at, deeds }));
  const ofCourse = (page: Page) => atCourse(desk, (ctx, at) => page(ctx, { desk, at, deeds }));
  mountAt(router, '/adm/:domain/protectors', ofDomain);
  mountAt(router, '/adm/:domain/:course/protectors', ofCourse);
}

function mountAt(
  router: Router,
  base: string,
  guarded: (page: Page) => (ctx: Context) => Promise<void>,
): void {
  const one = `${base}/:number`;
  router.get(base, guarded(list));
  router.get(`${base}/new`, guarded(newForm));
  router.post(`${base}/new`, guarded(make));
  router.get(one, guarded(settings));
  router.post(one, guarded(save));
  router.post(`${one}/stored`, guarded(stored));
  router.get(`${one}/secret`, guarded(secretForm));
  router.post(`${one}/secret`, guarded(changeSecret));
  router.post(`${one}/secret/end`, guarded(endOld));
  router.get(`${one}/origins`, guarded(origins));
  router.post(`${one}/origins`, guarded(changeOrigins));
  router.get(`${one}/used`, guarded(used));
  router.get(`${one}/delete`, guarded(removeForm));
  router.post(`${one}/delete`, guarded(remove));
}
