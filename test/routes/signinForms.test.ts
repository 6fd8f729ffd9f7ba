import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { hidden, reference } from '../browserLike.ts';
import { openWorld, password, type World } from '../world.ts';
import { hashOf, rowsOf, signedIn, verdict, withTicket } from './visitors.ts';

// A form that another page sends must not sign anybody in or out, nor answer a question for them.
describe('forms that were not sent by our own page in this browser', () => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
  });
  afterAll(() => world.close());

  const foreign: [string, Record<string, string>][] = [
    ['another origin', { Origin: 'https://evil.example' }],
    ['no origin that can be told (a sandboxed page)', { Origin: 'null' }],
    ['our host on another port', { Origin: 'http://localhost:8081' }],
    ['our host under another name', { Origin: 'http://localhost:8080.evil.example' }],
    ['our host by https', { Origin: 'https://localhost:8080.' }],
    ['another site, by its own word', { 'Sec-Fetch-Site': 'cross-site' }],
    ['a neighbour under the same domain', { 'Sec-Fetch-Site': 'same-site' }],
  ];
  const tokens: [string, (own: string, other: string) => string][] = [
    ['no token', () => ''],
    ["another browser's token", (_, other) => other],
    ['a token with one letter changed', (own) => `${own.startsWith('A') ? 'B' : 'A'}${own.slice(1)}`],
    ['a token that was cut', (own) => own.slice(0, -1)],
    ['a token of half a megabyte cut to what is read', () => 'A'.repeat(500)],
  ];

  async function attempts(): Promise<[string, string, Record<string, string>][]> {
    const other = hidden(await world.browser().get('/login'), 'csrf');
    return [
      ...foreign.map(([name, headers]): [string, string, Record<string, string>] => [name, 'own', headers]),
      ...tokens.map(([name, make]): [string, string, Record<string, string>] => [
        name,
        make('own', other),
        {},
      ]),
    ];
  }

  test('sign nobody in', async () => {
    const visitor = world.browser();
    const own = hidden(await visitor.get('/login'), 'csrf');
    for (const [name, token, headers] of await attempts()) {
      const csrf = token === 'own' ? own : token;
      const answer = await visitor.post(
        '/login',
        { csrf, domain: 'msu', username: 'ann', password },
        headers,
      );
      expect([name, answer.status, answer.setCookies]).toEqual([name, 403, []]);
      expect(reference(answer)).toMatch(/^.{4}-.{4}$/);
    }
    expect(await rowsOf(world, 'SELECT * FROM account_sessions')).toEqual([]);
  });

  test('sign nobody out', async () => {
    const ann = await signedIn(world, 'ann');
    const own = hidden(await ann.get('/'), 'csrf');
    for (const [name, token, headers] of await attempts()) {
      const answer = await ann.post('/logout', { csrf: token === 'own' ? own : token }, headers);
      expect([name, answer.status, answer.setCookies]).toEqual([name, 403, []]);
    }
    expect((await ann.get('/')).status).toBe(200);
  });

  test('spend no ticket', async () => {
    const { visitor, fields } = await withTicket(world, link);
    for (const [name, token, headers] of await attempts()) {
      const csrf = token === 'own' ? fields.csrf : token;
      const answer = await visitor.post('/login', { ...fields, csrf, username: 'ann', password }, headers);
      expect([name, answer.status]).toEqual([name, 403]);
    }
    const page = await visitor.follow(await visitor.post('/login', { ...fields, username: 'ann', password }));
    expect(verdict(page)).toBe('open');
  });

  test('set no password, even with a good address', async () => {
    const answer = await world
      .browser()
      .post(`/password/${'A'.repeat(43)}`, { password: 'amber-thicket-compass' });
    expect(answer.status).toBe(403);
  });

  test('are refused without any cookie, however good their token', async () => {
    const form = await world.browser().get('/login');
    const fields = { csrf: hidden(form, 'csrf'), domain: 'msu', username: 'ann', password };
    expect((await world.browser().post('/login', fields)).status).toBe(403);
  });

  test('are taken from browsers that say neither origin nor site, by the token alone', async () => {
    const visitor = world.browser();
    const csrf = hidden(await visitor.get('/login'), 'csrf');
    const silent = { Origin: '', 'Sec-Fetch-Site': '' };
    const fields = { csrf, domain: 'msu', username: 'ann', password };
    expect((await visitor.post('/login', fields, silent)).status).toBe(303);
  });
});
