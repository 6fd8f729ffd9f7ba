import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countLaunches } from '../../src/services/journal/countLaunches.ts';
import { launchCounts, protectorClocks } from '../../src/services/journal/launchCounts.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { addRows, type NewRow } from '../../src/storage/rowWriting.ts';
import type { CourseRow, DomainRow } from '../../src/storage/schema/rows.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { factories } from '../factories.ts';

/** 2025-12-17, 19:33:20 UTC; in Auckland that is the 18th. */
const now = 1_766_000_000_000;
const hour = 3_600_000;

describe.each(engines)('launches counted by day, on %s', (engine) => {
  let database: OpenDatabase;
  let domain: DomainRow;
  let course: CourseRow;
  beforeAll(async () => {
    database = await openDatabase(engine);
    const make = factories(database.door);
    domain = await make.domain({ time_zone: 'Pacific/Auckland' });
    course = await make.course({ domain_id: domain.id });
  });
  afterAll(() => database.drop());

  const add = (rows: readonly NewRow[]) =>
    database.door.write((sql) =>
      addRows(
        sql,
        'launches',
        rows.map((row) => ({
          reference: 'ABCD-2346',
          domain_id: domain.id,
          course_id: course.id,
          link_id: 5,
          protector_id: 3,
          code: 'opened',
          clock_difference: 1,
          tolerated: '',
          notes: '',
          times: 1,
          ...row,
        })),
      ),
    );
  const count = (settled = -1_000, door = database.door) =>
    countLaunches(door, { clock: () => now, holder: 'test', settled, rest: async () => undefined });
  const subject = (more: object = {}) => ({ domainId: domain.id, ...more });
  const read = async (more: object = {}) => {
    const setting = { zone: domain.time_zone, now, days: 3 };
    const { days, lastAt } = await launchCounts(database.door, { subject: subject(more), ...setting });
    return {
      days: days.map(({ day, opened, asked, refused }) => [day, opened, asked, refused]),
      lastAt,
      clocks: days.map(({ clock }) => clock),
    };
  };

  const expected = {
    days: [
      ['2025-12-16', 0, 0, 0],
      ['2025-12-17', 1, 0, 40],
      ['2025-12-18', 2, 1, 0],
    ],
    lastAt: now,
    clocks: [undefined, 70, -2],
  };

  test('fall on the day of the domain’s own calendar, and count as many as they stand for', async () => {
    await add([
      // Half past eleven in the evening of the 17th, and half past midnight of the 18th.
      { at: now - 9 * hour - 3_000_000, clock_difference: 70 },
      { at: now - 8 * hour, clock_difference: -2 },
      { at: now - hour, code: 'login-required', clock_difference: 5 },
      { at: now },
      { at: now, notes: 'test-launch' },
      { at: now - 12 * hour, code: 'unknown-key', times: 40, clock_difference: null, protector_id: null },
    ]);
    expect(await read()).toEqual(expected);
  });

  test('are the same before, while and after they are counted, for domain, course, protector and link', async () => {
    const subjects = [
      {},
      { courseId: course.id },
      { protectorId: 3 },
      { courseId: course.id, protectorId: 3 },
      { courseId: course.id, linkId: 5 },
    ];
    const before = await Promise.all(subjects.map(read));
    await count();
    await count();
    const [row] = await database.door.read((sql) =>
      sql.rows<{ counted_id: number }>('SELECT counted_id FROM launch_counting'),
    );
    expect(Number(row?.counted_id)).toBe(6);
    expect(await Promise.all(subjects.map(read))).toEqual(before);
    await count();
    await count();
    expect(await Promise.all(subjects.map(read))).toEqual(before);
    expect((await read({ protectorId: 99 })).days.flat().filter((cell) => Number(cell) > 0)).toEqual([]);
    expect(await read({ courseId: course.id + 1 })).toMatchObject({ lastAt: undefined });
    const clocks = await protectorClocks(database.door, {
      domainId: domain.id,
      zone: domain.time_zone,
      now,
      days: 3,
    });
    expect([...clocks]).toEqual([]);
  });

  test('wait until whatever could still be written before them is there', async () => {
    await add([{ at: now + 1 }]);
    await count(60_000);
    await count(60_000);
    const [row] = await database.door.read((sql) =>
      sql.rows<{ counted_id: number; mark_id: number }>('SELECT counted_id, mark_id FROM launch_counting'),
    );
    expect([Number(row?.counted_id), Number(row?.mark_id)]).toEqual([6, 7]);
    expect((await read()).days[2]).toEqual(['2025-12-18', 3, 1, 0]);
  });

  test('are counted once, however many processes do it at the same time', async () => {
    await add(Array.from({ length: 1_300 }, (_, n) => ({ at: now, link_id: 100 + (n % 7) })));
    const doors = [openDoor(database.url), openDoor(database.url), database.door];
    for (let turn = 0; turn < 4; turn += 1) {
      await Promise.all(doors.map((door) => count(-1_000, door)));
      expect((await read()).days[2]).toEqual(['2025-12-18', 1_303, 1, 0]);
    }
    const [row] = await database.door.read((sql) =>
      sql.rows<{ counted_id: number }>('SELECT counted_id FROM launch_counting'),
    );
    expect(Number(row?.counted_id)).toBe(1_307);
    await Promise.all(doors.slice(0, 2).map((door) => door.close()));
  }, 30_000);

  test('are forgotten with the days that no journal keeps', async () => {
    await database.door.write((sql) => sql.run('UPDATE launch_days SET day = 10 WHERE day < 20439'));
    await count();
    const old = await database.door.read((sql) => sql.rows('SELECT day FROM launch_days WHERE day < 20000'));
    expect(old).toEqual([]);
  });
});
