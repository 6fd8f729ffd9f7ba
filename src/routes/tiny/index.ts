import type Router from '@koa/router';
import { openShortUrl } from '../../services/tiny/openShortUrl.ts';
import type { CourseVisitParts } from '../../services/visit/courseVisit.ts';
import type { LinkStore } from '../../storage/linkStore.ts';
import { seeOther } from '../../web/seeOther.ts';
import { refuseClosed } from '../closed.ts';
import { itemPath, type Site, visitOf } from '../site.ts';

/** `/tiny/:domain/:id`: without anybody signed in it goes to the sign-in, whether or not there is such a link. */
export function mountTiny(
  router: Router,
  site: Site,
  parts: CourseVisitParts & { readonly links: LinkStore },
): void {
  router.get('/tiny/:domain/:id', async (ctx) => {
    const { domain = '', id = '' } = ctx.params as { domain?: string; id?: string };
    const visit = await visitOf(ctx, site);
    const answer = await openShortUrl(parts, { domain, shortId: id }, visit);
    if (answer.kind === 'closed') {
      refuseClosed(ctx, site, answer.answer);
      return;
    }
    seeOther(ctx, itemPath(answer.to));
  });
}
