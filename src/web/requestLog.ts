import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Middleware } from 'koa';
import type { Log } from './log.ts';
import { type RequestState, requestState } from './requestState.ts';

export interface RequestLogOptions {
  readonly log: Log;
  /** Milliseconds. */
  readonly now: () => number;
  readonly newRequestId: () => string;
  /** Patterns of routes that are asked every few seconds by machines; they are logged on level debug. */
  readonly quietRoutes?: readonly string[];
}

const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE']);

export interface RequestLog {
  /** For every request that comes Koa's way. */
  readonly middleware: Middleware;
  /** For one that is answered at the front door. */
  readonly begin: (asked: Noted, res: ServerResponse) => void;
  /** That one goes Koa's way after all, with what is known of it: it is no other request. */
  readonly goesOn: (asked: Noted) => void;
}

interface Noted {
  readonly req: IncomingMessage;
  readonly state: RequestState;
}

/**
 * One line for each request, when the answer is through or the visitor gone: method, pattern of the route, status,
 * milliseconds, reference. Never the path (it may hold a one-time token), the query (R23), an address, a cookie, a
 * person.
 */
export function requestLog({ log, now, newRequestId, quietRoutes = [] }: RequestLogOptions): RequestLog {
  const quiet = new Set(quietRoutes);
  const begun = new WeakMap<IncomingMessage, RequestState>();

  function begin({ req, state }: Noted, res: ServerResponse, matched?: () => string | undefined): void {
    const began = now();
    const requestId = newRequestId();
    state.requestId = requestId;
    const method = knownMethods.has(req.method ?? '') ? req.method : 'other';
    // It comes once (server.ts).
    res.on('close', () => {
      const route = state.route ?? matched?.() ?? '-';
      const level = quiet.has(route) && res.statusCode < 400 ? 'debug' : 'info';
      log[level]('request', {
        requestId,
        method,
        route,
        status: res.statusCode,
        ms: Math.round(now() - began),
        ...(state.reference === undefined ? {} : { reference: state.reference }),
        ...(res.writableFinished ? {} : { cut: true }),
      });
    });
  }

  return {
    begin: (asked, res) => begin(asked, res),
    goesOn: ({ req, state }) => void begun.set(req, state),
    middleware(ctx, next) {
      const state = begun.get(ctx.req);
      if (state) ctx.state = state;
      else begin({ req: ctx.req, state: requestState(ctx) }, ctx.res, () => matchedRoute(ctx));
      return next();
    },
  };
}

/** The router notes there which pattern matched. */
function matchedRoute(ctx: object): string | undefined {
  const pattern = '_matchedRoute' in ctx ? ctx._matchedRoute : undefined;
  return typeof pattern === 'string' ? pattern : undefined;
}
