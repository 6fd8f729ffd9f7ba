import type Koa from 'koa';
import type { Context, Middleware } from 'koa';
import type { createSession } from 'koa-session';
import type { Asked } from './asked.ts';
import { accountCookie, type CookieRules, cookieName, readCookie } from './cookies.ts';
import { harmless } from './csrf.ts';
import { HttpProblem, problemTexts } from './httpProblem.ts';
import { agentOf, writeAgent } from './userAgent.ts';

/** Who is signed in: exactly one of the two. */
export type SessionOwner = { readonly personId: number } | { readonly administratorId: number };

/** Times are epoch milliseconds, decided by the handed-in clock. */
export interface AccountSessionRow {
  readonly owner: SessionOwner;
  readonly startedAt: number;
  readonly seenAt: number;
  /** When the row may be purged: no request after this finds the session. */
  readonly expiresAt: number;
  /** Browser and system at the sign-in (`userAgent.ts`). */
  readonly agent?: string;
}

/**
 * Where sessions are kept, by the hash of their id alone. Adding and touching are two deeds on purpose: a request
 * that was under way while its session was signed out must not bring it back.
 */
export interface AccountSessionStore {
  get(idHash: Buffer): Promise<AccountSessionRow | undefined>;
  add(idHash: Buffer, row: AccountSessionRow): Promise<void>;
  /** Changes a row that is still there, or nothing. */
  touch(idHash: Buffer, seen: { readonly seenAt: number; readonly expiresAt: number }): Promise<void>;
  destroy(idHash: Buffer): Promise<void>;
}

export interface AccountSessionOptions {
  readonly rules: CookieRules;
  /** Keys that sign the cookie, newest first; all verify. */
  readonly signingKeys: string[];
  readonly store: AccountSessionStore;
  /** 32 random bytes as text. */
  readonly newId: () => string;
  readonly hash: (id: string) => Buffer;
  readonly now: () => number;
  /** Milliseconds; left out: 1 h without a request, 12 h in all. */
  readonly idleMs?: number;
  readonly absoluteMs?: number;
}

export interface AccountSession {
  readonly owner: SessionOwner;
  readonly startedAt: number;
  /** The hash of its id, hexadecimal, by which it is told from others in a list. */
  readonly mark?: string;
}

export interface AccountSessions {
  /** Finds the session of this request; only for first-party pages, above all that asks for it. */
  readonly load: Middleware;
  /** Undefined where nobody is signed in, and where `load` did not run. */
  readonly current: (ctx: Asked) => AccountSession | undefined;
  /**
   * Always a new id; the old row is gone (no fixation). The session began at `startedAt`, before the account was looked
   * up: a password that was changed while the old one was still being verified ends it (R2).
   * @throws HttpProblem 403 in a frame of another site.
   */
  readonly signIn: (ctx: Context, owner: SessionOwner, startedAt?: number) => Promise<void>;
  /** Ends the session on the server, not only in the browser. */
  readonly signOut: (ctx: Context) => Promise<void>;
}

let loading: Promise<typeof createSession> | undefined;

/** Loads what carries the session, once; with all that it brings it would be a fifth of a start. */
export function loadSessionCarrier(): Promise<typeof createSession> {
  loading ??= import('koa-session').then((library) => library.createSession);
  return loading;
}

const hour = 3_600_000;
/** Rows are written again at most this often. */
const touchEvery = 60_000;

/** What koa-session holds for one request; its own type lets everything through. */
interface Jar {
  owner?: SessionOwner;
  startedAt?: number;
  mark?: string;
  agent?: string;
  regenerate(): Promise<void>;
  manuallyCommit(): Promise<void>;
}
type JarContext = { session: Jar | null };

/**
 * The account session: one signed cookie with a random id, never in a frame of another site, its row in a store.
 * koa-session carries the cookie; life time is judged here, because it would ask the wall clock.
 */
