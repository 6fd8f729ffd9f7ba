import type Koa from 'koa';
import type { Context, Middleware } from 'koa';
import { HttpProblem, problemOf, problemTexts } from './httpProblem.ts';
import { faultFields, type Log } from './log.ts';
import { requestState } from './requestState.ts';

/** What the page of a refused request needs. */
export interface ProblemPage {
  readonly status: number;
  readonly textKey: string;
  readonly values: Readonly<Record<string, string | number>>;
  readonly reference: string;
}

export interface ErrorBoundaryOptions {
  readonly log: Log;
  /** The whole page as HTML; the reference stands alone in an element with id="reference". */
  readonly renderPage: (problem: ProblemPage, ctx: Context) => string;
  /** The sentence alone, for answers in JSON. */
  readonly sentence: (problem: ProblemPage, ctx: Context) => string;
  readonly newReference: () => string;
}

/** Headers that belong to the answer that did not come about. A refusal sets no cookie (contract.md). */
const ofTheOtherAnswer = [
  'Set-Cookie',
  'Location',
  'Content-Disposition',
  'Content-Encoding',
  'Content-Length',
  'Content-Range',
  'Accept-Ranges',
  'ETag',
  'Last-Modified',
  'Clear-Site-Data',
];

/**
 * Outermost of all. What is thrown below becomes a page with one sentence and a reference: an HttpProblem with its
 * own status, a store or gate that is away 503 with Retry-After, everything else a fault: logged, and 500.
 */
export function errorBoundary(options: ErrorBoundaryOptions): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body == null && ctx.respond !== false) {
        throw new HttpProblem(404, problemTexts.notFound);
      }
    } catch (thrown) {
      answer(ctx, thrown, options);
    }
  };
}

/** The number that this request's page, log line and journal row share. */
export function referenceOf(ctx: Context, newReference: () => string): string {
  const state = requestState(ctx);
  state.reference ??= newReference();
  return state.reference;
}

/** Faults that reach Koa past the boundary (a stream that breaks while it is sent) are logged here, not on the console. */
export function logLateFaults(app: Koa, log: Log): void {
  app.on('error', (thrown: unknown, ctx?: Context) => {
    const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
    if (code === 'ECONNRESET' || code === 'EPIPE' || code === 'ERR_STREAM_PREMATURE_CLOSE') return;
    const requestId = ctx === undefined ? undefined : requestState(ctx).requestId;
    log.error('fault while answering', { requestId, ...faultFields(thrown) });
  });
}

function answer(ctx: Context, thrown: unknown, options: ErrorBoundaryOptions): void {
  const { log } = options;
  const state = requestState(ctx);
  const reference = referenceOf(ctx, options.newReference);
  const problem = problemOf(thrown) ?? new HttpProblem(500, problemTexts.fault);
  if (problem.status === 500)
    log.error('fault', { requestId: state.requestId, reference, ...faultFields(thrown) });
  else if (problem.status === 503)
    log.warn('not able to answer', { requestId: state.requestId, reference, problem: problem.textKey });
  if (ctx.headerSent) {
    // Half an answer is out: cutting the connection is the only way left to say that it is not whole.
    ctx.res.destroy();
    return;
  }
  for (const name of ofTheOtherAnswer) ctx.remove(name);
  ctx.set('Cache-Control', 'no-store');
  if (problem.retryAfter !== undefined) ctx.set('Retry-After', String(problem.retryAfter));
  for (const [name, value] of Object.entries(problem.headers)) ctx.set(name, value);
  const { status, textKey, values } = problem;
  const page = { status, textKey, values, reference };
  ctx.status = status;
  if (state.answersJson === true) {
    ctx.body = { error: sentence(page, ctx, options), reference };
    return;
  }
  ctx.type = 'html';
  ctx.body = pageFor(page, ctx, options);
}

function pageFor(page: ProblemPage, ctx: Context, { renderPage, log }: ErrorBoundaryOptions): string {
  try {
    return renderPage(page, ctx);
  } catch (thrown) {
    log.error('fault in the page of a problem', { reference: page.reference, ...faultFields(thrown) });
    return lastResort(page);
  }
}

function sentence(page: ProblemPage, ctx: Context, options: ErrorBoundaryOptions): string {
  try {
    return options.sentence(page, ctx);
  } catch {
    return 'This did not work.';
  }
}

/** Needs nothing that could break a second time. */
function lastResort({ status, reference }: ProblemPage): string {
  const sentence =
    status < 500 ? 'This request could not be answered.' : 'Something went wrong here; nothing was opened.';
  const safe = reference.replace(/[^A-Za-z0-9-]/g, '');
  return (
    '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Tinygate</title></head><body>' +
    `<h1>${sentence}</h1><p>Reference <span id="reference">${safe}</span></p></body></html>`
  );
}
