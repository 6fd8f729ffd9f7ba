import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  accountCookie,
  type CookieKind,
  cleanCookies,
  clearCookie,
  cookieHeader,
  cookieRules,
  cookieWarnings,
  parseCookies,
  readCookie,
  readCookies,
  setCookie,
} from '../../src/web/cookies.ts';
import { ask, handler, site, type TestSite } from './httpClient.ts';

const framed: CookieKind = { name: 'jar', reach: 'framed', maxAgeSeconds: 300 };

describe('attributes by kind and address', () => {
  test.each([
    ['https://links.example', '__Host-account=v; Path=/; HttpOnly; Secure; SameSite=Lax'],
    ['http://localhost:8080', '__Host-account=v; Path=/; HttpOnly; Secure; SameSite=Lax'],
    ['http://127.0.0.1:8080', '__Host-account=v; Path=/; HttpOnly; Secure; SameSite=Lax'],
    ['http://[::1]:8080', '__Host-account=v; Path=/; HttpOnly; Secure; SameSite=Lax'],
    ['http://links.example', 'account=v; Path=/; HttpOnly; SameSite=Lax'],
    ['http://localhost.evil.example', 'account=v; Path=/; HttpOnly; SameSite=Lax'],
  ])('nobody but this host can set the account cookie of %s, where the browser allows it', (url, header) => {
    expect(cookieHeader(cookieRules(url), accountCookie, { value: 'v' })).toBe(header);
  });

  test('a cookie for frames survives blocked third-party cookies on https, and falls back to Lax on plain http', () => {
    expect(cookieHeader(cookieRules('https://a.example'), framed, { value: 'v', suffix: 'x1' })).toBe(
      '__Host-jar-x1=v; Path=/; Max-Age=300; HttpOnly; Secure; SameSite=None; Partitioned',
    );
    expect(cookieHeader(cookieRules('http://a.example'), framed, { value: 'v' })).toBe(
      'jar=v; Path=/; Max-Age=300; HttpOnly; SameSite=Lax',
    );
  });

  test('the operator of a plain http server is warned', () => {
    expect(cookieWarnings('https://a.example')).toEqual([]);
    expect(cookieWarnings('http://localhost:1')).toEqual([]);
    expect(cookieWarnings('http://a.example/')).toHaveLength(1);
  });

  test.each(['a;b', 'a b', 'a\r\nSet-Cookie: x=1', 'a"', 'ä'])(
    'a value cannot bring a header of its own: %j',
    (value) => {
      expect(() => cookieHeader(cookieRules('https://a.example'), framed, { value })).toThrow(TypeError);
    },
  );

  test.each(['a=b', 'a;b', '../x', 'a b'])('a suffix cannot make another name: %j', (suffix) => {
    expect(() => cookieHeader(cookieRules('https://a.example'), framed, { value: 'v', suffix })).toThrow(
      TypeError,
    );
  });
});

test.each<[string, Record<string, string>]>([
  ['a=1; b=2', { a: '1', b: '2' }],
  ['a=1; a=1', {}],
  ['a=1; b=2; a=3; a=4', { b: '2' }],
  ['a=1;a =2', {}],
  ['a=1; A=2', { a: '1', A: '2' }],
  ['novalue; =x; b=', { b: '' }],
  ['__proto__=1; b=2', { ['__proto__']: '1', b: '2' }],
  ['a=b=c', { a: 'b=c' }],
])('two cookies of one name count as none: %j', (header, expected) => {
  expect([...parseCookies(header)].sort()).toEqual(Object.entries(expected).sort());
});

describe('in a request', () => {
  const rules = cookieRules('https://a.example');
  let running: TestSite;
  beforeAll(async () => {
    running = await site(
      () => cleanCookies(rules),
      handler((ctx) => {
        setCookie(ctx, rules, framed, { value: 'one', suffix: 'a' });
        setCookie(ctx, rules, framed, { value: 'two', suffix: 'a' });
        clearCookie(ctx, rules, accountCookie);
        ctx.cookies.set('other', 'x', { secure: true });
        ctx.body = {
          account: readCookie(ctx, rules, accountCookie) ?? null,
          framed: readCookies(ctx, rules, framed),
          raw: ctx.req.headers.cookie ?? null,
          koa: ctx.cookies.get('__Host-account') ?? null,
        };
      }),
    );
  });
  afterAll(() => running.stop());

  test.each(['a.b', "a'b", 'a!', 'a%41', 'ä'])(
    'a name that we could never have given, %s, counts for nothing, so that nobody stumbles when it is removed',
    async (suffix) => {
      const sent = { Cookie: `__Host-${framed.name}-${suffix}=planted; __Host-${framed.name}-b=mine` };
      const seen = JSON.parse((await ask(running.port, '/', { headers: sent })).text);
      expect(seen).toMatchObject({ framed: [['b', 'mine']] });
    },
  );

  test('a cookie that a neighbour slipped in beside ours is seen by nobody, Koa included', async () => {
    const sent = { Cookie: '__Host-account=mine; x=1; __Host-account=planted' };
    const seen = JSON.parse((await ask(running.port, '/', { headers: sent })).text);
    expect(seen).toEqual({ account: null, framed: [], raw: 'x=1', koa: null });
  });

  test('several of one kind are told apart by their suffix', async () => {
    const sent = { Cookie: '__Host-jar-a=1; __Host-jar-b=2; __Host-jar-c=; __Host-jar=3; __Host-account=me' };
    const seen = JSON.parse((await ask(running.port, '/', { headers: sent })).text);
    expect(seen.framed).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(seen.account).toBe('me');
  });

  test('the last word on a cookie counts, and removing names all attributes', async () => {
    const { setCookies } = await ask(running.port, '/');
    expect(setCookies).toEqual([
      '__Host-jar-a=two; Path=/; Max-Age=300; HttpOnly; Secure; SameSite=None; Partitioned',
      '__Host-account=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Lax',
      'other=x; path=/; secure; httponly',
    ]);
  });
});
