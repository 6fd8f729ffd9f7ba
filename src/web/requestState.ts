import type { Context } from 'koa';

/** Who may show an answer in a frame: nobody (not set), a list of origins (and `'self'`), or anybody. */
export type FrameAncestors = readonly string[] | 'anybody';

/** What the parts of web/ note about one request for each other. Typed here, because Koa's own state is not. */
export interface RequestState {
  requestId?: string;
  /** The number that visitors pass on and that log and journal know. */
  reference?: string;
  /** The one word that lets a script of ours run (CSP); asked for by `scriptNonce`. */
  nonce?: string;
  newNonce?: () => string;
  /** Cookies that came once and only once. */
  cookies?: ReadonlyMap<string, string>;
  /** The ordered pairs of an ordinary form. */
  form?: readonly (readonly [string, string])[];
  frameAncestors?: FrameAncestors;
  /** Origins to which the answer to this page's form may lead on; `https:` for all of those. */
  formTargets?: readonly string[];
  /** A script of ours may send this page's form to us. */
  mayConnect?: boolean;
  /** The pattern of the route that answers, never the path itself. */
  route?: string;
  /** The language to answer in, where it is known better than by the browser's own wish. */
  language?: string;
  /** Problems of this request are answered as JSON. */
  answersJson?: boolean;
  /** The answer is an uploaded file, or one of an uploaded site: its policy is the sandbox. */
  uploaded?: 'file' | 'site';
  /** A second origin, from which this page may show frames. */
  frameSource?: string;
}

export function requestState(ctx: Pick<Context, 'state'>): RequestState {
  return ctx.state as RequestState;
}
