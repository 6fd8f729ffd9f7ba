import type { Middleware } from 'koa';
import { urlFrom } from '../model/urlFrom.ts';
import { HttpProblem, problemTexts } from './httpProblem.ts';

/**
 * Where uploaded sites have an origin of their own, they are nowhere else, and nothing else is there (R27).
 * @param contentUrl the origin; undefined: they come from where everything does
 */
export function contentHost(contentUrl: string | undefined, prefix: string): Middleware {
  const host = contentUrl === undefined ? undefined : urlFrom(contentUrl)?.host;
  return (ctx, next) => {
    if (host === undefined || (ctx.host.toLowerCase() === host) === ctx.path.startsWith(prefix))
      return next();
    throw new HttpProblem(404, problemTexts.notFound);
  };
}
