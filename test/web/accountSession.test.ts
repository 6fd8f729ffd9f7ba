import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { tokenHash } from '../../src/crypto/digest.ts';
import { randomToken } from '../../src/crypto/randomTokens.ts';
import {
  type AccountSessionRow,
  type AccountSessionStore,
  type AccountSessions,
  accountSessions,
} from '../../src/web/accountSession.ts';
import { cleanCookies, cookieRules } from '../../src/web/cookies.ts';
import { type Answer, ask, cookiesFrom, form, handler, site, type TestSite } from './httpClient.ts';

const hour = 3_600_000;
const rules = cookieRules('https://a.example');

describe('the account session', () => {
  let rows: Map<string, AccountSessionRow>;
  let reads: number;
  let time: number;
  let keys: string[];
  let running: TestSite;
  let beforeAnswer: () => Promise<void>;

  beforeEach(async () => {
    rows = new Map();
    reads = 0;
    time = 1_000_000;
    keys = ['a key that signs'];
    beforeAnswer = async () => undefined;
    const store: AccountSessionStore = {
      async get(idHash) {
        reads += 1;
        return rows.get(idHash.toString('hex'));
      },
      async add(idHash, row) {
        if (rows.has(idHash.toString('hex'))) throw new Error('added twice');
        rows.set(idHash.toString('hex'), row);
      },
      async touch(idHash, seen) {
        const row = rows.get(idHash.toString('hex'));
        if (row !== undefined) rows.set(idHash.toString('hex'), { ...row, ...seen });
      },
      async destroy(idHash) {
        rows.delete(idHash.toString('hex'));
      },
    };
    let sessions: AccountSessions;
    running = await site(
      () => cleanCookies(rules),
      (app) => {
        sessions = accountSessions(app, {
          rules,
          signingKeys: keys,
          store,
          newId: randomToken,
          hash: tokenHash,
          now: () => time,
        });
        return sessions.load;
      },
      handler(async (ctx) => {
        const before = sessions.current(ctx) ?? null;
        if (ctx.path === '/in') await sessions.signIn(ctx, { personId: Number(ctx.query.id ?? 7) });
        if (ctx.path === '/out') await sessions.signOut(ctx);
        await beforeAnswer();
        ctx.body = { before, after: sessions.current(ctx) ?? null };
      }),
    );
  });
  afterEach(() => running.stop());

  const who = async (cookie: string, headers: Record<string, string> = {}): Promise<unknown> =>
    JSON.parse((await ask(running.port, '/', { headers: { Cookie: cookie, ...headers } })).text).after
      ?.owner ?? null;
  const signIn = (cookie = ''): Promise<Answer> =>
    ask(running.port, '/in', form({}, cookie === '' ? {} : { Cookie: cookie }));

  test('a visitor gets no cookie and no row', async () => {
    expect((await ask(running.port, '/')).setCookies).toEqual([]);
    expect(rows.size).toBe(0);
    expect(reads).toBe(0);
  });

  test('signing in sets a signed, Lax, host-only cookie of 256 bits, and the store learns its hash alone', async () => {
    const answer = await signIn();
    expect(answer.setCookies).toHaveLength(2);
    const [cookie = '', signature = ''] = answer.setCookies;
    expect(cookie).toMatch(/^__Host-account=[A-Za-z0-9_-]{43}; path=\/; samesite=lax; secure; httponly$/);
    expect(signature).toMatch(/^__Host-account\.sig=/);
    const id = /=([^;]+)/.exec(cookie)?.[1] ?? '';
    expect([...rows.keys()]).toEqual([tokenHash(id).toString('hex')]);
    expect(JSON.stringify([...rows])).not.toContain(id);
    expect(await who(cookiesFrom(answer))).toEqual({ personId: 7 });
  });

  test('an id that an attacker fixed before the sign-in is dead after it', async () => {
    const fixed = cookiesFrom(await signIn());
    const renewed = cookiesFrom(await signIn(fixed));
    expect(renewed).not.toBe(fixed);
    expect(rows.size).toBe(1);
    expect(await who(fixed)).toBeNull();
    expect(await who(renewed)).toEqual({ personId: 7 });
  });

  test('an id that was made up is never adopted, signed or not', async () => {
    const made = `__Host-account=${'A'.repeat(43)}`;
    expect(await who(made)).toBeNull();
    expect(await who(`${made}; __Host-account.sig=${'B'.repeat(27)}`)).toBeNull();
    expect(reads).toBe(0);
    const after = await signIn(`${made}; __Host-account.sig=${'B'.repeat(27)}`);
    expect(cookiesFrom(after)).not.toContain('AAAA');
  });

  test('a second cookie of the name beside the real one counts as none', async () => {
    const cookie = cookiesFrom(await signIn());
    expect(await who(`${cookie}; __Host-account=x`)).toBeNull();
  });

  test('signing out ends the session on the server and clears the browser', async () => {
    const cookie = cookiesFrom(await signIn());
    const out = await ask(running.port, '/out', form({}, { Cookie: cookie }));
    expect(JSON.parse(out.text).after).toBeNull();
    expect(out.setCookies[0]).toMatch(/^__Host-account=; .*expires=Thu, 01 Jan 1970/);
    expect(out.headers['clear-site-data']).toBeDefined();
    expect(rows.size).toBe(0);
    expect(await who(cookie)).toBeNull();
  });

  test('a request that was under way during the sign-out does not bring the session back', async () => {
    const cookie = cookiesFrom(await signIn());
    time += 10 * 60_000;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let arrived = (): void => undefined;
    const reached = new Promise<void>((resolve) => {
      arrived = resolve;
    });
    beforeAnswer = async () => {
      arrived();
      await held;
    };
    const slow = ask(running.port, '/', { headers: { Cookie: cookie } });
    await reached;
    beforeAnswer = async () => undefined;
    await ask(running.port, '/out', form({}, { Cookie: cookie }));
    release();
    await slow;
    expect(rows.size).toBe(0);
    expect(await who(cookie)).toBeNull();
  });

  test('an hour without a request ends it, each request moves the hour on', async () => {
    const cookie = cookiesFrom(await signIn());
    for (let turn = 0; turn < 4; turn += 1) {
      time += hour - 1;
      expect(await who(cookie)).toEqual({ personId: 7 });
    }
    time += hour;
    expect(await who(cookie)).toBeNull();
  });

  test('twelve hours end it, however busy', async () => {
    const cookie = cookiesFrom(await signIn());
    for (let turn = 0; turn < 23; turn += 1) {
      time += hour / 2;
      expect(await who(cookie)).toEqual({ personId: 7 });
    }
    time += hour / 2;
    expect(await who(cookie)).toBeNull();
  });

  test('the row is written at most once a minute', async () => {
    const cookie = cookiesFrom(await signIn());
    const seen = (): number | undefined => [...rows.values()][0]?.seenAt;
    time += 59_000;
    await who(cookie);
    expect(seen()).toBe(1_000_000);
    time += 1_000;
    await who(cookie);
    expect(seen()).toBe(1_060_000);
  });

  test('cookies of the older key still count, those of an unknown key do not', async () => {
    const cookie = cookiesFrom(await signIn());
    running.app.keys = ['a newer key', 'a key that signs'];
    expect(await who(cookie)).toEqual({ personId: 7 });
    running.app.keys = ['a newer key'];
    expect(await who(cookie)).toBeNull();
  });

  test.each([
    ['iframe', 'cross-site', null],
    ['iframe', 'same-site', null],
    ['object', 'same-site', null],
    ['iframe', 'same-origin', { personId: 7 }],
    ['document', 'cross-site', { personId: 7 }],
  ])('a frame that another site opened never sees the account (%s, %s)', async (dest, from, expected) => {
    const cookie = cookiesFrom(await signIn());
    expect(await who(cookie, { 'Sec-Fetch-Dest': dest, 'Sec-Fetch-Site': from })).toEqual(expected);
  });
});
