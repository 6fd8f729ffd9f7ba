import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden, reference } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { change, expectRefused, hashOf, launchPath } from '../hostile.ts';
import type { Answer } from '../web/httpClient.ts';
import { encode, openWorld, password, startOfTests, type World } from '../world.ts';
import { rowsOf, signedIn } from './visitors.ts';

const minute = 60_000;
const replayed = { status: 403, code: 'replayed' } as const;
const byItself = { 'Sec-Fetch-Site': 'same-origin' };

// R24: the page of a replay goes on by itself once, to where the first click led this very browser.
describe.each(engines)('a double click on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
    const bob = await world.addPerson('bob');
    await world.make.role({ course_id: world.course.id, person_id: bob.id });
  });
  beforeEach(() => {
    world.clock.now = startOfTests;
    late.clear();
  });
  afterAll(() => world.close());

  const click = (visitor: Browser, body: string) => visitor.postFromElsewhere(launchPath(link), body);
  const bodyOf = (username = 'ann') => encode(world.signed(link, { username }));
  /** Two posts of one form; the first one's cookie is not there yet when the second is sent. */
  async function doubleClick(visitor: Browser, username = 'ann'): Promise<{ page: Answer; path: string }> {
    const body = bodyOf(username);
    const early = world.browser();
    await click(early, body);
    const page = await click(visitor, body);
    await expectRefused(world, page, replayed);
    const [, path = ''] =
      /^1; url=(\/launch\/again\?launch=[A-Z0-9]{4}-[A-Z0-9]{4})$/.exec(String(page.headers.refresh)) ?? [];
    expect(path).not.toContain(reference(page) ?? '?');
    for (const [name, value] of early.cookies) late.set(name, value);
    return { page, path };
  }
  const late = new Map<string, string>();
  const arrives = (visitor: Browser) => {
    for (const [name, value] of late) visitor.cookies.set(name, value);
  };
  const times = () => rowsOf(world, 'SELECT launch_key, state, seen_at, expires_at FROM launch_sessions');

  test('goes on to the item when the cookie of the first click has arrived', async () => {
    const visitor = world.browser();
    const { path } = await doubleClick(visitor);
    arrives(visitor);
    const before = await times();
    const answer = await visitor.get(path, byItself);
    expect([answer.status, answer.headers.location]).toEqual([303, '/msu/phy101/intro']);
    expect(await times()).toEqual(before);
    expect(heading(await visitor.follow(answer))).toBe('Introduction');
    // And so as often as one goes there, while the session lives.
    expect((await visitor.get(path, byItself)).headers.location).toBe('/msu/phy101/intro');
    await change(world, 'DELETE FROM launch_sessions');
    expect((await visitor.get(path, byItself)).status).toBe(204);
  });

  test('goes on to the sign-in that the first click led to', async () => {
    const visitor = world.browser();
    const { path } = await doubleClick(visitor, 'stranger');
    arrives(visitor);
    const form = await visitor.follow(await visitor.get(path, byItself));
    const fields = { csrf: hidden(form, 'csrf'), launch: hidden(form, 'launch'), username: 'ann', password };
    expect(heading(await visitor.follow(await visitor.post('/login', fields)))).toBe('Introduction');
  });

  test('goes on to the question of another person', async () => {
    const visitor = await signedIn(world, 'bob');
    const { path } = await doubleClick(visitor);
    arrives(visitor);
    expect(heading(await visitor.follow(await visitor.get(path, byItself)))).toBe('Who is here?');
  });

  test('stays on its page, and on its way back to the LMS, when no cookie has arrived', async () => {
    const visitor = world.browser();
    const { page, path } = await doubleClick(visitor);
    expect(page.text).toContain('Back to Moodle');
    const answer = await visitor.get(path, byItself);
    expect([answer.status, answer.text, answer.setCookies]).toEqual([204, '', []]);
  });

  test('never goes on twice: whoever comes there otherwise reads the same sentence, without a refresh', async () => {
    const { path } = await doubleClick(world.browser());
    for (const [where, headers] of [
      [path, {}],
      [path, { 'Sec-Fetch-Site': 'none' }],
      [path, { 'Sec-Fetch-Site': 'cross-site' }],
      ['/launch/again', {}],
      ['/launch/again?launch=', {}],
      ['/launch/again?launch=AAAA-AAAA&launch=BBBB-BBBB', {}],
      ["/launch/again?launch=' OR 1=1", {}],
    ] as const) {
      const answer = await world.browser().get(encodeURI(where), headers);
      expect([where, answer.status, answer.headers.refresh, answer.headers.location]).toEqual([
        where,
        403,
        undefined,
        undefined,
      ]);
      expect(answer.text).toContain('This click was used already.');
      expect(answer.headers['content-security-policy']).toContain('frame-ancestors *');
    }
  });

  test("opens nothing by its address: another launch's cookie leads nowhere", async () => {
    const { path } = await doubleClick(world.browser());
    const thief = world.browser();
    await thief.follow(await click(thief, bodyOf('bob')));
    expect((await thief.get(path)).status).toBe(403);
  });

  test('has nowhere to go on to when the first launch was refused, is over, or never led anywhere', async () => {
    await change(world, 'UPDATE links SET enabled = 0 WHERE id = ?', [link.id]);
    const refused = bodyOf();
    await click(world.browser(), refused);
    const copy = await click(world.browser(), refused);
    expect([copy.status, copy.headers.refresh]).toEqual([403, undefined]);
    await change(world, 'UPDATE links SET enabled = 1 WHERE id = ?', [link.id]);
    const body = bodyOf();
    await click(world.browser(), body);
    await change(world, 'DELETE FROM launch_sessions');
    const over = await click(world.browser(), body);
    await expectRefused(world, over, replayed);
    expect(over.headers.refresh).toBeUndefined();
    world.clock.now += 6 * minute;
    const stale = await click(world.browser(), body);
    expect([stale.status, stale.headers.refresh]).toEqual([403, undefined]);
  });

  test('is asked of GET alone', async () => {
    const visitor = world.browser();
    const { path } = await doubleClick(visitor);
    arrives(visitor);
    expect((await visitor.post(path, {})).status).toBe(405);
  });

  test.each([1, 6, 90])('Sakai posts the form again after %s minutes: the item', async (minutes) => {
    const visitor = world.browser();
    const body = bodyOf();
    await visitor.follow(await click(visitor, body));
    world.clock.now += minutes * minute;
    const again = await click(visitor, body);
    expect([again.status, again.setCookies]).toEqual([303, []]);
    expect(heading(await visitor.follow(again))).toBe('Introduction');
  });
});

