import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { CourseRow, ItemRow, LinkRow, PersonRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, startOfTests, type World } from '../world.ts';
import {
  change,
  hashOf,
  hour,
  launched,
  rowsOf,
  signedIn,
  tryToSignIn,
  verdict,
  withTicket,
} from './visitors.ts';

// R1: a launch makes a student of one course, nothing more.
describe.each(engines)('a launched session on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  let intro: ItemRow;
  let chemistry: CourseRow;
  let cora: PersonRow;

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    intro = await world.addItem({ item_id: 'intro', title: 'Introduction' });
    link = await world.addLink(intro);
    await world.addLink(await world.addItem({ item_id: 'exam', title: 'TITLE-EXAM' }), {
      short_id: 'examAA',
    });
    cora = await world.addPerson('cora');
    await world.addPerson('dora', { domain_coordinator: 1 });
    chemistry = await world.make.course({
      domain_id: world.domain.id,
      course_id: 'chem',
      title: 'TITLE-CHEM',
    });
    for (const person of [world.ann, cora]) {
      await world.make.role({ course_id: chemistry.id, person_id: person.id });
    }
    const other = await world.make.item({
      domain_id: world.domain.id,
      course_id: chemistry.id,
      item_id: 'intro',
      title: 'TITLE-CHEMISTRY',
    });
    await world.addLink(other, { short_id: 'chemAA' });
    const elsewhere = await world.make.domain({ name: 'yale', title: 'TITLE-YALE' });
    const law = await world.make.course({ domain_id: elsewhere.id, course_id: 'phy101', title: 'TITLE-LAW' });
    await world.make.item({ course_id: law.id, item_id: 'intro', title: 'TITLE-LAW-INTRO' });
    await world.make.administrator({
      username: 'root',
      password_hash: await hashOf('amber-thicket-compass'),
    });
    await world.make.role({ course_id: world.course.id, person_id: cora.id, role: 'coordinator' });
  });
  beforeEach(async () => {
    world.clock.now = startOfTests;
    await change(world, 'DELETE FROM deep_links');
    await world.set({ item_id: intro.id, access: 'only', protect: 'only domain:1', others: 'hide' });
  });
  afterAll(() => world.close());

  /** Every mounted address, with every domain, course, item and short id in its places. */
  function everyAddress(): { path: string; methods: readonly string[] }[] {
    const words: Record<string, readonly string[]> = {
      ':domain': ['msu', 'yale', 'adm'],
      ':course': ['phy101', 'chem', 'people'],
      ':item': ['intro', 'exam', 'nothing'],
      ':id': [link.short_id, 'chemAA', 'examAA', 'nobody'],
      ':token': ['0'.repeat(43)],
    };
    const fill = (path: string): string[] => {
      const name = /:[a-z]+/.exec(path)?.[0];
      return name === undefined
        ? [path]
        : (words[name] ?? ['x']).flatMap((word) => fill(path.replace(name, word)));
    };
    const layers = world.routers.flatMap((router) => router.stack);
    return layers.flatMap(({ path, methods }) => fill(String(path)).map((one) => ({ path: one, methods })));
  }

  const open = [
    '/livez',
    '/readyz',
    '/lti11/config.xml',
    '/launch/goodbye',
    '/login',
    '/msu/phy101',
    '/msu/phy101/search',
    '/msu/phy101/intro',
  ];

  test('opens its own item and the public pages, and nothing else on any route', async () => {
    const ann = await launched(world, link);
    const addresses = everyAddress();
    expect(addresses.length).toBeGreaterThan(60);
    for (const { path, methods } of addresses.filter((one) => one.methods.includes('GET'))) {
      const answer = await ann.get(path);
      expect([path, methods.length > 0, answer.status]).toEqual([path, true, expect.any(Number)]);
      if (answer.status === 200) expect(open).toContain(path);
      else if (path === '/launch/again') expect(heading(answer)).toBe('This link did not open');
      else if (path !== '/readyz')
        expect(['sign-in', 'lms', 'none', '405', `to /msu/phy101/intro`]).toContain(verdict(answer));
      expect(answer.text).not.toContain('TITLE-');
      expect(answer.setCookies.join()).not.toContain('account');
    }
  });

  test('is nobody on the start page, the account pages and below /adm', async () => {
    const ann = await launched(world, link);
    for (const path of ['/', '/adm/msu', '/adm/msu/phy101', '/account', '/msu/people']) {
      expect([path, verdict(await ann.get(path))]).toEqual([path, expect.stringMatching(/^(sign-in|none)$/)]);
    }
  });

  const endings: [string, (world: World, ann: PersonRow) => Promise<unknown>][] = [
    ...['coordinator', 'instructor', 'assistant', 'proctor'].map(
      (role): [string, (world: World, ann: PersonRow) => Promise<unknown>] => [
        `ann becomes ${role} there`,
        (w, ann) => w.make.role({ course_id: w.course.id, person_id: ann.id, role }),
      ],
    ),
    [
      'ann becomes coordinator of the domain',
      (w, ann) => change(w, 'UPDATE people SET domain_coordinator = 1 WHERE id = ?', [ann.id]),
    ],
    ['ann is disabled', (w, ann) => change(w, 'UPDATE people SET disabled_at = 1 WHERE id = ?', [ann.id])],
    [
      'her sessions are ended',
      (w, ann) => change(w, 'UPDATE people SET sessions_after = ? WHERE id = ?', [startOfTests + 1, ann.id]),
    ],
    ['her role is taken away', (w, ann) => change(w, 'DELETE FROM roles WHERE person_id = ?', [ann.id])],
    [
      'her role ended yesterday',
      (w, ann) => change(w, "UPDATE roles SET ends = '2025-12-16' WHERE person_id = ?", [ann.id]),
    ],
    [
      'her role begins tomorrow',
      (w, ann) => change(w, "UPDATE roles SET starts = '2025-12-18' WHERE person_id = ?", [ann.id]),
    ],
    ['she is erased', (w, ann) => change(w, 'DELETE FROM people WHERE id = ?', [ann.id])],
    [
      'the course is archived',
      (w) => change(w, 'UPDATE courses SET archived_at = 1 WHERE course_id = ?', ['phy101']),
    ],
  ];

  test.each(endings)('ends at the next request when %s', async (name, end) => {
    const username = `ann-${endings.findIndex(([one]) => one === name)}`;
    const person = await world.addPerson(username);
    await world.make.role({ course_id: world.course.id, person_id: person.id });
    const visitor = await launched(world, link, { username });
    await end(world, person);
    const answers = [];
    for (const path of ['/msu/phy101', '/msu/phy101/intro', `/tiny/msu/${link.short_id}`]) {
      const answer = await visitor.get(path);
      answers.push(verdict(answer));
      expect(answer.text).not.toContain('Introduction');
    }
    await change(world, 'UPDATE courses SET archived_at = NULL');
    expect(answers).not.toContain('open');
    expect(answers.join()).not.toContain('to /msu');
  });

  // 2025-12-17 begins at 05:00 UTC in Detroit.
  const days: [string, Partial<Record<'starts' | 'ends', string>>, number, boolean][] = [
    ['the whole of its last day', { ends: '2025-12-17' }, Date.UTC(2025, 11, 18, 4, 59, 59), true],
    ['no longer than its last day', { ends: '2025-12-17' }, Date.UTC(2025, 11, 18, 5, 0, 0), false],
    [
      'from the first second of its first day',
      { starts: '2025-12-17' },
      Date.UTC(2025, 11, 17, 5, 0, 0),
      true,
    ],
    ['not before its first day', { starts: '2025-12-17' }, Date.UTC(2025, 11, 17, 4, 59, 59), false],
  ];
  test.each(days)("lets a role count %s, in the domain's time zone", async (name, dates, now, counts) => {
    const username = `day-${days.findIndex(([one]) => one === name)}`;
    const person = await world.addPerson(username);
    await world.make.role({ course_id: world.course.id, person_id: person.id, ...dates });
    world.clock.now = now;
    const visitor = world.browser();
    const page = await visitor.follow(await world.launch(visitor, link, { username }));
    expect(heading(page)).toBe(counts ? 'Introduction' : 'Sign in');
  });

  test('ends while it lies open, when the last day of the role is over', async () => {
    const person = await world.addPerson('late');
    await world.make.role({ course_id: world.course.id, person_id: person.id, ends: '2025-12-17' });
    world.clock.now = Date.UTC(2025, 11, 18, 4, 59, 0);
    const visitor = await launched(world, link, { username: 'late' });
    expect((await visitor.get('/msu/phy101/intro')).status).toBe(200);
    world.clock.now += 60_000;
    expect(verdict(await visitor.get('/msu/phy101/intro'))).toBe('none');
  });

  test.each(['cora', 'dora', 'root'])(
    'is never made for %s, who is more than a student',
    async (username) => {
      const visitor = world.browser();
      const page = await visitor.follow(await world.launch(visitor, link, { username }));
      expect([page.status, heading(page)]).toEqual([200, 'Sign in']);
      expect(verdict(await visitor.get('/msu/phy101/intro'))).toBe('sign-in');
    },
  );

  test('makes staff of who signs in with the password in it, in that course alone and without an account', async () => {
    const { visitor, fields } = await withTicket(world, link);
    const page = await visitor.follow(
      await visitor.post('/login', { ...fields, username: 'cora', password: 'amber-thicket-compass' }),
    );
    expect([page.status, heading(page)]).toEqual([200, 'Introduction']);
    expect((await visitor.get('/msu/phy101/exam')).status).toBe(200);
    expect(verdict(await visitor.get('/'))).toBe('sign-in');
    expect(verdict(await visitor.get('/msu/chem/intro'))).toBe('sign-in');
    expect(await rowsOf(world, 'SELECT * FROM account_sessions')).toEqual([]);
  });

  test('keeps a coordinator out of every other course of the domain', async () => {
    const { visitor, fields } = await withTicket(world, link);
    await visitor.follow(
      await visitor.post('/login', { ...fields, username: 'dora', password: 'amber-thicket-compass' }),
    );
    expect((await visitor.get('/msu/phy101/exam')).status).toBe(200);
    expect(verdict(await visitor.get('/msu/chem/intro'))).toBe('sign-in');
  });

  test('ends two hours after its last use and twelve hours after the launch, whatever is done', async () => {
    const visitor = await launched(world, link);
    const isOpen = async (after: number) => {
      world.clock.now = startOfTests + after;
      return (await visitor.get('/msu/phy101/intro')).status === 200;
    };
    expect(await isOpen(2 * hour - 1)).toBe(true);
    expect(await isOpen(4 * hour - 60_000)).toBe(true);
    for (let at = 5; at < 12; at += 1) expect(await isOpen(at * hour)).toBe(true);
    expect(await isOpen(12 * hour)).toBe(false);

    world.clock.now = startOfTests;
    const idle = await launched(world, link);
    world.clock.now = startOfTests + 2 * hour;
    expect(verdict(await idle.get('/msu/phy101/intro'))).toBe('sign-in');
  });

  test('is dead on the server after "not you?", also for who kept its cookie', async () => {
    const visitor = await launched(world, link);
    const old = new Map(visitor.cookies);
    const page = await visitor.get('/msu/phy101/intro');
    const csrf = /name="csrf" value="([^"]*)"/.exec(page.text)?.[1] ?? '';
    const goodbye = await visitor.post('/logout', { csrf });
    expect([goodbye.status, goodbye.headers.location]).toEqual([
      303,
      expect.stringMatching(/^\/launch\/goodbye\?back=[\w.-]+$/),
    ]);
    expect([...visitor.cookies.keys()].filter((name) => name.includes('launch'))).toEqual([]);
    for (const [name, value] of old) visitor.cookies.set(name, value);
    expect(verdict(await visitor.get('/msu/phy101/intro'))).toBe('sign-in');
  });

  test('gets a new id when another person takes over the browser, so that a cookie noted before is worth nothing', async () => {
    const bob = await world.addPerson('bob');
    await world.make.role({ course_id: world.course.id, person_id: bob.id });
    const visitor = await launched(world, link, { username: 'bob' });
    const noted = world.browser();
    for (const [name, value] of visitor.cookies) noted.cookies.set(name, value);

    const question = await visitor.follow(await world.launch(visitor, link));
    const csrf = /name="csrf" value="([^"]*)"/.exec(question.text)?.[1] ?? '';
    const launch = /name="launch" value="([^"]*)"/.exec(question.text)?.[1] ?? '';
    const page = await visitor.follow(
      await visitor.post('/launch/choice', { csrf, launch, choice: 'continue' }),
    );
    expect([page.status, page.text.includes('Ann')]).toEqual([200, true]);
    expect(verdict(await noted.get('/msu/phy101/intro'))).toBe('sign-in');
  });

  test('never opens by a cookie that was put into the browser beforehand', async () => {
    const { visitor: attacker, fields, form } = await withTicket(world, link);
    expect(heading(form)).toBe('Sign in');
    // The attacker leaves the sign-in page open on a shared machine, having noted its cookie.
    const noted = world.browser();
    for (const [name, value] of attacker.cookies) noted.cookies.set(name, value);
    const page = await attacker.follow(
      await attacker.post('/login', { ...fields, username: 'ann', password: 'amber-thicket-compass' }),
    );
    expect([page.status, heading(page)]).toEqual([200, 'Introduction']);
    expect(page.text).toContain('https://lms.example/mod/lti/return.php');
    expect(verdict(await noted.get('/msu/phy101/intro'))).toBe('sign-in');
    expect((await noted.get(`/login?launch=${fields.launch}`)).status).toBe(403);
  });

  test('are kept to the twenty newest, and the newest always opens', async () => {
    const visitor = await launched(world, link);
    const first = new Map(visitor.cookies);
    for (let more = 0; more < 24; more += 1) {
      world.clock.now += 1000;
      await launched(world, link, {}, visitor);
    }
    expect([...visitor.cookies.keys()].filter((name) => name.includes('launch'))).toHaveLength(20);
    for (const name of [...visitor.cookies.keys()]) if (!first.has(name)) visitor.cookies.delete(name);
    for (const [name, value] of first) visitor.cookies.set(name, value);
    expect(verdict(await visitor.get('/msu/phy101/intro'))).toBe('sign-in');
  });

  test('opens for every one of several requests that arrive with it at the same time', async () => {
    const visitor = world.browser();
    await world.launch(visitor, link);
    const pages = await Promise.all(Array.from({ length: 6 }, () => visitor.get('/msu/phy101/intro')));
    expect(pages.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
  });

  test('stands beside others of the same person, each for its own course', async () => {
    const chemLink = await rowsOf<LinkRow>(world, "SELECT * FROM links WHERE short_id = 'chemAA'");
    const visitor = await launched(world, link);
    const [other] = chemLink;
    if (!other) throw new Error('no link');
    await launched(world, other, {}, visitor);
    for (const path of ['/msu/phy101/intro', '/msu/chem/intro']) {
      expect([path, (await visitor.get(path)).status]).toEqual([path, 200]);
    }
  });

  test('works beside an account session of the same person, without adding up their rights', async () => {
    const visitor: Browser = await signedIn(world, 'ann');
    expect(verdict(await visitor.get('/msu/phy101/intro'))).toBe('lms');
    await launched(world, link, {}, visitor);
    expect(verdict(await visitor.get('/msu/phy101/intro'))).toBe('open');
    expect(verdict(await visitor.get('/msu/phy101/exam'))).toBe('open');
    expect((await tryToSignIn(world.browser(), { username: 'ann' })).status).toBe(303);
  });
});
