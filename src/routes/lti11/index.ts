import type Router from '@koa/router';
import type { CourseStore } from '../../storage/courseStore.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { configXml } from '../configXml.ts';
import { isLinkShape, type Site } from '../site.ts';

export interface Lti11Routes {
  readonly publicUrl: string;
  readonly courses: CourseStore;
}

/**
 * Generic LTI 1.1 configuration XML, of the server or of one link (`?tiny=domain/id`). It holds neither key nor secret
 * nor title, and answers alike for every well-formed id (R10).
 */
export function mountLti11(router: Router, site: Site, { publicUrl, courses }: Lti11Routes): void {
  router.get('/lti11/config.xml', async (ctx) => {
    const { tiny } = ctx.query;
    if (Array.isArray(tiny)) throw new HttpProblem(400, problemTexts.badRequest);
    const [domain = '', id = '', ...rest] = (tiny ?? '').split('/');
    if (tiny !== undefined && (rest.length > 0 || !isLinkShape(domain, id))) {
      throw new HttpProblem(400, problemTexts.badRequest);
    }
    const origin = tiny === undefined ? publicUrl : ((await courses.addressOf(domain)) ?? publicUrl);
    const model = configXml(tiny === undefined ? { origin } : { origin, domain, shortId: id });
    ctx.type = 'application/xml';
    ctx.body = site.views.render('lti11/config', { ...model, hasNavigation: false });
  });
}
