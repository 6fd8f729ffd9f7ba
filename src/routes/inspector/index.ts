import type Router from '@koa/router';
import type { Context } from 'koa';
import { atCourse, atDomain, type Desk } from '../desk.ts';
import { choose, chooseForm } from './choose.ts';
import type { Here, InspectorRoutes } from './here.ts';
import { explain, recent } from './recent.ts';

type Page = (ctx: Context, here: Here) => Promise<void>;

/** What the last launches held: by one protector, or of a whole course. */
export function mountInspector(router: Router, desk: Desk, deeds: InspectorRoutes): void {
  const ofDomain = (page: Page) => atDomain(desk, (ctx, at) => page(ctx, { desk, at, deeds }));
  const ofCourse = (page: Page) => atCourse(desk, (ctx, at) => page(ctx, { desk, at, deeds }));
  for (const [base, guarded] of [
    ['/adm/:domain', ofDomain],
    ['/adm/:domain/:course', ofCourse],
  ] as const) {
    const launches = `${base}/protectors/:number/launches`;
    router.get(launches, guarded(recent));
    router.post(`${launches}/explain`, guarded(explain));
    router.get(`${launches}/parameter`, guarded(chooseForm));
    router.post(`${launches}/parameter`, guarded(choose));
  }
  router.get('/adm/:domain/:course/inspector', ofCourse(recent));
  router.post('/adm/:domain/:course/inspector/explain', ofCourse(explain));
}
