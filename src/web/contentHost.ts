import type { Middleware } from 'koa';
import { urlFrom } from '../model/urlFrom.ts';
import type { Asked } from './asked.ts';
import { HttpProblem, problemTexts } from './httpProblem.ts';

/**
 * Where uploaded sites have an origin of their own, they are nowhere else, and nothing else is there (R27).
 * @param contentUrl the origin; undefined: they come from where everything does
 */
export function contentHost(contentUrl: string | undefined, prefix: string): Middleware {
  const host = hostOf(contentUrl);
  return (ctx, next) => {
    if (host === undefined || (ctx.host.toLowerCase() === host) === ctx.path.startsWith(prefix))
      return next();
    throw new HttpProblem(404, problemTexts.notFound);
  };
}

/** Whether a request may have come to the host of uploaded sites; only Koa knows how to read a host that is written oddly. */
export function mayBeContentHost(contentUrl: string | undefined): (asked: Asked) => boolean {
  const host = hostOf(contentUrl);
  return (asked) => {
    if (host === undefined) return false;
    const said = `${asked.get('Host')} ${asked.get('X-Forwarded-Host')}`.toLowerCase();
    return said.includes(host) || said.includes('@');
  };
}

function hostOf(contentUrl: string | undefined): string | undefined {
  return contentUrl === undefined ? undefined : urlFrom(contentUrl)?.host;
}
