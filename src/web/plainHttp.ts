import type { Middleware } from 'koa';
import { HttpProblem, problemTexts } from './httpProblem.ts';

export interface PlainHttpOptions {
  /** How many proxies in front are believed. */
  readonly proxies: number;
  /** Whether visitors are to come by https. */
  readonly https: boolean;
  /** Asked by machines next door, perhaps by plain http. */
  readonly spared: readonly string[];
}

/**
 * Refuses what a visitor sent by plain http to a server that is reached by https, as far as a believed proxy says so.
 * Not redirected: what was sent, a launch perhaps, has been read on the way already, and with a redirect nobody would
 * notice and mend the link (ASVS 4.1.2).
 */
export function refusePlainHttp({ proxies, https, spared }: PlainHttpOptions): Middleware {
  const except = new Set(spared);
  return (ctx, next) => {
    if (!https || proxies === 0 || except.has(ctx.path)) return next();
    const said = ctx.get('X-Forwarded-Proto').toLowerCase().split(',');
    // Counted from the right, as addresses are: further left stands what the visitor made up.
    const outermost = said.at(-Math.min(proxies, said.length))?.trim();
    if (outermost === 'http') throw new HttpProblem(403, problemTexts.plainHttp);
    return next();
  };
}
