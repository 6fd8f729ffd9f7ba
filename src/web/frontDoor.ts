import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type Koa from 'koa';
import { type Asked, type AskedRoute, FrontRequest } from './asked.ts';
import { type CookieRules, cookieHeader } from './cookies.ts';
import type { BareHeaders, FramesOfBare } from './headers.ts';
import type { RequestLog } from './requestLog.ts';
import type { BareRedirect } from './seeOther.ts';

/** A route that is also answered at the front door. Koa's router has it, too, under the same pattern. */
export interface FrontRoute {
  readonly method: string;
  /** `/words/:domain/:id`; only plain letters, digits and dashes are taken for a name here. */
  readonly pattern: string;
  readonly frames: FramesOfBare;
  readonly answer: (asked: AskedRoute) => Promise<BareRedirect | undefined>;
}

export interface FrontDoorOptions {
  readonly koa: Koa;
  readonly routes: readonly FrontRoute[];
  /** Whether one of the outer checks may refuse it; it is then for Koa to say so. */
  readonly mayBeRefused: (asked: Asked) => boolean;
  readonly log: RequestLog;
  readonly headers: BareHeaders;
  readonly cookies: CookieRules;
}

/**
 * Launches and short URLs are what comes by the hundred, and nearly all of them end in a redirect without a page: those
 * are answered here, with the same headers and the same line in the log, for a third of what Koa's way costs. Whatever is
 * odd about the request, and whatever has another answer, goes Koa's way, with all that is known of it by then.
 */
export function frontDoor(options: FrontDoorOptions): RequestListener {
  const { koa, routes, log, mayBeRefused } = options;
  const byKoa = koa.callback();
  const known = routes.map((route) => ({ ...route, ...shapeOf(route.pattern) }));

  function find({ method, url = '' }: IncomingMessage) {
    for (const route of known) {
      if (route.method !== method) continue;
      const match = route.shape.exec(url);
      if (match !== null) return { route, params: paramsOf(route.names, match) };
    }
    return undefined;
  }

  return (req, res) => {
    const found = find(req);
    if (found === undefined) return void byKoa(req, res);
    const { route, params } = found;
    const asked = new FrontRequest(koa, req, { path: req.url ?? '', params, route: route.pattern });
    if (mayBeRefused(asked)) return void byKoa(req, res);
    // What Koa's answers begin with: the log tells of a visitor who left before there was one.
    res.statusCode = 404;
    log.begin(asked, res);
    const end = (redirect: BareRedirect | undefined) => {
      if (redirect !== undefined) return send(res, redirect, route.frames);
      log.goesOn(asked);
      return byKoa(req, res);
    };
    route
      .answer(asked)
      .then(end)
      .catch((fault: unknown) => koa.emit('error', fault));
  };

  function send(res: ServerResponse, { location, cookie }: BareRedirect, frames: FramesOfBare): void {
    const head = [...options.headers[frames], 'Location', location];
    if (cookie !== undefined) head.push('Set-Cookie', cookieHeader(options.cookies, ...cookie));
    res.writeHead(303, head).end();
  }
}

interface Shape {
  readonly shape: RegExp;
  /** Of its groups, in their order. Named ones make an object for each match that is slow to read. */
  readonly names: readonly string[];
}

function shapeOf(pattern: string): Shape {
  const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name = '']) => name);
  return { shape: new RegExp(`^${pattern.replaceAll(/:\w+/g, '([A-Za-z0-9-]+)')}$`), names };
}

function paramsOf(names: Shape['names'], match: RegExpExecArray): Record<string, string> {
  const params: Record<string, string> = {};
  for (let n = 0; n < names.length; n += 1) params[names[n] as string] = match[n + 1] as string;
  return params;
}