export function accountSessions(app: Koa, options: AccountSessionOptions): AccountSessions {
  const { rules, store, hash, now, newId } = options;
  const idleMs = options.idleMs ?? hour;
  const absoluteMs = options.absoluteMs ?? 12 * hour;
  const expiry = (startedAt: number, seenAt: number): number =>
    Math.min(startedAt + absoluteMs, seenAt + idleMs);
  const loaded = new WeakMap<Asked, Jar | null>();

  app.keys = options.signingKeys;
  const carrier = async (): Promise<Middleware> =>
    (await loadSessionCarrier())(
      {
        key: cookieName(rules, accountCookie),
        maxAge: 'session',
        autoCommit: false,
        rolling: false,
        renew: false,
        overwrite: true,
        httpOnly: true,
        signed: true,
        secure: rules.secure,
        sameSite: 'lax',
        genid: newId,
        store: {
          async get(id: string) {
            const idHash = hash(id);
            const row = await store.get(idHash);
            const at = now();
            if (row === undefined || at >= expiry(row.startedAt, row.seenAt)) return undefined;
            if (at - row.seenAt >= touchEvery) {
              await store.touch(idHash, { seenAt: at, expiresAt: expiry(row.startedAt, at) });
            }
            return { owner: row.owner, startedAt: row.startedAt, mark: idHash.toString('hex') };
          },
          async set(id: string, jar: Jar) {
            if (jar.owner === undefined || jar.startedAt === undefined)
              throw new Error('a session without an owner');
            const { owner, startedAt, agent } = jar;
            await store.add(hash(id), {
              owner,
              startedAt,
              seenAt: startedAt,
              expiresAt: expiry(startedAt, startedAt),
              ...(agent === undefined ? {} : { agent }),
            });
          },
          destroy: (id: string) => store.destroy(hash(id)),
        },
      },
      app,
    );
  let carrying: Promise<Middleware> | undefined;

  return {
    async load(ctx, next) {
      // Nobody signs in by a GET, so without its cookie there is nothing to carry.
      const hasNone = harmless.has(ctx.method) && readCookie(ctx, rules, accountCookie) === undefined;
      if (hasNone || framedByOthers(ctx)) return next();
      carrying ??= carrier();
      const carry = await carrying;
      await carry(ctx, async () => {
        loaded.set(ctx, (ctx as unknown as JarContext).session);
        await next();
      });
    },
    current(ctx) {
      const jar = loaded.get(ctx);
      if (jar?.owner === undefined || jar.startedAt === undefined) return undefined;
      const { owner, startedAt, mark } = jar;
      return { owner, startedAt, ...(mark === undefined ? {} : { mark }) };
    },
    async signIn(ctx, owner, startedAt = now()) {
      const jar = loaded.get(ctx);
      // In another site's frame there is no account session, so there is no signing in to one either.
      if (jar == null) throw new HttpProblem(403, problemTexts.foreignForm);
      jar.owner = owner;
      jar.startedAt = startedAt;
      jar.agent = writeAgent(agentOf(ctx.get('User-Agent')));
      await jar.regenerate();
    },
    async signOut(ctx) {
      const jar = loaded.get(ctx);
      if (jar == null) return;
      (ctx as unknown as JarContext).session = null;
      loaded.set(ctx, null);
      await jar.manuallyCommit();
      ctx.set('Clear-Site-Data', '"cache", "storage"');
    },
  };
}

/**
 * Lax keeps the cookie out of frames of other *sites*; an LMS under the same registrable domain is the same site, and
 * only these headers tell it from us. Browsers that do not send them still have frame-ancestors.
 */
function framedByOthers(ctx: Context): boolean {
  const framed = ['iframe', 'frame', 'object', 'embed', 'fencedframe'].includes(ctx.get('Sec-Fetch-Dest'));
  return framed && ctx.get('Sec-Fetch-Site') !== 'same-origin';
}
