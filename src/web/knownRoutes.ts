import type { Middleware } from 'koa';
import { HttpProblem, problemTexts } from './httpProblem.ts';
import { requestState } from './requestState.ts';

/** Methods that the routes at a path answer, with the pattern for the log; none: nothing is mounted there. */
export type FindRoutes = (
  path: string,
) => readonly { readonly pattern: string; readonly methods: readonly string[] }[];

/**
 * An address that cannot be decoded, holds control characters or does not begin with a slash is 400 before anything
 * else looks at it: a router that decodes it would throw, or quietly take the raw text for an id.
 */
export function refuseBadAddress(): Middleware {
  return (ctx, next) => {
    if (!isWellFormed(() => ctx.path)) throw new HttpProblem(400, problemTexts.badAddress);
    return next();
  };
}

/** A whole URL in the request line (RFC 9112 3.2.2) is taken apart only when its path is asked for. */
function isWellFormed(pathOf: () => string): boolean {
  try {
    const path = pathOf();
    const decoded = decodeURIComponent(path);
    return path.startsWith('/') && !/\p{Cc}/u.test(decoded);
  } catch {
    return false;
  }
}

/**
 * Stands above the forms' check, so that a wrong method is 405 with Allow (also TRACE and methods nobody knows) and
 * an unknown path 404, whatever else is wrong with the request.
 */
export function refuseUnknownRoutes(find: FindRoutes): Middleware {
  return (ctx, next) => {
    const found = find(ctx.path);
    // An address of its own is not also somebody's id: `/launch/choice` is no course that GET could ask for.
    const fixed = found.filter(({ pattern }) => !pattern.includes(':'));
    const routes = fixed.length > 0 ? fixed : found;
    if (routes.length === 0) throw new HttpProblem(404, problemTexts.notFound);
    const methods = new Set(routes.flatMap((route) => route.methods));
    if (methods.has('GET')) methods.add('HEAD');
    const match = routes.find((route) => route.methods.includes(ctx.method)) ?? routes[0];
    if (match !== undefined) requestState(ctx).route = match.pattern;
    if (!methods.has(ctx.method)) throw wrongMethod([...methods]);
    return next();
  };
}

/** For routes that stand above this guard. */
export function wrongMethod(
  allowed: readonly string[],
  textKey: string = problemTexts.wrongMethod,
): HttpProblem {
  return new HttpProblem(405, textKey, { headers: { Allow: [...allowed].sort().join(', ') } });
}
