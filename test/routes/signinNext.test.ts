import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { heading, hidden } from '../browserLike.ts';
import { openWorld, password, type World } from '../world.ts';
import { day, hashOf } from './visitors.ts';

describe('the way after a sign-in', () => {
  let world: World;
  // A day later nobody has to wait for what the test before got wrong.
  beforeEach(() => {
    world.clock.now += day;
  });
  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf);
  });
  afterAll(() => world.close());

  const traps = [
    '//evil.example',
    '//evil.example/',
    '/\\evil.example',
    '\\\\evil.example',
    '/\\/evil.example',
    'https://evil.example/',
    'https:evil.example',
    'HTTP://evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '/%2F/evil.example',
    '/%5Cevil.example',
    '/\t/evil.example',
    '/\n/evil.example',
    '/msu//evil.example',
    '/.//evil.example',
    '/login',
    '/login?next=//evil.example',
    '/login/',
    '/logout',
    '/msu/../login',
    '/msu/./../logout',
    '/password/abc',
    '/launch/goodbye',
    '/msu/phy101?x=1',
    '/msu/phy101#x',
    '/msu\r\nSet-Cookie: x=1',
    `/${'a'.repeat(2000)}`,
    'msu/phy101',
    '',
  ];
  test.each(traps)('never leads to another site, out again or round in circles: %j', async (next) => {
    const visitor = world.browser();
    const form = await visitor.get(`/login?next=${encodeURIComponent(next)}`);
    expect([form.status, hidden(form, 'next')]).toEqual([200, '']);
    const fields = { csrf: hidden(form, 'csrf'), domain: 'msu', username: 'ann', password: 'wrong, wrong' };
    const again = await visitor.post('/login', { ...fields, next });
    expect(hidden(again, 'next')).toBe('');
  });

  test('is the page that was asked for, also after wrong passwords', async () => {
    const visitor = world.browser();
    const form = await visitor.follow(await visitor.get('/msu/phy101'));
    const fields = { csrf: hidden(form, 'csrf'), next: hidden(form, 'next'), username: 'ann' };
    await visitor.post('/login', { ...fields, password: 'wrong, wrong' });
    const answer = await visitor.post('/login', { ...fields, password });
    expect([answer.status, answer.headers.location]).toEqual([303, '/msu/phy101']);
    for (const next of traps.slice(0, 12)) {
      const { headers } = await visitor.get(`/login?next=${encodeURIComponent(next)}`);
      expect([next, headers.location]).toEqual([next, '/']);
    }
  });

  test('is judged when the form is sent, whatever the page said', async () => {
    const visitor = world.browser();
    const csrf = hidden(await visitor.get('/login'), 'csrf');
    const fields = { csrf, domain: 'msu', username: 'ann', password };
    const answer = await visitor.post('/login', { ...fields, next: '//evil.example' });
    expect([answer.status, answer.headers.location]).toEqual([303, '/']);
  });

  test('asks for the domain only where the address does not say it', async () => {
    const visitor = world.browser();
    expect((await visitor.get('/login')).text).toContain('<label for="domain">');
    for (const next of ['/msu/phy101', '/tiny/msu/abcdef', '/adm/msu']) {
      expect((await visitor.get(`/login?next=${next}`)).text).not.toContain('<label for="domain">');
    }
    expect(heading(await visitor.get('/login'))).toBe('Sign in');
  });
});