// R26: whatever the Origin says, nobody is replaced without a click.
describe.each(engines)('a launch of another person, by where it was posted from, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
    const bob = await world.addPerson('bob');
    await world.make.role({ course_id: world.course.id, person_id: bob.id });
    await change(world, 'UPDATE protectors SET origins = ?', ['["https://lms.example"]']);
  });
  afterAll(() => world.close());

  const from: readonly (readonly [string, Record<string, string>])[] = [
    ['the approved origin', {}],
    ['another site', { Origin: 'https://evil.example' }],
    ['a sandboxed page', { Origin: 'null' }],
    ['nowhere', { Origin: '' }],
  ];
  const cases = ['off', 'warn'].flatMap((mode) =>
    from.map(([name, headers]) => [mode, name, headers] as const),
  );

  test.each(cases)('%s: asks first, from %s', async (mode, name, headers) => {
    await change(world, 'UPDATE protectors SET origin_check = ?', [mode]);
    const byAccount = await signedIn(world, 'bob');
    const byLaunch = world.browser();
    await byLaunch.follow(await world.launch(byLaunch, link, { username: 'bob' }));
    for (const visitor of [byAccount, byLaunch]) {
      const body = encode(world.signed(link));
      const answer = await visitor.postFromElsewhere(launchPath(link), body, headers);
      expect(answer.status).toBe(303);
      expect(heading(await visitor.follow(answer))).toBe('Who is here?');
      const remarked = (await world.journal())[0]?.notes.includes('other-origin');
      expect(remarked).toBe(mode === 'warn' && name !== 'the approved origin');
    }
  });
});
