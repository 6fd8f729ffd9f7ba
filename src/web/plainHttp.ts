import type { Middleware } from 'koa';
import type { Asked } from './asked.ts';
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
export function refusePlainHttp(isRefused: (asked: Asked) => boolean): Middleware {
  return (ctx, next) => {
    if (isRefused(ctx)) throw new HttpProblem(403, problemTexts.plainHttp);
    return next();
  };
}

/** Whether it came by plain http and must not. */
export function plainHttp({ proxies, https, spared }: PlainHttpOptions): (asked: Asked) => boolean {
  const except = new Set(spared);
  return (asked) => {
    if (!https || proxies === 0 || except.has(asked.path)) return false;
    const said = asked.get('X-Forwarded-Proto').toLowerCase().split(',');
    // Counted from the right, as addresses are: further left stands what the visitor made up.
    const outermost = said.at(-Math.min(proxies, said.length))?.trim();
    return outermost === 'http';
  };
}
