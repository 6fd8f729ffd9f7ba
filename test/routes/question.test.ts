import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow, PersonRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, password, startOfTests, type World } from '../world.ts';
import { change, hashOf, launched, rowsOf, signedIn, tryToSignIn, verdict } from './visitors.ts';

// R22: another person's session in the browser is never replaced silently.
describe.each(engines)('a launch into a browser where somebody else is signed in, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  let second: LinkRow;
  let chemistry: LinkRow;
  let bob: PersonRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const item = await world.addItem({ item_id: 'intro', title: 'Introduction' });
    link = await world.addLink(item);
    await world.set({ item_id: item.id, access: 'only' });
    second = await world.addLink(await world.addItem({ item_id: 'second', title: 'Second' }));
    bob = await world.addPerson('bob');
    const cora = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: cora.id, role: 'coordinator' });
    const chem = await world.make.course({
      domain_id: world.domain.id,
      course_id: 'chem',
      title: 'Chemistry',
    });
    for (const person of [world.ann, bob]) {
      await world.make.role({ course_id: chem.id, person_id: person.id });
      if (person === bob) await world.make.role({ course_id: world.course.id, person_id: person.id });
    }
    const lab = await world.make.item({
      domain_id: world.domain.id,
      course_id: chem.id,
      item_id: 'lab',
      title: 'Lab',
    });
    chemistry = await world.addLink(lab);
    await world.make.administrator({ username: 'root', password_hash: await hashOf(password) });
  });
  beforeEach(async () => {
    world.clock.now = startOfTests;
    for (const table of ['launch_sessions', 'account_sessions']) await change(world, `DELETE FROM ${table}`);
    await change(world, 'UPDATE people SET disabled_at = NULL, sessions_after = 0');
  });
  afterAll(() => world.close());

  const adminBrowser = async (): Promise<Browser> => {
    const visitor = world.browser();
    await tryToSignIn(visitor, { username: 'root', domain: '' });
    return visitor;
  };
  const others: [string, string, () => Promise<Browser>][] = [
    ["another student's account", 'Bob', () => signedIn(world, 'bob')],
    ["a coordinator's account", 'Cora', () => signedIn(world, 'cora')],
    ['a server administrator', 'root', adminBrowser],
    ["another student's launch", 'Bob', () => launched(world, second, { username: 'bob' })],
    ["another student's launch of the same item", 'Bob', () => launched(world, link, { username: 'bob' })],
    [
      "another student's launch in another course",
      'Bob',
      () => launched(world, chemistry, { username: 'bob' }),
    ],
  ];

  async function ask(
    visitor: Browser,
    target = link,
  ): Promise<{ question: Answer; fields: Record<string, string> }> {
    const question = await visitor.follow(await world.launch(visitor, target));
    return { question, fields: { csrf: hidden(question, 'csrf'), launch: hidden(question, 'launch') } };
  }

  test.each(others)('asks first: %s', async (_, name, make) => {
    const visitor = await make();
    const posted = await world.launch(visitor, link);
    expect(posted.status).toBe(303);
    const question = await visitor.follow(posted);
    expect([question.status, heading(question)]).toEqual([200, 'Who is here?']);
    expect([
      question.text.includes(name),
      question.text.includes('Ann'),
      question.text.includes('Introduction'),
    ]).toEqual([true, true, false]);
    for (const choice of ['continue', 'stay']) {
      expect(question.text).toMatch(new RegExp(`<button[^>]*name="choice"[^>]*value="${choice}"`));
    }
    // As often as it is shown, nothing has happened yet.
    expect(heading(await visitor.get('/msu/phy101/intro'))).toBe('Who is here?');
    const open = await rowsOf<{ person_id: number }>(
      world,
      "SELECT person_id FROM launch_sessions WHERE state = 'open'",
    );
    expect(open.map(({ person_id }) => person_id)).not.toContain(world.ann.id);
  });

  test.each(others)(
    'continue: signs the other out everywhere in this browser, and opens: %s',
    async (_, __, make) => {
      const visitor = await make();
      const before = world.browser();
      for (const [cookie, value] of visitor.cookies) before.cookies.set(cookie, value);
      const { fields } = await ask(visitor);
      const answer = await visitor.post('/launch/choice', { ...fields, choice: 'continue' });
      expect([answer.status, answer.headers.location]).toEqual([303, '/msu/phy101/intro']);
      const page = await visitor.follow(answer);
      expect([page.status, heading(page), page.text.includes('Ann')]).toEqual([200, 'Introduction', true]);
      for (const browser of [visitor, before]) {
        expect(verdict(await browser.get('/'))).toBe('sign-in');
        expect(verdict(await browser.get('/msu/chem/lab'))).toBe('sign-in');
      }
      expect(verdict(await before.get('/msu/phy101/intro'))).toBe('sign-in');
    },
  );

  test.each(others)('stay: destroys the launch and changes nothing else: %s', async (_, __, make) => {
    const visitor = await make();
    const old = new Map(visitor.cookies);
    const sessions = await rowsOf(world, "SELECT reference FROM launch_sessions WHERE state = 'open'");
    const { fields } = await ask(visitor);
    const thief = world.browser();
    for (const [cookie, value] of visitor.cookies) thief.cookies.set(cookie, value);
    const answer = await visitor.post('/launch/choice', { ...fields, choice: 'stay' });
    expect(answer.status).toBe(303);
    expect(new Map(visitor.cookies)).toEqual(old);
    expect(await rowsOf(world, 'SELECT reference FROM launch_sessions')).toEqual(sessions);
    expect((await visitor.get('/msu/phy101/intro')).text).not.toContain('Ann A');
    const again = await thief.post('/launch/choice', { ...fields, choice: 'continue' });
    expect(again.status).toBe(403);
  });

  test('asks nobody who is the same person, by account or by launch', async () => {
    for (const visitor of [await signedIn(world, 'ann'), await launched(world, chemistry)]) {
      const page = await visitor.follow(await world.launch(visitor, link));
      expect([page.status, heading(page)]).toEqual([200, 'Introduction']);
    }
  });

  test.each([
    ['was disabled', 'UPDATE people SET disabled_at = 1 WHERE id = ?'],
    ['was signed out everywhere', `UPDATE people SET sessions_after = ${startOfTests + 1} WHERE id = ?`],
  ])('asks nothing about somebody who %s meanwhile', async (_, text) => {
    for (const visitor of [
      await signedIn(world, 'bob'),
      await launched(world, second, { username: 'bob' }),
    ]) {
      await change(world, text, [bob.id]);
      expect(heading((await ask(visitor)).question)).toBe('Introduction');
      await change(world, 'UPDATE people SET disabled_at = NULL, sessions_after = 0');
    }
  });

  test('is not answered by a foreign page, nor without the token of this browser', async () => {
    const visitor = await signedIn(world, 'bob');
    const { fields } = await ask(visitor);
    const other = hidden(await world.browser().get('/login'), 'csrf');
    const tries: [Record<string, string>, Record<string, string>][] = [
      [{ csrf: '' }, {}],
      [{ csrf: other }, {}],
      [{}, { Origin: 'https://evil.example' }],
      [{}, { Origin: 'null' }],
      [{}, { 'Sec-Fetch-Site': 'cross-site' }],
    ];
    for (const [changed, headers] of tries) {
      const answer = await visitor.post(
        '/launch/choice',
        { ...fields, choice: 'continue', ...changed },
        headers,
      );
      expect([changed, headers, answer.status]).toEqual([changed, headers, 403]);
    }
    expect((await visitor.get('/')).text).toContain('Bob');
  });

  test('takes two impatient clicks for one, also where the second comes when all is done', async () => {
    const visitor = await signedIn(world, 'bob');
    const { fields } = await ask(visitor);
    const clicks = ['continue', 'continue'].map((choice) =>
      visitor.post('/launch/choice', { ...fields, choice }),
    );
    const answers = await Promise.all(clicks);
    expect(answers.map(({ status, headers }) => [status, headers.location])).toEqual([
      [303, '/msu/phy101/intro'],
      [303, '/msu/phy101/intro'],
    ]);
    expect(heading(await visitor.get('/msu/phy101/intro'))).toBe('Introduction');
    const csrf = hidden(await visitor.get('/msu/phy101/intro'), 'csrf');
    const late = await visitor.post('/launch/choice', { ...fields, csrf, choice: 'continue' });
    const undone = await visitor.post('/launch/choice', { ...fields, csrf, choice: 'stay' });
    expect([late.status, undone.status]).toEqual([303, 403]);
    expect(verdict(await visitor.get('/msu/phy101/intro'))).toBe('open');
  });

  test('is not answered by anything but the two words', async () => {
    const visitor = await signedIn(world, 'bob');
    const { fields } = await ask(visitor);
    for (const choice of ['', 'yes', 'Continue', 'continue ', 'stay\u0000']) {
      expect([choice, (await visitor.post('/launch/choice', { ...fields, choice })).status]).toEqual([
        choice,
        400,
      ]);
    }
    expect((await visitor.post('/launch/choice', { ...fields, choice: 'continue' })).status).toBe(303);
  });

  test("cannot be answered for another browser's launch, nor for one that never was", async () => {
    const victim = await ask(await signedIn(world, 'bob'));
    const thief = await signedIn(world, 'cora');
    const own = await ask(thief);
    for (const launch of [victim.fields.launch ?? '', '', 'K7F3-9QX2', "' OR 1=1"]) {
      const answer = await thief.post('/launch/choice', {
        csrf: own.fields.csrf ?? '',
        launch,
        choice: 'continue',
      });
      expect([launch, answer.status, answer.headers['content-security-policy']]).toEqual([
        launch,
        403,
        expect.stringContaining('frame-ancestors *'),
      ]);
    }
    expect((await thief.get('/')).text).toContain('Cora');
  });

  test('is over after five minutes', async () => {
    const visitor = await signedIn(world, 'bob');
    const { fields } = await ask(visitor);
    world.clock.now += 5 * 60_000;
    expect((await visitor.post('/launch/choice', { ...fields, choice: 'continue' })).status).toBe(403);
    expect(verdict(await visitor.get('/msu/phy101/intro'))).toBe('lms');
    expect((await visitor.get('/')).text).toContain('Bob');
  });

  test('is over when its person may no longer come, whatever is chosen', async () => {
    const visitor = await signedIn(world, 'bob');
    const { fields } = await ask(visitor);
    await change(world, 'UPDATE people SET disabled_at = 1 WHERE username = ?', ['ann']);
    await visitor.post('/launch/choice', { ...fields, choice: 'continue' });
    expect(verdict(await visitor.get('/msu/phy101/intro'))).not.toBe('open');
  });

  test('is gone with the sign-out, which ends all launches of the browser, waiting ones included', async () => {
    const visitor = await launched(world, second, { username: 'bob' });
    await launched(world, chemistry, { username: 'bob' }, visitor);
    const { fields } = await ask(visitor);
    const copy = new Map(visitor.cookies);
    expect((await visitor.post('/logout', { csrf: fields.csrf ?? '' })).status).toBe(303);
    expect([...visitor.cookies.keys()].filter((name) => name.includes('launch'))).toEqual([]);
    expect(await rowsOf(world, 'SELECT * FROM launch_sessions')).toEqual([]);
    for (const [name, value] of copy) visitor.cookies.set(name, value);
    for (const path of ['/msu/phy101/intro', '/msu/phy101/second', '/msu/chem/lab']) {
      expect([path, verdict(await visitor.get(path))]).toEqual([path, 'sign-in']);
    }
  });

  test('lets one person hold launches of several courses at once, each for itself', async () => {
    const visitor = world.browser();
    for (const one of [link, chemistry, second]) await launched(world, one, {}, visitor);
    for (const path of ['/msu/phy101/intro', '/msu/phy101/second', '/msu/chem/lab']) {
      expect([path, verdict(await visitor.get(path))]).toEqual([path, 'open']);
    }
  });

  test('becomes nobody by itself when two launches of two people arrive at the same time', async () => {
    const visitor = world.browser();
    const posts = [
      await world.launch(visitor, link),
      await world.launch(visitor, second, { username: 'bob' }),
    ];
    const [first, next] = [
      await visitor.follow(posts[0] as Answer),
      await visitor.follow(posts[1] as Answer),
    ];
    expect([heading(first), heading(next)]).toEqual(['Introduction', 'Who is here?']);
  });

  test('does not touch the cookies that are there when the launch is posted', async () => {
    const visitor = await signedIn(world, 'bob');
    const old = new Map(visitor.cookies);
    const answer = await world.launch(visitor, link);
    expect(answer.setCookies).toHaveLength(1);
    expect(answer.setCookies[0]).toMatch(
      /^__Host-launch-[A-Z0-9]{8}=[A-Za-z0-9_-]{43}; Path=\/; Max-Age=300; HttpOnly; Secure; SameSite=None; Partitioned$/,
    );
    for (const [name, value] of old) expect(visitor.cookies.get(name)).toBe(value);
  });
});
