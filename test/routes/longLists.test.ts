import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { accountSessionStore } from '../../src/storage/accountSessionStore.ts';
import { addAudit } from '../../src/storage/auditStore.ts';
import { addRows } from '../../src/storage/rowWriting.ts';
import type { Browser } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { appOn, brokenDoor, routesOf } from '../house/appOn.ts';
import { openWorld, password, type World } from '../world.ts';
import { hashOf, hour, signedIn, tryToSignIn } from './visitors.ts';

/** Every page of coordinators and administrators, from the application itself: a new list is judged without being named. */
const patterns = [
  '/',
  '/account',
  ...routesOf(appOn(brokenDoor(() => new Error('not asked'))))
    .filter(({ pattern, methods }) => methods.includes('GET') && pattern.startsWith('/adm/'))
    .map(({ pattern }) => pattern)
    .filter((pattern) => !pattern.startsWith('/adm/launch/')),
];

/** Those that show fifty of more rows in this world; the test fails where one of them is not reached any more. */
const long = [
  '/',
  '/account',
  '/adm/administrators',
  '/adm/domains',
  '/adm/:domain/audit',
  '/adm/:domain/courses',
  '/adm/:domain/journal',
  '/adm/:domain/people',
  '/adm/:domain/people/:person',
  '/adm/:domain/protectors',
  '/adm/:domain/protectors/:number/used',
  '/adm/:domain/:course/contents',
  '/adm/:domain/:course/deeplinks',
  '/adm/:domain/:course/journal',
  '/adm/:domain/:course/links',
  '/adm/:domain/:course/protectors',
  '/adm/:domain/:course/roster',
];

const many = 60;
const all = Array.from({ length: many }, (_, n) => n);

