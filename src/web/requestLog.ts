import type { Middleware } from 'koa';
import type { Log } from './log.ts';
import { requestState } from './requestState.ts';

export interface RequestLogOptions {
  readonly log: Log;
  /** Milliseconds. */
  readonly now: () => number;
  readonly newRequestId: () => string;
  /** Patterns of routes that are asked every few seconds by machines; they are logged on level debug. */
  readonly quietRoutes?: readonly string[];
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']);

/**
 * One line for each request, when the answer is through or the visitor gone: method, pattern of the route, status,
 * milliseconds, reference. Never the path (it may hold a one-time token), the query (R23), an address, a cookie, a
 * person.
 */
export function requestLog({ log, now, newRequestId, quietRoutes = [] }: RequestLogOptions): Middleware {
  const quiet = new Set(quietRoutes);
  return (ctx, next) => {
    const began = now();
    const state = requestState(ctx);
    const requestId = newRequestId();
    state.requestId = requestId;
    ctx.res.once('close', () => {
      const route = state.route ?? matchedRoute(ctx) ?? '-';
      const level = quiet.has(route) && ctx.res.statusCode < 400 ? 'debug' : 'info';
      log[level]('request', {
        requestId,
        method: knownMethods.has(ctx.method) ? ctx.method : 'other',
        route,
        status: ctx.res.statusCode,
        ms: Math.round(now() - began),
        ...(state.reference === undefined ? {} : { reference: state.reference }),
        ...(ctx.res.writableFinished ? {} : { cut: true }),
      });
    });
    return next();
  };
}

/** The router notes there which pattern matched. */
function matchedRoute(ctx: object): string | undefined {
  const pattern = '_matchedRoute' in ctx ? ctx._matchedRoute : undefined;
  return typeof pattern === 'string' ? pattern : undefined;
}
