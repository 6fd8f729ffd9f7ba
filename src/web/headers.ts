import type { Context, Middleware } from 'koa';
import helmet from 'koa-helmet';
import { isOrigin } from '../model/origin.ts';
import { type FrameAncestors, type RequestState, requestState } from './requestState.ts';

export interface HeaderOptions {
  /** Whether visitors come by https: then, and only then, they are told to come back that way for a year. */
  readonly https: boolean;
  /** At least 128 random bits, base64 or base64url. */
  readonly newNonce: () => string;
}

const year = 31_536_000;

/**
 * The headers of every answer. A handler may open an answer to frames (`mayBeFramedBy`) until it is sent; without
 * that, nobody may frame it. What is thrown becomes a page with one sentence and without rights, which anybody may frame:
 * a student whose form is too old must not stand before a blank frame (R25).
 */
export function securityHeaders({ https, newNonce }: HeaderOptions): Middleware {
  const fixed = fixedHeaders(https);
  return async (ctx, next) => {
    requestState(ctx).newNonce = newNonce;
    for (const [name, value] of fixed) ctx.res.setHeader(name, value);
    try {
      await next();
    } catch (thrown) {
      mayBeFramedBy(ctx, 'anybody');
      throw thrown;
    } finally {
      if (!ctx.headerSent) setFramePolicy(ctx);
    }
  };
}

/** Of a redirect without a page, which nobody or anybody may frame: names and values in turn, as Node writes them. */
export function bareHeaders(https: boolean): BareHeaders {
  const all = (frameAncestors: FrameAncestors): readonly string[] =>
    [...fixedHeaders(https), ...frameHeaders({ frameAncestors }, true), ['Content-Length', '0']].flat();
  return { anybody: all('anybody'), nobody: all([]) };
}

export type BareHeaders = Readonly<Record<FramesOfBare, readonly string[]>>;
export type FramesOfBare = 'anybody' | 'nobody';

/** The word for `<script nonce>` on this page; the same each time it is asked for. */
export function scriptNonce(ctx: Context): string {
  return nonceOf(requestState(ctx));
}

function nonceOf(state: RequestState): string {
  state.nonce ??= state.newNonce?.() ?? '';
  return state.nonce;
}

/**
 * Who may show this answer in a frame. What is not an origin is left out, which opens the answer to fewer, not to
 * more. `'self'` stands for our own pages.
 */
export function mayBeFramedBy(ctx: Context, ancestors: FrameAncestors): void {
  requestState(ctx).frameAncestors =
    ancestors === 'anybody' ? ancestors : ancestors.filter((one) => one === "'self'" || isOrigin(one));
}

/**
 * The answer to this page's form may lead on to this origin, and from there to any by https: browsers stop every
 * redirect of a form that its page did not allow.
 */
export function mayLeadOnTo(ctx: Context, origin: string): void {
  requestState(ctx).formTargets = ['https:', ...(isOrigin(origin) ? [origin] : [])];
}

/** A script on this page may send its form to us by itself, to show how far it is; to nobody else. */
export function mayConnect(ctx: Context): void {
  requestState(ctx).mayConnect = true;
}

/** This page may show frames from another origin of ours. */
export function mayShowFramesOf(ctx: Context, origin: string): void {
  if (isOrigin(origin)) requestState(ctx).frameSource = origin;
}

/** The policy of a page. Files that people uploaded get the sandbox instead (R27). */
export function contentPolicy(
  nonce: string | undefined,
  ancestors: FrameAncestors = [],
  formTargets: readonly string[] = [],
): string {
  return [
    "default-src 'none'",
    `script-src ${nonce === undefined ? "'none'" : `'nonce-${nonce}'`}`,
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self'",
    "frame-src 'self'",
    "object-src 'none'",
    "base-uri 'none'",
    ["form-action 'self'", ...formTargets].join(' '),
    `frame-ancestors ${ancestorList(ancestors)}`,
  ].join('; ');
}

/** R27: never allow-same-origin, never top navigation. Our own page shows the file, itself perhaps in a frame. */
export function uploadPolicy(ancestors: FrameAncestors = [], kind: 'file' | 'site' = 'file'): string {
  const all = ancestors === 'anybody' ? ancestors : [...new Set(["'self'", ...ancestors])];
  const sandbox = kind === 'site' ? 'sandbox allow-scripts allow-forms allow-popups' : 'sandbox';
  return `${sandbox}; frame-ancestors ${ancestorList(all)}`;
}

function ancestorList(ancestors: FrameAncestors): string {
  if (ancestors === 'anybody') return '*';
  return ancestors.length === 0 ? "'none'" : ancestors.join(' ');
}

function fixedHeaders(https: boolean): readonly (readonly [string, string])[] {
  return headersFrom(
    helmet({
      contentSecurityPolicy: false,
      xFrameOptions: false,
      crossOriginOpenerPolicy: false,
      originAgentCluster: false,
      strictTransportSecurity: https ? { maxAge: year, includeSubDomains: false } : false,
      // With no-referrer a browser sends `Origin: null` with our own forms too (Fetch, "append a request Origin
      // header"), and R27 refuses that. This one tells other sites nothing either.
      referrerPolicy: { policy: 'same-origin' },
    }),
  );
}

/**
 * What the library would set, asked once: it decides nothing by the request, and asking it each time cost a launch
 * more than all other headers together.
 */
function headersFrom(middleware: Middleware): readonly (readonly [string, string])[] {
  const found = new Map([
    ['Cache-Control', 'no-store'],
    [
      'Permissions-Policy',
      'camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()',
    ],
  ]);
  const res = {
    setHeader: (name: string, value: string) => void found.set(name, value),
    removeHeader: (name: string) => void found.delete(name),
  };
  void middleware({ req: {}, res } as unknown as Context, async () => undefined);
  return [...found];
}

function setFramePolicy(ctx: Context): void {
  const bare = ctx.body == null && ctx.status >= 300 && ctx.status < 400;
  for (const [name, value] of frameHeaders(requestState(ctx), bare)) ctx.set(name, value);
}

/** @param bare a redirect, as every launch ends in, has no page for a script to stand on */
function frameHeaders(state: RequestState, bare: boolean): readonly (readonly [string, string])[] {
  const { frameAncestors = [], uploaded, formTargets, frameSource, mayConnect } = state;
  const policy = uploaded
    ? uploadPolicy(frameAncestors, uploaded)
    : contentPolicy(bare ? undefined : nonceOf(state), frameAncestors, formTargets);
  const connects = mayConnect === true && !uploaded && !bare;
  const framing = frameSource === undefined ? policy : policy.replace(/frame-src [^;]+/, `$& ${frameSource}`);
  const said = ['Content-Security-Policy', connects ? `${framing}; connect-src 'self'` : framing] as const;
  if (uploaded || frameAncestors.length > 0) return [said];
  // Not on framed pages, nor on those that an LMS opens in a window which it names and uses again.
  return [said, ['Cross-Origin-Opener-Policy', 'same-origin'], ['X-Frame-Options', 'DENY']];
}
