import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, password, startOfTests, type World } from '../world.ts';
import { change, comparable, hashOf, hour, rowsOf, signedIn, tryToSignIn, verdict } from './visitors.ts';

const sessionCookie = '__Host-account';

describe.each(engines)('an account session on %s', (engine) => {
  let world: World;
  let ann: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addItem({ item_id: 'intro', title: 'Introduction' });
    await world.addPerson('off', { disabled_at: 1 });
    await world.addPerson('bare', { password_hash: null });
    await world.addPerson('broken', { password_hash: 'not a hash' });
    await world.make.administrator({ username: 'root', password_hash: await hashOf(password) });
  });
  beforeEach(async () => {
    world.clock.now = startOfTests;
    await change(world, 'DELETE FROM account_sessions');
    ann = await signedIn(world, 'ann');
  });
  afterAll(() => world.close());

  const sessions = () => rowsOf<{ id_hash: Buffer }>(world, 'SELECT id_hash FROM account_sessions');

  test('has cookies that neither scripts, nor frames, nor neighbours reach', async () => {
    const visitor = world.browser();
    const answer = await tryToSignIn(visitor, { username: 'ann' });
    const attributes = new Map(
      answer.setCookies.map((line) => {
        const [pair = '', ...rest] = line.split('; ');
        return [
          pair.split('=')[0],
          rest
            .map((one) => one.toLowerCase())
            .sort()
            .join('; '),
        ];
      }),
    );
    const exactly = 'httponly; path=/; samesite=lax; secure';
    expect(attributes.get(sessionCookie)).toBe(exactly);
    expect(attributes.get(`${sessionCookie}.sig`)).toBe(exactly);
    expect(attributes.get('__Host-browser')).toBe(`httponly; max-age=31536000; path=/; samesite=lax; secure`);
    expect([...attributes.keys()].every((name) => name?.startsWith('__Host-'))).toBe(true);
  });

  test('keeps only a hash of its id', async () => {
    const id = ann.cookies.get(sessionCookie) ?? '';
    expect(id).not.toBe('');
    const dump = JSON.stringify(await rowsOf(world, 'SELECT * FROM account_sessions'));
    expect(dump).not.toContain(id);
    expect(world.logLines.join()).not.toContain(id);
  });

  test('gets a new id at each sign-in, and the old one is dead (no fixation)', async () => {
    const old = ann.cookies.get(sessionCookie);
    const noted = new Map(ann.cookies);
    const page = await ann.get('/msu/phy101');
    const csrf = hidden(page, 'csrf');
    expect((await ann.post('/login', { csrf, domain: 'msu', username: 'ann', password })).status).toBe(303);
    expect(ann.cookies.get(sessionCookie)).not.toBe(old);
    const thief = world.browser();
    for (const [name, value] of noted) thief.cookies.set(name, value);
    expect(verdict(await thief.get('/msu/phy101'))).toBe('sign-in');
    expect(await sessions()).toHaveLength(1);
  });

  test('is not made of an id that somebody put into the browser, with or without a signature', async () => {
    for (const value of ['planted', 'A'.repeat(43)]) {
      const visitor = world.browser();
      visitor.cookies.set(sessionCookie, value);
      visitor.cookies.set(`${sessionCookie}.sig`, 'A'.repeat(27));
      expect(verdict(await visitor.get('/'))).toBe('sign-in');
      expect((await tryToSignIn(visitor, { username: 'ann' })).status).toBe(303);
      expect(visitor.cookies.get(sessionCookie)).not.toBe(value);
      expect((await visitor.get('/')).status).toBe(200);
    }
  });

  test('counts as none where its cookie comes twice', async () => {
    const pairs = [...ann.cookies].map(([name, value]) => `${name}=${value}`);
    const once = pairs.join('; ');
    expect((await ann.get('/', { Cookie: once })).status).toBe(200);
    for (const more of [`${sessionCookie}=planted`, `${sessionCookie}.sig=planted`]) {
      expect(verdict(await ann.get('/', { Cookie: `${once}; ${more}` }))).toBe('sign-in');
      expect(verdict(await ann.get('/', { Cookie: `${more}; ${once}` }))).toBe('sign-in');
    }
  });

  test('is over on the server after the sign-out, and the browser is told to forget', async () => {
    const noted = new Map(ann.cookies);
    const csrf = hidden(await ann.get('/'), 'csrf');
    const answer = await ann.post('/logout', { csrf });
    expect([answer.status, answer.headers.location]).toEqual([303, '/login']);
    expect(answer.headers['clear-site-data']).toBe('"cache", "storage"');
    expect(ann.cookies.has(sessionCookie)).toBe(false);
    expect(await sessions()).toEqual([]);
    for (const [name, value] of noted) ann.cookies.set(name, value);
    expect(verdict(await ann.get('/'))).toBe('sign-in');
    expect(verdict(await ann.get('/msu/phy101/intro'))).toBe('sign-in');
  });

  test('ends after an hour without a request, and after twelve hours in spite of them', async () => {
    world.clock.now = startOfTests + hour - 1;
    expect((await ann.get('/')).status).toBe(200);
    for (let at = 1; at < 12; at += 0.5) {
      world.clock.now = startOfTests + at * hour;
      expect([at, (await ann.get('/')).status]).toEqual([at, 200]);
    }
    world.clock.now = startOfTests + 12 * hour;
    expect(verdict(await ann.get('/'))).toBe('sign-in');

    world.clock.now = startOfTests;
    const idle = await signedIn(world, 'ann');
    world.clock.now = startOfTests + hour;
    expect(verdict(await idle.get('/'))).toBe('sign-in');
  });

  test.each([
    [
      'disabled',
      'UPDATE people SET disabled_at = 5 WHERE username = ?',
      'UPDATE people SET disabled_at = NULL WHERE username = ?',
    ],
    [
      'signed out everywhere',
      `UPDATE people SET sessions_after = ${startOfTests + 1} WHERE username = ?`,
      'UPDATE people SET sessions_after = 0 WHERE username = ?',
    ],
  ])('is nobody from the next request on, once its person is %s', async (_, end, undo) => {
    await change(world, end, ['ann']);
    const answers = [verdict(await ann.get('/')), verdict(await ann.get('/msu/phy101/intro'))];
    await change(world, undo, ['ann']);
    expect(answers).toEqual(['sign-in', 'sign-in']);
  });

  test('is not there for pages that another site shows in a frame', async () => {
    const framed = { 'Sec-Fetch-Dest': 'iframe', 'Sec-Fetch-Site': 'same-site' };
    expect(verdict(await ann.get('/', framed))).toBe('sign-in');
    expect((await ann.get('/', { 'Sec-Fetch-Dest': 'iframe', 'Sec-Fetch-Site': 'same-origin' })).status).toBe(
      200,
    );
  });

  test('is refused, not broken, where a frame sends the sign-in', async () => {
    for (const site of ['none', 'same-origin', 'same-site', '']) {
      const headers = { 'Sec-Fetch-Dest': 'iframe', 'Sec-Fetch-Site': site };
      const { status } = await tryToSignIn(world.browser(), { username: 'ann' }, headers);
      expect([site, [303, 403].includes(status)]).toEqual([site, true]);
    }
  });

  const strangers: [string, { username: string; password?: string; domain?: string }][] = [
    ['an unknown name', { username: 'nobody' }],
    ['a wrong password', { username: 'ann', password: 'not it, not it' }],
    ['an empty password', { username: 'ann', password: '' }],
    ['a disabled person', { username: 'off' }],
    ['a person without a password', { username: 'bare' }],
    ['a person whose hash cannot be read', { username: 'broken' }],
    ['an unknown domain', { username: 'ann', domain: 'yale' }],
    ['the domain in capitals', { username: 'ann', domain: 'MSU' }],
    ['the name in capitals', { username: 'ANN' }],
    ['a blank after the name', { username: 'ann ' }],
    ['a domain that is no word', { username: 'ann', domain: '💥' }],
    ['a name that is no word', { username: '💥\u0000' }],
    ['a person in place of the server administrator', { username: 'ann', domain: '' }],
    ['a server administrator in a domain', { username: 'root' }],
    ['SQL', { username: "ann' OR '1'='1", domain: "msu' --" }],
    ['a password of 1,900 characters', { username: 'ann', password: 'x'.repeat(1900) }],
  ];
  test('gives the same answer to whoever is not let in, so that names cannot be found out', async () => {
    const texts = new Set<string>();
    for (const [name, words] of strangers) {
      const answer = await tryToSignIn(world.browser(), words);
      expect([name, answer.status, answer.setCookies.join().includes(sessionCookie)]).toEqual([
        name,
        401,
        false,
      ]);
      const { domain = 'msu' } = words;
      const typed = (text: string) => (text === '' ? /$^/ : escapeHtml(text));
      texts.add(
        comparable(answer)
          .replace(typed(words.username), 'NAME')
          .replace(`name="domain" value="${escapeHtml(domain)}"`, 'DOMAIN'),
      );
    }
    expect(texts.size).toBe(1);
    expect((await tryToSignIn(world.browser(), { username: 'ann' })).status).toBe(303);
  });

  test('lets the server administrator in with the domain left empty, who sees no course', async () => {
    const root = world.browser();
    expect((await tryToSignIn(root, { username: 'root', domain: '' })).status).toBe(303);
    const home = await root.get('/');
    expect([home.status, home.text.includes('Physics'), home.text.includes('Michigan State')]).toEqual([
      200,
      false,
      true,
    ]);
    for (const path of ['/msu/phy101', '/msu/phy101/intro', '/tiny/msu/zzzzzz']) {
      expect([path, verdict(await root.get(path))]).toEqual([path, 'none']);
    }
  });
});

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/'/g, '&#39;').replace(/</g, '&lt;');
}
