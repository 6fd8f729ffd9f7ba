import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Door, SqlValue } from '../../src/storage/door.ts';
import { findPeople, findSettings } from '../../src/storage/launchPersonQueries.ts';
import { rosterNamesAmong } from '../../src/storage/launchSampleStore.ts';
import { findLinks } from '../../src/storage/launchTargetQueries.ts';
import { addRows } from '../../src/storage/rowWriting.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { factories } from '../factories.ts';
import { type Asked, analysed } from './plans.ts';

const courses = 2_000;
const numbers = Array.from({ length: courses }, (_, n) => n);
const usernames = ['ann', 'bob', 'cho', 'dee', 'eve', 'fay', 'gil', 'hal'];
const together = numbers.slice(0, 8).map(shortIdOf);

function shortIdOf(n: number): string {
  return `link${String(n).padStart(6, '0')}`;
}

/** A domain whose courses all have a link, and a link protector of their own beside the domain's. */
async function fill(door: Door): Promise<number> {
  const make = factories(door);
  const domain = await make.domain();
  const course = await make.course({ domain_id: domain.id });
  const item = await make.item({ domain_id: domain.id, course_id: course.id });
  const link = await make.link({ domain_id: domain.id, course_id: course.id, item_id: item.id });
  const protector = await make.protector({ domain_id: domain.id, course_id: 0, consumer_key: 'key' });
  const copies = async (table: string, row: object, change: (n: number) => object) => {
    const { id: _, ...columns } = row as { id: number };
    await door.write((sql) =>
      addRows(
        sql,
        table,
        numbers.map((n) => ({ ...columns, ...change(n) }) as Record<string, SqlValue>),
      ),
    );
  };
  const first = course.id + 1;
  await copies('courses', course, (n) => ({ id: first + n, course_id: `of-${n}` }));
  await copies('items', item, (n) => ({ id: item.id + 1 + n, course_id: first + n }));
  await copies('links', link, (n) => ({
    course_id: first + n,
    item_id: item.id + 1 + n,
    short_id: shortIdOf(n),
  }));
  await copies('protectors', protector, (n) => ({ course_id: first + n }));
  return domain.id;
}

