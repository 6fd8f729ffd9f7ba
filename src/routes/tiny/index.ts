import type Router from '@koa/router';
import { openShortUrl } from '../../services/tiny/openShortUrl.ts';
import type { CourseVisitParts } from '../../services/visit/courseVisit.ts';
import { seeOther } from '../../web/seeOther.ts';
import { refuseClosed } from '../closed.ts';
import { itemPath, type Site, showsSomething, visitOf } from '../site.ts';

/** `/tiny/:domain/:id`: without anybody signed in it goes to the sign-in, whether or not there is such a link. */
export function mountTiny(router: Router, site: Site, parts: CourseVisitParts): void {
  router.get('/tiny/:domain/:id', async (ctx) => {
    const { domain = '', id = '' } = ctx.params as { domain?: string; id?: string };
    // Asked for side by side: whoever shows nothing of ours is nobody, and is not looked up at all.
    const [visit, reads] = await Promise.all([
      visitOf(ctx, site),
      showsSomething(ctx, site) ? parts.reads() : undefined,
    ]);
    const answer = await openShortUrl(parts, { domain, shortId: id }, visit, reads);
    if (answer.kind === 'closed') {
      refuseClosed(ctx, site, answer.answer);
      return;
    }
    seeOther(ctx, itemPath(answer.to));
  });
}
