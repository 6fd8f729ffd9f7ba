import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accountCookie, type CookieKind, cleanCookies, cookieRules } from '../../src/web/cookies.ts';
import { csrf } from '../../src/web/csrf.ts';
import { ask, cookiesFrom, form, handler, site, type TestSite } from './httpClient.ts';

const rules = cookieRules('https://a.example');
const jar: CookieKind = { name: 'jar', reach: 'framed' };
const pending: CookieKind = { name: 'pending', reach: 'framed' };
const makeToken = (binding: string): string => createHmac('sha256', 'k').update(binding).digest('base64url');

describe('the check of forms', () => {
  let running: TestSite;
  let done: number;
  beforeAll(async () => {
    done = 0;
    let count = 0;
    const guard = csrf({
      rules,
      isOwnOrigin: (origin) => origin === 'https://a.example',
      bindings: [accountCookie, jar, pending],
      makeToken,
      acceptsToken: (token, bindings) => bindings.some((binding) => makeToken(binding) === token),
      newBinding: () => {
        count += 1;
        return `binding${count}`;
      },
    });
    running = await site(
      () => cleanCookies(rules),
      () => guard.check,
      handler((ctx) => {
        if (ctx.method === 'GET') ctx.body = `${guard.token(ctx)} ${guard.token(ctx)}`;
        else {
          done += 1;
          ctx.body = 'done';
        }
      }),
    );
  });
  afterAll(() => running.stop());

  const formOf = async (cookie = ''): Promise<{ token: string; cookies: string }> => {
    const page = await ask(running.port, '/', cookie === '' ? {} : { headers: { Cookie: cookie } });
    const [token = ''] = page.text.split(' ');
    expect(page.text).toBe(`${token} ${token}`);
    return { token, cookies: cookiesFrom(page) };
  };

  test('a visitor without cookies can post the form that was shown to this browser', async () => {
    const { token, cookies } = await formOf();
    expect(cookies).toMatch(/^__Host-form=binding\d+$/);
    expect((await ask(running.port, '/', form({ csrf: token }, { Cookie: cookies }))).status).toBe(200);
  });

  test.each([
    ['account session', '__Host-account=s1'],
    ['jar of frames', '__Host-jar=j1'],
    ['one pending of several', '__Host-pending-q=p1'],
    ['form cookie', '__Host-form=f1'],
  ])('the form is bound to the %s, and no further cookie is set', async (_, cookie) => {
    const { token, cookies } = await formOf(cookie);
    expect(cookies).toBe('');
    expect((await ask(running.port, '/', form({ csrf: token }, { Cookie: cookie }))).status).toBe(200);
  });

  test('a form opened before the sign-in still works after it, in the same browser', async () => {
    const { token, cookies } = await formOf();
    const both = `${cookies}; __Host-account=s1`;
    expect((await ask(running.port, '/', form({ csrf: token }, { Cookie: both }))).status).toBe(200);
  });

  const own = makeToken('account:s1');
  const session = { Cookie: '__Host-account=s1' };
  test.each<[string, Record<string, string>, Record<string, string>]>([
    ['no token', {}, session],
    ['an empty token', { csrf: '' }, session],
    ["another session's token", { csrf: makeToken('account:s2') }, session],
    ['a token for another kind of cookie with that value', { csrf: makeToken('jar:s1') }, session],
    ['a token without any cookie', { csrf: makeToken('account:') }, {}],
    ['the cookie itself as token', { csrf: 's1' }, session],
    ['two cookies of the name', { csrf: own }, { Cookie: '__Host-account=s1; __Host-account=s1' }],
    ['Origin: null', { csrf: own }, { ...session, Origin: 'null' }],
    ['a foreign origin', { csrf: own }, { ...session, Origin: 'https://evil.example' }],
    ['our host on another scheme', { csrf: own }, { ...session, Origin: 'http://a.example' }],
    ['a cross-site request', { csrf: own }, { ...session, 'Sec-Fetch-Site': 'cross-site' }],
    ['a neighbour under our domain', { csrf: own }, { ...session, 'Sec-Fetch-Site': 'same-site' }],
    [
      'our origin, but cross-site',
      { csrf: own },
      { ...session, Origin: 'https://a.example', 'Sec-Fetch-Site': 'cross-site' },
    ],
    ['words that no browser sends', { csrf: own }, { ...session, 'Sec-Fetch-Site': 'whatever' }],
  ])('nothing is changed by a request with %s', async (_, fields, headers) => {
    const before = done;
    const answer = await ask(running.port, '/', form(fields, headers));
    expect(answer.status).toBe(403);
    expect(answer.text).toContain('id="reference"');
    expect(answer.setCookies).toEqual([]);
    expect(done).toBe(before);
  });

  test.each<[string, Record<string, string>]>([
    ['says nothing about itself', {}],
    ['sends our origin', { Origin: 'https://a.example', 'Sec-Fetch-Site': 'same-origin' }],
    ['was asked by the person directly', { 'Sec-Fetch-Site': 'none' }],
  ])('a right token is enough for a browser that %s', async (_, headers) => {
    expect((await ask(running.port, '/', form({ csrf: own }, { ...session, ...headers }))).status).toBe(200);
  });

  test('a token given twice, in the query, or as a structure is no token', async () => {
    const type = { 'Content-Type': 'application/x-www-form-urlencoded', ...session };
    const twice = await ask(running.port, '/', {
      method: 'POST',
      headers: type,
      body: `csrf=${own}&csrf=${own}`,
    });
    const structured = await ask(running.port, '/', { method: 'POST', headers: type, body: `csrf[]=${own}` });
    const query = await ask(running.port, `/?csrf=${own}`, { method: 'POST', headers: type, body: '' });
    expect([twice.status, structured.status, query.status]).toEqual([400, 400, 403]);
  });

  test.each(['PUT', 'PATCH', 'DELETE', 'POST'])(
    '%s is checked like every method that may change something',
    async (method) => {
      expect((await ask(running.port, '/', { ...form({ csrf: 'x' }, session), method })).status).toBe(403);
    },
  );
});
