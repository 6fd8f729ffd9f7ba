import type { IncomingMessage } from 'node:http';
import type Koa from 'koa';
import { parseCookies } from './cookies.ts';
import type { RequestState } from './requestState.ts';

/** What a request is judged by: of Koa's context the part that `FrontRequest` has, too. */
export interface Asked {
  readonly app: Koa;
  readonly req: IncomingMessage;
  /** Exactly as it was sent, before the question mark. */
  readonly path: string;
  readonly state: RequestState;
  /** A header; empty where absent. */
  get(name: string): string;
}

/** The same where the route is known. */
export interface AskedRoute extends Asked {
  /** What its pattern names. */
  readonly params: { readonly domain?: string; readonly id?: string };
}

/** A request at the front door. Koa's context can do much more, and its making costs more than all that is asked here. */
export class FrontRequest implements AskedRoute {
  readonly app: Koa;
  readonly req: IncomingMessage;
  readonly path: string;
  readonly params: AskedRoute['params'];
  readonly state: RequestState;

  constructor(app: Koa, req: IncomingMessage, { path, params, route }: FoundRoute) {
    this.app = app;
    this.req = req;
    this.path = path;
    this.params = params;
    this.state = { route };
    const { cookie } = req.headers;
    if (cookie !== undefined) this.state.cookies = parseCookies(cookie);
  }

  get(name: string): string {
    const value = this.req.headers[lowerCase(name)];
    return typeof value === 'string' ? value : '';
  }
}

/** Of the few names that are asked for. */
const lowerCased = new Map<string, string>();

/** A text that was just made costs more to look up than to make. */
function lowerCase(name: string): string {
  let lower = lowerCased.get(name);
  if (lower === undefined) {
    lower = name.toLowerCase();
    lowerCased.set(name, lower);
  }
  return lower;
}

interface FoundRoute {
  readonly path: string;
  readonly params: AskedRoute['params'];
  /** Its pattern. */
  readonly route: string;
}
