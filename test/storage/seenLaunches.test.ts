import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { MaskedField } from '../../src/model/launchSamples.ts';
import { keepSamples } from '../../src/services/inspector/keepSamples.ts';
import type { SeenLaunch } from '../../src/services/launch/seenLaunch.ts';
import { keepPlaces } from '../../src/services/shortUrls/keepPlaces.ts';
import type { Door } from '../../src/storage/door.ts';
import { addSamples, type StoredSample } from '../../src/storage/launchSampleStore.ts';
import { placesADay } from '../../src/storage/placeBounds.ts';
import type { PlaceDay } from '../../src/storage/placeDay.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';

const seenPlace = (linkId: number, contextId: string, more: Partial<PlaceDay> = {}): PlaceDay => ({
  domainId: 1,
  linkId,
  protectorId: 3,
  day: 20_000,
  kind: 'place',
  contextId,
  resourceLinkId: '17',
  launches: 1,
  refused: 0,
  title: `Course ${contextId}`,
  lastAt: 1_000,
  ...more,
});

const seenSample = (courseId: number, n: number, protectorId = 3): StoredSample => ({
  at: n,
  reference: `R${n}`,
  family: '',
  fields: [] as readonly MaskedField[],
  domainId: 1,
  courseId,
  linkId: undefined,
  protectorId,
  code: 'opened',
  identity: undefined,
  cause: undefined,
});

const seenLaunch = (courseId: number, n: number): SeenLaunch => ({
  at: n,
  reference: `S${n}`,
  code: 'opened',
  identity: 'accepted',
  protectorId: 3,
  asked: { domain: 'any', shortId: 'any' },
  target: { domain: { id: 1 } } as SeenLaunch['target'],
  link: { id: 9, course: { id: courseId } } as SeenLaunch['link'],
  family: '',
  fields: Array.from({ length: 43 }, (_, m) => ({ name: `custom_${m}`, length: 5, shape: 'word' })),
  names: [[0, 'student']],
  forExplaining: undefined,
});

const neverAsked = () => Promise.reject(new Error('No signature is to be explained.'));

/** A door that counts what goes to the database in transactions. */
function counted(door: Door): { readonly door: Door; asked: () => number } {
  let asked = 0;
  const write: Door['write'] = (work) =>
    door.write((sql) =>
      work({
        ...sql,
        rows: (text, values) => {
          asked += 1;
          return sql.rows(text, values);
        },
        run: (text, values) => {
          asked += 1;
          return sql.run(text, values);
        },
      }),
    );
  return { door: { ...door, write }, asked: () => asked };
}

describe.each(engines)('what launches leave to be written after their answer, on %s', (engine) => {
  let database: OpenDatabase;
  let door: Door;
  beforeAll(async () => {
    database = await openDatabase(engine);
    door = database.door;
  });
  afterAll(() => database.drop());

  const days = (linkId: number) =>
    door.read((sql) =>
      sql.rows<{ context_id: string; kind: string; launches: number; title: string; last_at: number }>(
        `SELECT context_id, kind, launches, title, last_at FROM link_place_days WHERE link_id = ? ORDER BY context_id`,
        [linkId],
      ),
    );

  test('adds up the places of many links with a few statements, each row once', async () => {
    const links = Array.from({ length: 200 }, (_, n) => 1_000 + n);
    const seen = links.flatMap((linkId) => [seenPlace(linkId, 'a'), seenPlace(linkId, 'b', { launches: 2 })]);
    const counting = counted(door);
    await keepPlaces(counting.door, seen);
    await keepPlaces(
      counting.door,
      links.map((linkId) => seenPlace(linkId, 'b', { launches: 5, title: '', lastAt: 2_000 })),
    );
    expect(counting.asked()).toBeLessThanOrEqual(16);
    for (const linkId of [1_000, 1_063, 1_064, 1_199]) {
      expect(await days(linkId)).toEqual([
        { context_id: 'a', kind: 'place', launches: 1, title: 'Course a', last_at: 1_000 },
        { context_id: 'b', kind: 'place', launches: 7, title: 'Course b', last_at: 2_000 },
      ]);
    }
  });

  test('tells no more places of a link and day apart than it may, and leaves its neighbours alone', async () => {
    const made = Array.from({ length: placesADay + 7 }, (_, n) => seenPlace(2_000, `made${n}`));
    await keepPlaces(door, [...made, seenPlace(2_001, 'own', { launches: 3 })]);
    await keepPlaces(door, [seenPlace(2_000, 'one more', { launches: 4 }), seenPlace(2_000, 'made0')]);
    const found = await days(2_000);
    expect(found.filter(({ kind }) => kind === 'place')).toHaveLength(placesADay);
    expect(found.filter(({ kind }) => kind === 'rest').map(({ launches }) => Number(launches))).toEqual([11]);
    expect(found.reduce((sum, { launches }) => sum + Number(launches), 0)).toBe(placesADay + 7 + 5);
    expect((await days(2_001)).map(({ launches }) => Number(launches))).toEqual([3]);
  });

  test('keeps the newest samples of each protector and course, whatever comes together', async () => {
    const of = (course: number, count: number, protector?: number) =>
      Array.from({ length: count }, (_, n) => seenSample(course, n, protector));
    await door.write((sql) => addSamples(sql, [...of(1, 15), ...of(2, 3), ...of(1, 4, 0)]));
    await door.write((sql) => addSamples(sql, [...of(1, 9), ...of(3, 26)]));
    const rows = await door.read((sql) =>
      sql.rows<{ course_id: number; protector_id: number; count: number; first: number }>(
        `SELECT course_id, protector_id, COUNT(*) AS count, MIN(at) AS first FROM launch_samples
         GROUP BY course_id, protector_id ORDER BY course_id, protector_id`,
      ),
    );
    expect(rows.map((row) => [row.course_id, row.protector_id, Number(row.count)])).toEqual([
      [1, 0, 4],
      [1, 3, 20],
      [2, 3, 3],
      [3, 3, 20],
    ]);
    expect(Number(rows[3]?.first)).toBe(6);
  });

  test('keeps all that waited a little at a time, so that nobody who launches meanwhile waits for long', async () => {
    const lengths: number[] = [];
    const write: Door['write'] = (work) =>
      door.write((sql) =>
        work({
          ...sql,
          run(text, values = []) {
            if (text.includes('launch_samples')) lengths.push(values.join().length);
            return sql.run(text, values);
          },
        }),
      );
    const seen = Array.from({ length: 400 }, (_, n) => seenLaunch(70 + Math.floor(n / 20), n));
    await keepSamples({ door: { ...door, write }, now: () => 0, causeOf: neverAsked }, seen);
    const text = 'SELECT COUNT(*) AS count FROM launch_samples WHERE course_id BETWEEN 70 AND 89';
    const [row] = await door.read((sql) => sql.rows<{ count: number }>(text));
    expect(Number(row?.count)).toBe(400);
    const whole = lengths.reduce((sum, length) => sum + length, 0);
    expect(Math.max(...lengths)).toBeLessThan(whole / 20);
  });
});