describe.each(engines)('what launches ask, on %s', (engine) => {
  let database: OpenDatabase;
  let domainId: number;
  beforeAll(async () => {
    database = await openDatabase(engine);
    domainId = await fill(database.door);
    await analysed(database.door, ['courses', 'items', 'links', 'protectors']);
  }, 60_000);
  afterAll(() => database.drop());

  function watchedDoor(asked: Asked[]): Door {
    const { door } = database;
    return {
      ...door,
      read: (work) =>
        door.read((sql) =>
          work({
            ...sql,
            rows: (text, values = []) => {
              asked.push({ text, values });
              return sql.rows(text, values);
            },
          }),
        ),
    };
  }

  /** How the database goes about it: on SQLite its sentences, on MariaDB a row for each table. */
  async function planOf({ text, values }: Asked) {
    const explained = engine === 'sqlite' ? `EXPLAIN QUERY PLAN ${text}` : `EXPLAIN ${text}`;
    return database.door.read((sql) =>
      sql.rows<{ detail?: string; table?: string; type?: string; key?: string | null; rows?: string }>(
        explained,
        values,
      ),
    );
  }

  /** Of those that have numbers; they follow each other. */
  async function firstCourse(): Promise<number> {
    const text = 'SELECT id FROM courses ORDER BY id LIMIT 1 OFFSET 1';
    const [row] = await database.door.read((sql) => sql.rows<{ id: number }>(text));
    return row?.id ?? 0;
  }

  const nothing: Asked = { text: '', values: [] };

  test('looks at no protector of another course, however many launches come at the same time', async () => {
    const asked: Asked[] = [];
    const watched = watchedDoor(asked);
    const found = await findLinks(
      watched,
      together.map((shortId) => ({ domainId, shortId, key: 'key' })),
    );
    const signers = found.map(({ rows }) => rows.filter(({ protector }) => protector !== null).length);
    expect(signers).toEqual(together.map(() => 2));
    expect(asked).toHaveLength(1);
    const plan = await planOf(asked[0] ?? nothing);
    if (engine === 'sqlite') {
      const steps = plan.map(({ detail = '' }) => detail).filter((step) => /\b(?:p|l|c|i)\b/.test(step));
      expect(steps.filter((step) => step.startsWith('SCAN'))).toEqual([]);
      expect(steps).toContainEqual(expect.stringMatching(/SEARCH p USING INDEX uq_protector_key/));
      return;
    }
    expect(plan.find(({ table }) => table === 'p')).toMatchObject({
      type: 'eq_ref',
      key: 'uq_protector_key',
    });
  });

  describe('of people who are in very many courses', () => {
    const question = (courseId: number, username: string) => ({
      ...{ version: 1, domainId, courseId, username, protectorId: 1, subjectHash: undefined, chain: [] },
    });
    let first: number;
    beforeAll(async () => {
      const { door } = database;
      const make = factories(door);
      first = await firstCourse();
      for (const name of usernames) {
        const person = await make.person({ domain_id: domainId, username: name });
        const role = await make.role({
          domain_id: domainId,
          course_id: first,
          person_id: person.id,
          section: 'sec0',
        });
        const { id: _, ...columns } = role;
        const others = numbers
          .slice(1)
          .map((n) => ({ ...columns, course_id: first + n, section: `sec${n}` }));
        await door.write((sql) => addRows(sql, 'roles', others as unknown as Record<string, SqlValue>[]));
      }
      await analysed(door, ['roles']);
    }, 60_000);

    test('looks at no role in another course', async () => {
      const asked: Asked[] = [];
      const questions = usernames.map((name, n) => question(first + n, name));
      const found = await watchedDoor(asked).read((sql) => findPeople(sql, questions));
      expect(found.map((person) => person?.roles.map(({ section }) => section))).toEqual(
        usernames.map((_, n) => [`sec${n}`]),
      );
      const plan = await planOf(asked[0] ?? nothing);
      if (engine === 'sqlite') {
        const step = plan.find(({ detail = '' }) => /\br\b/.test(detail))?.detail;
        expect(step).toMatch(/SEARCH r USING INDEX \w+ \(course_id=\? AND person_id=\?/);
        return;
      }
      expect(plan.find(({ table }) => table === 'r')).toMatchObject({ type: 'ref', key: 'uq_role' });
    });

    test('finds each one’s roles in the course of the launch, also where somebody launches in two at once', async () => {
      const [ann = '', bob = ''] = usernames;
      const questions = [
        question(first, ann),
        question(first + 7, ann),
        question(first + 7, bob),
        question(first, ann),
      ];
      const asked: Asked[] = [];
      const found = await watchedDoor(asked).read((sql) => findPeople(sql, questions));
      expect(found.map((person) => person?.roles.map(({ section }) => section))).toEqual([
        ['sec0'],
        ['sec7'],
        ['sec7'],
        ['sec0'],
      ]);
      expect(asked).toHaveLength(2);
    });

    test('tells which names that were sent are on a roster, and reads no roster for it', async () => {
      const asked: Asked[] = [];
      const [ann = '', bob = '', cho = ''] = usernames;
      const sent = [ann, 'Learner', 'en'];
      const names = [0, 7, 1_999].flatMap((n) => sent.map((name) => ({ courseId: first + n, name })));
      const strangers = [
        { courseId: first - 1, name: bob },
        { courseId: first + 7, name: cho },
      ];
      const found = await watchedDoor(asked).read((sql) =>
        rosterNamesAmong(sql, domainId, [...names, ...strangers, ...names]),
      );
      expect(found).toEqual(
        new Map([
          [first, new Set([ann])],
          [first + 7, new Set([ann, cho])],
          [first + 1_999, new Set([ann])],
        ]),
      );
      expect(asked).toHaveLength(2);
      const plan = await planOf(asked[1] ?? nothing);
      if (engine === 'sqlite') {
        const steps = plan.map(({ detail = '' }) => detail).filter((step) => step.includes('roles'));
        expect(steps.filter((step) => !/course_id=\? AND person_id=\?/.test(step))).toEqual([]);
        return;
      }
      expect(plan).toMatchObject([{ type: 'range', key: 'uq_role' }]);
      expect(Number(plan[0]?.rows)).toBeLessThan(40);
    });

    test('finds nobody for a name that nobody has, and somebody without a role in a course of others', async () => {
      const stranger = question(first, 'nobody-of-that-name');
      const elsewhere = question(first - 1, usernames[0] ?? '');
      const found = await database.door.read((sql) => findPeople(sql, [stranger, elsewhere]));
      expect(found[0]).toBeUndefined();
      expect(found[1]).toMatchObject({ disabled: false, roles: [] });
    });
  });

  describe('of items in a course with very many settings', () => {
    const questionOf = (courseId: number, chain: readonly number[]) => ({
      ...{
        version: 1,
        domainId,
        courseId,
        username: undefined,
        protectorId: 1,
        subjectHash: undefined,
        chain,
      },
    });
    let first: number;
    beforeAll(async () => {
      const { door } = database;
      first = await firstCourse();
      const make = factories(door);
      const setting = await make.setting({
        domain_id: domainId,
        course_id: first,
        item_id: 0,
        others: 'hide',
      });
      const { id: _, ...columns } = setting;
      const more = [
        ...numbers.slice(1).map((n) => ({ ...columns, item_id: n })),
        ...numbers.slice(1).map((n) => ({ ...columns, course_id: first + n, item_id: 0 })),
      ];
      await door.write((sql) => addRows(sql, 'deep_links', more as unknown as Record<string, SqlValue>[]));
      await analysed(door, ['deep_links']);
    }, 60_000);

    test('looks at those of the item, its folders and its course alone', async () => {
      const asked: Asked[] = [];
      const questions = [
        questionOf(first, [5, 3, 2]),
        questionOf(first, [9]),
        questionOf(first + 1, [5]),
        questionOf(first + 2, []),
      ];
      const found = await watchedDoor(asked).read((sql) => findSettings(sql, questions));
      expect(found.map((settings) => settings.map(({ item }) => item ?? 0).sort())).toEqual([
        [0, 2, 3, 5],
        [0, 9],
        [0],
        [0],
      ]);
      expect(asked).toHaveLength(1);
      const plan = await planOf(asked[0] ?? nothing);
      if (engine === 'sqlite') {
        const steps = plan.map(({ detail = '' }) => detail).filter((step) => step.includes('deep_links'));
        expect(steps.filter((step) => !/course_id=\? AND item_id=\?/.test(step))).toEqual([]);
        return;
      }
      expect(plan).toMatchObject([{ type: 'range', key: 'uq_deep_link' }]);
      expect(Number(plan[0]?.rows)).toBeLessThan(40);
    });
  });
});
