import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Door, Sql } from '../../src/storage/door.ts';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import type { Browser } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { addFile, hashOf, inside, launched, signedIn } from './visitors.ts';

/** A door that writes down each statement. */
function watched(door: Door, statements: string[]): Door {
  const noting = (sql: Sql): Sql => ({
    ...sql,
    rows: (text, values) => {
      statements.push(text);
      return sql.rows(text, values);
    },
    run: (text, values) => {
      statements.push(text);
      return sql.run(text, values);
    },
  });
  return {
    ...door,
    read: (work) => door.read((sql) => work(noting(sql))),
    write: (work) => door.write((sql) => work(noting(sql))),
    snapshot: (work) => door.snapshot((sql) => work(noting(sql))),
    async atOnce(all) {
      statements.push('several at once');
      await door.atOnce(all);
    },
  };
}

/** Which of a request's statements say whose session it is; the others come after the sign-in. */
const isSignIn = (text: string) =>
  /FROM account_sessions WHERE|JOIN launch_sessions s ON/.test(text.replace(/\s+/g, ' '));

describe.each(engines)('journeys to the database, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  const statements: string[] = [];
  const visitors: Record<string, Browser> = {};
  beforeAll(async () => {
    world = await openWorld(engine, hashOf, { through: (door) => watched(door, statements) });
    const week: ItemRow = await world.addItem({ item_id: 'week', title: 'Week', kind: 'folder', body: null });
    await world.addItem({ item_id: 'one', title: 'One', position: 0, ...inside(week) });
    await world.addItem({ item_id: 'two', title: 'Two', position: 1, ...inside(week) });
    await addFile(world, { item_id: 'three', title: 'Three', parent: week });
    await world.database.door.write((sql) =>
      sql.run("UPDATE items SET position = 2 WHERE item_id = 'three'"),
    );
    await world.set({ item_id: week.id, scope: 'subtree', others: 'hide' });
    link = await world.addLink(week);
    visitors['by launch'] = await launched(world, link);
    visitors['signed in'] = await signedIn(world, 'ann');
  });
  afterAll(() => world.close());

  /** What a request asks once this process has seen the course. */
  const asked = async (visitor: Browser, path: string) => {
    await visitor.get(path);
    // What the launch left to be written in the background.
    await world.flush();
    statements.length = 0;
    const { status } = await visitor.get(path);
    return {
      status,
      signIn: statements.filter(isSignIn),
      rest: statements.filter((text) => !isSignIn(text)),
    };
  };

  // A launched browser's sessions come with the version of the settings, an account's come without.
  describe.each([
    ['by launch', 0],
    ['signed in', 1],
  ])('%s', (who, versions) => {
    test.each(['week', 'one', 'two', 'three', 'three/file'])(
      'the version and one more at most for %s, with what is around it',
      async (item) => {
        const { status, signIn, rest } = await asked(visitors[who] as Browser, `/msu/phy101/${item}`);
        expect([status, signIn.length]).toEqual([200, 1]);
        expect(rest.map((text) => text.slice(0, 60)).slice(versions + 1)).toEqual([]);
      },
    );

    test('the version alone for a short URL', async () => {
      const { status, signIn, rest } = await asked(visitors[who] as Browser, `/tiny/msu/${link.short_id}`);
      expect([status, signIn.length]).toEqual([303, 1]);
      expect(rest.map((text) => text.slice(0, 60)).slice(versions)).toEqual([]);
    });

    test('and for the contents, two more for a search', async () => {
      const contents = await asked(visitors[who] as Browser, '/msu/phy101');
      expect([contents.status, contents.rest.length]).toEqual([200, versions]);
      const search = await asked(visitors[who] as Browser, '/msu/phy101/search?q=o');
      expect([search.status, search.rest.map((text) => text.slice(0, 40)).slice(versions + 2)]).toEqual([
        200,
        [],
      ]);
    });
  });

  describe('at the first visit after any setting has changed', () => {
    const read = (text: string) => /FROM ([a-z_]+)/.exec(text)?.[1] ?? text;
    const cold = async (visitor: Browser, path: string) => {
      await visitor.get(path);
      await world.flush();
      await world.database.door.write((sql) =>
        sql.run('UPDATE settings_version SET version = version + 1 WHERE id = 1'),
      );
      statements.length = 0;
      await visitor.get(path);
      const first = statements.filter((text) => !isSignIn(text)).map(read);
      const again = await asked(visitor, path);
      return { first: first.sort(), again: again.rest.length };
    };

    test.each([
      ['by launch', '/msu/phy101/one', ['deep_links', 'domains', 'items', 'items', 'items', 'people']],
      ['signed in', '/msu/phy101/one', ['deep_links', 'domains', 'items', 'items', 'people', 'people']],
      ['by launch', '/msu/phy101/three/file', ['deep_links', 'domains', 'items', 'items', 'people']],
      ['signed in', '/msu/phy101/three/file', ['deep_links', 'domains', 'items', 'people', 'people']],
      ['by launch', 'the short URL', ['deep_links', 'domains', 'domains', 'items', 'people']],
      ['signed in', 'the short URL', ['deep_links', 'domains', 'domains', 'items', 'people', 'people']],
    ])(
      '%s: %s reads each thing once, whatever the course’s size, and then no more',
      async (who, to, reads) => {
        const path = to === 'the short URL' ? `/tiny/msu/${link.short_id}` : to;
        const { first, again } = await cold(visitors[who] as Browser, path);
        expect(first).toEqual([...reads, ...(who === 'signed in' ? ['settings_version'] : [])].sort());
        expect(again).toBeLessThanOrEqual(2);
      },
    );

    test('a student who is new in a course that is known reads two rows of people more, once', async () => {
      const bob = await world.addPerson('bob');
      await world.make.role({ course_id: world.course.id, person_id: bob.id });
      const visitor = await signedIn(world, 'bob');
      await asked(visitors['signed in'] as Browser, '/msu/phy101/one');
      await world.flush();
      statements.length = 0;
      await visitor.get('/msu/phy101/one');
      const first = statements.filter((text) => !isSignIn(text)).map(read);
      expect(first.sort()).toEqual(['items', 'people', 'people', 'settings_version']);
      expect((await asked(visitor, '/msu/phy101/one')).rest.length).toBe(2);
    });
  });

  test('a launch of a link that is new here looks it up in one journey, and all that is remembered costs none', async () => {
    const fresh = await world.addLink(
      await world.addItem({ item_id: 'fresh', title: 'Fresh', position: 3, parent_id: null, path: '/' }),
    );
    await launched(world, link);
    await world.flush();
    statements.length = 0;
    await world.launch(world.browser(), fresh);
    const tables = statements.map((text) => /FROM (settings_version|[a-z_]+)/.exec(text)?.[1] ?? text);
    expect(tables.sort()).toEqual(['deep_links', 'settings_version', 'several at once']);
    expect(statements.filter((text) => /LEFT JOIN links l/.test(text))).toHaveLength(1);
    statements.length = 0;
    await world.launch(world.browser(), fresh);
    expect(statements).toEqual(['several at once']);
  });

  test('what another process has changed counts from the next request on', async () => {
    const visitor = await signedIn(world, 'ann');
    expect((await visitor.get('/msu/phy101/one')).text).toContain('Two');
    await world.database.door.write((sql) =>
      sql.run("UPDATE items SET title = 'Quite new' WHERE item_id = 'two'"),
    );
    expect((await visitor.get('/msu/phy101/one')).text).toContain('Quite new');
    await world.database.door.write((sql) =>
      sql.run('UPDATE people SET disabled_at = 1 WHERE id = ?', [world.ann.id]),
    );
    expect((await visitor.get('/msu/phy101/one')).status).toBe(303);
  });
});
