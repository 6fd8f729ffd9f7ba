import type { Context, Middleware } from 'koa';
import {
  type CookieKind,
  type CookieRules,
  formCookie,
  readCookie,
  readCookies,
  setCookie,
} from './cookies.ts';
import { readFields } from './formBody.ts';
import { ExpiredForm, HttpProblem, problemTexts } from './httpProblem.ts';

export interface CsrfOptions {
  readonly rules: CookieRules;
  /** Whether an Origin is the one under which this very request reached the server. */
  readonly isOwnOrigin: (origin: string, ctx: Context) => boolean;
  /** Cookies that a form can be bound to, the best first; the cookie of visitors without any is added here. */
  readonly bindings: readonly CookieKind[];
  /** A code that only we can make for this binding. */
  readonly makeToken: (binding: string) => string;
  /** Whether the token was made for one of these; in constant time. */
  readonly acceptsToken: (token: string, bindings: readonly string[]) => boolean;
  /** Whether this request is a form with a file, which is read and judged further in (`upload.ts`). */
  readonly isUpload?: (ctx: Context) => boolean;
  /** 32 random bytes as text. */
  readonly newBinding: () => string;
  /** Who is signed in, in a word that is nobody else's; undefined for nobody. */
  readonly ownerOf?: (ctx: Context) => string | undefined;
}

export interface Csrf {
  /** The value of the form's hidden field `csrf`. Sets a cookie where the browser has none to bind it to. */
  readonly token: (ctx: Context) => string;
  /** As `token`, for a page whose answer changes the cookie that it would be bound to: a sign-in gives a new one. */
  readonly tokenAcrossSignIn: (ctx: Context) => string;
  /** Whether the token was made for this browser. */
  readonly accepts: (ctx: Context, token: string) => boolean;
  /**
   * Whether the token, good in this browser or not any more, was made for whoever is signed in now. Nobody else could have
   * it; it allows nothing but to see once more what was typed.
   */
  readonly isOwn: (ctx: Context, token: string) => boolean;
  /** Refuses every request that changes something and was not sent by a form of ours in this browser. */
  readonly check: Middleware;
}

/** Methods that change nothing. TRACE and OPTIONS are refused before. */
export const harmless: ReadonlySet<string> = new Set(['GET', 'HEAD']);

export const csrfField = 'csrf';

/**
 * Forms are bound to the browser by a token over one of its cookies, and requests of other sites are refused by what
 * browsers say about themselves (Origin, Sec-Fetch-Site). The cookies of frames are SameSite=None, so this alone
 * stands between them and any page in the world.
 */
export function csrf(options: CsrfOptions): Csrf {
  const { rules, bindings, makeToken, acceptsToken, newBinding, ownerOf } = options;
  const kinds = [...bindings, formCookie];
  const accepts = (ctx: Context, token: string): boolean => {
    const present = presentBindings(ctx, rules, kinds);
    const [forBrowser = ''] = token.split(between);
    return forBrowser !== '' && present.length > 0 && acceptsToken(forBrowser, present);
  };
  const isOwn = (ctx: Context, token: string): boolean => {
    const owner = ownerOf?.(ctx);
    const [, forOwner = ''] = token.split(between);
    return owner !== undefined && forOwner !== '' && acceptsToken(forOwner, [ownerBinding(owner)]);
  };
  const withOwner = (ctx: Context, forBrowser: string): string => {
    const owner = ownerOf?.(ctx);
    return owner === undefined ? forBrowser : forBrowser + between + makeToken(ownerBinding(owner));
  };
  return {
    accepts,
    isOwn,
    token(ctx) {
      const [present] = presentBindings(ctx, rules, kinds);
      if (present !== undefined) return withOwner(ctx, makeToken(present));
      const value = freshBinding(ctx, rules, newBinding);
      return withOwner(ctx, makeToken(bindingOf(formCookie, value)));
    },
    tokenAcrossSignIn(ctx) {
      const value = readCookie(ctx, rules, formCookie) ?? freshBinding(ctx, rules, newBinding);
      return makeToken(bindingOf(formCookie, value));
    },
    async check(ctx, next) {
      if (harmless.has(ctx.method)) return next();
      refuseForeign(ctx, options);
      if (options.isUpload?.(ctx)) return next();
      const { csrf: token } = await readFields(ctx, [csrfField], 500);
      if (!accepts(ctx, token)) throw new ExpiredForm(isOwn(ctx, token));
      return next();
    },
  };
}

/**
 * The half of the check that needs no form; also for routes above the check.
 * @throws HttpProblem 403 where the browser says that another site, a sandboxed page (`Origin: null`, R27) or a
 * neighbour under the same domain sends this. Says it nothing, the token alone decides.
 */
export function refuseForeign(ctx: Context, { isOwnOrigin }: Pick<CsrfOptions, 'isOwnOrigin'>): void {
  const site = ctx.get('Sec-Fetch-Site');
  const origin = ctx.get('Origin');
  const siteIsOurs = site === '' || site === 'same-origin' || site === 'none';
  const originIsOurs = origin === '' || isOwnOrigin(origin, ctx);
  if (!siteIsOurs || !originIsOurs) throw new HttpProblem(403, problemTexts.foreignForm);
}

/** Stands between the half of a token that is this browser's and the one that is its owner's. */
const between = '.';

/** No cookie's name has a blank in it, so that neither half is ever good for the other. */
function ownerBinding(owner: string): string {
  return `the owner:${owner}`;
}

/** The kind goes into the binding: the value of one cookie is never good for another. */
function bindingOf(kind: CookieKind, value: string): string {
  return `${kind.name}:${value}`;
}

function presentBindings(ctx: Context, rules: CookieRules, kinds: readonly CookieKind[]): string[] {
  return kinds.flatMap((kind) => {
    const plain = readCookie(ctx, rules, kind);
    const suffixed = readCookies(ctx, rules, kind).map(([, value]) => value);
    return [...(plain === undefined ? [] : [plain]), ...suffixed].map((value) => bindingOf(kind, value));
  });
}

const freshBindings = new WeakMap<Context, string>();

/** Several forms of one page share the new cookie. */
function freshBinding(ctx: Context, rules: CookieRules, newBinding: () => string): string {
  const value = freshBindings.get(ctx) ?? newBinding();
  if (!freshBindings.has(ctx)) setCookie(ctx, rules, formCookie, { value });
  freshBindings.set(ctx, value);
  return value;
}