describe.each(engines)('lists of more than fifty rows, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  let root: Browser;
  const known: Record<string, string> = { domain: 'msu', course: 'phy101', item: 'item0' };
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const { make, course, domain, clock, database } = world;
    const person = await world.addPerson('dora', { domain_coordinator: 1 });
    const own = { domain_id: domain.id, course_id: course.id };
    await make.administrator({ username: 'root', password_hash: await hashOf(password) });
    for (const n of all) {
      const other = await make.course({ domain_id: domain.id, course_id: `c${n}`, title: `Course ${n}` });
      await make.role({ course_id: other.id, person_id: person.id, role: 'instructor' });
      const student = await make.person({ domain_id: domain.id, username: `student${n}` });
      await make.role({ course_id: course.id, person_id: student.id });
      const item = await world.addItem({ item_id: `item${n}`, title: `Item ${n}`, position: n });
      const link = await world.addLink(item);
      await make.protector({ domain_id: domain.id, number: n + 10, name: `Of the domain ${n}` });
      await make.protector({ ...own, number: n + 10, name: `Of the course ${n}` });
      await world.set({ item_id: item.id, access: 'only', protect: 'only domain:1' });
      await make.administrator({ username: `admin${n}` });
      await make.domain({ name: `d${n}`, title: `Domain ${n}` });
      known.person = String(person.id);
      known.link = link.short_id;
      const launch = {
        ...own,
        link_id: link.id,
        item_id: item.id,
        protector_id: world.protector.id,
        protector_level: 'domain',
        protector_number: 1,
        at: clock.now - n * hour,
        reference: `K7F3-9QX${'23456789'[n % 8]}`,
        code: 'opened',
        identity: 'accepted',
        named: 'ann',
        clock_difference: 0,
        tolerated: '',
        notes: '',
        times: 1,
      };
      await database.door.write((sql) => addRows(sql, 'launches', [launch]));
      const at = clock.now - n * 1000;
      if (n === 8 || n === 30) {
        const led = {
          launch_key: randomBytes(16),
          state: 'open',
          secret_hash: randomBytes(32),
          ...own,
          link_id: link.id,
          item_id: item.id,
          protector_id: world.protector.id,
          protector_level: 'domain',
          protector_number: 1,
          person_id: person.id,
          password_signed_in: 0,
          origin_matched: 0,
          reference: 'K7F3-9QX2',
          frame_origins: '',
          family: 'moodle',
          started_at: at,
          seen_at: at,
          expires_at: clock.now + hour,
        };
        await database.door.write((sql) => addRows(sql, 'launch_sessions', [led]));
      }
      const session = {
        owner: { personId: person.id },
        startedAt: at,
        seenAt: at,
        expiresAt: clock.now + hour,
        ...(n % 30 === 7 ? { agent: 'firefox windows' } : {}),
      };
      await accountSessionStore(database.door).add(randomBytes(32), session);
    }
    const entry = {
      domainId: domain.id,
      courseId: course.id,
      actor: 'msu/dora',
      deed: 'item-changed',
    } as const;
    await database.door.write((sql) =>
      addAudit(
        sql,
        all.map((n) => ({ ...entry, object: `item${n}` })),
        clock.now,
      ),
    );
    dora = await signedIn(world, 'dora');
    root = world.browser();
    await tryToSignIn(root, { username: 'root', domain: '' });
  });
  afterAll(() => world.close());

  const pathOf = (pattern: string) => pattern.replace(/:(\w+)/g, (_, name: string) => known[name] ?? '1');
  /** How many rows its longest list has. */
  const rowsIn = (text: string) => {
    const tables = [...text.matchAll(/<tbody>([\s\S]*?)<\/tbody>/g)].map(
      ([, body = '']) => body.split('<tr').length - 1,
    );
    const lists = [...text.matchAll(/<ul[^>]*>([\s\S]*?)<\/ul>/g)].map(
      ([, body = '']) => body.split('<li').length - 1,
    );
    return Math.max(0, ...tables, ...lists);
  };

  test('are paged and searched, each list by itself, and nothing of one name stands there twice', async () => {
    const reached: string[] = [];
    const wrong: string[] = [];
    for (const pattern of patterns) {
      const isServer = pattern !== '/' && !pattern.startsWith('/adm/:domain') && pattern !== '/account';
      const answer = await (isServer ? root : dora).get(pathOf(pattern));
      if (answer.status !== 200 || !String(answer.headers['content-type']).startsWith('text/html')) continue;
      const { text } = answer;
      const rows = rowsIn(text);
      const names = [...text.matchAll(/<(?:nav|section|aside)[^>]*aria-label="([^"]*)"/g)].map(
        ([, name]) => name,
      );
      if (new Set(names).size < names.length) wrong.push(`${pattern}: ${names.join(' | ')}`);
      if (text.split('role="search"').length > 2) wrong.push(`${pattern}: two searches`);
      if (rows > 50) wrong.push(`${pattern}: ${rows} rows`);
      if (rows < 50) continue;
      reached.push(pattern);
      if (!text.includes('rel="next"')) wrong.push(`${pattern}: no way to the rest`);
      if (!text.includes('type="search"')) wrong.push(`${pattern}: no search`);
    }
    expect(wrong).toEqual([]);
    expect(long.filter((one) => !reached.includes(one))).toEqual([]);
  });

  test.each([
    ['roles by a course’s id', '/adm/:domain/people/:person', 'q=c7', 1],
    ['roles by a course’s title', '/adm/:domain/people/:person', 'q=course+59', 1],
    ['roles by what they are', '/adm/:domain/people/:person', 'role=instructor', 50],
    ['no role of another kind', '/adm/:domain/people/:person', 'role=coordinator', 0],
    ['no role by signs of a pattern', '/adm/:domain/people/:person', 'q=%25', 0],
    ['sessions by browser', '/account', 'q=FIREFOX', 2],
    ['sessions by browser and system, as it is shown', '/account', 'q=Firefox+on+Windows', 2],
    ['sessions by how they began', '/account', 'q=your+password', 50],
    ['sessions by where a launch led', '/account', 'q=item+3', 1],
    ['sessions by the words before that', '/account', 'q=opened+from', 2],
    ['no session by signs of a pattern', '/account', 'q=_', 0],
  ] as const)('are searched: %s', async (_what, pattern, query, rows) => {
    const { status, text } = await dora.get(`${pathOf(pattern)}?${query}`);
    const [, body = ''] = /<tbody>([\s\S]*?)<\/tbody>/.exec(text) ?? [];
    expect([status, body.split('<tr').length - 1]).toEqual([200, rows]);
    expect(text).toContain('type="search"');
    expect(text.includes('Nothing matches this search.')).toBe(rows === 0);
  });

  test('lead to every row once', async () => {
    for (const pattern of long) {
      const visitor = /^\/adm\/(?:domains|administrators)$/.test(pattern) ? root : dora;
      let path = pathOf(pattern);
      let rows = 0;
      for (let page = 0; page < 5 && path !== ''; page += 1) {
        const { text } = await visitor.get(path.replaceAll('&amp;', '&'));
        rows += rowsIn(text);
        path = /rel="next" href="([^"]*)"/.exec(text)?.[1] ?? '';
      }
      expect([pattern, rows >= many, path]).toEqual([pattern, true, '']);
    }
  });
});
