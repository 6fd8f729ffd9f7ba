import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DatabaseAway } from '../../src/storage/dialect.ts';
import type { Door } from '../../src/storage/door.ts';
import { launchStore } from '../../src/storage/launchStore.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { countRows, forgetLaunches, launch } from '../launches.ts';

describe.each(engines)('a launch whose outcome is unknown (R15), on %s', (engine) => {
  let database: OpenDatabase;
  let door: Door;
  beforeAll(async () => {
    database = await openDatabase(engine);
    door = database.door;
  });
  beforeEach(() => forgetLaunches(door));
  afterAll(() => database.drop());

  /** A door whose answers are lost: the work is done (or not), and the caller hears that the database is away. */
  function losing(how: 'before' | 'after', times: number): { readonly door: Door; lost: number } {
    const state = { lost: 0, door };
    state.door = {
      ...door,
      async atOnce(statements) {
        if (state.lost >= times) return door.atOnce(statements);
        // What the database refuses is not lost.
        if (how === 'after') await door.atOnce(statements);
        state.lost += 1;
        throw new DatabaseAway(new Error('lost'));
      },
      async write(work) {
        if (state.lost >= times) return door.write(work);
        // What the database refuses is not lost.
        if (how === 'after') await door.write(work);
        state.lost += 1;
        throw new DatabaseAway(new Error('lost'));
      },
    };
    return state;
  }

  const losses: readonly ['before' | 'after', number, number][] = [
    ['before', 1, 1],
    ['before', 1, 5],
    ['after', 1, 1],
    ['after', 1, 5],
  ];
  test.each(losses)(
    'records once where the connection was lost %s the commit, %d time(s), with %d launches under way',
    async (how, times, launches) => {
      const unsure = losing(how, times);
      const store = launchStore(unsure.door);
      const records = Array.from({ length: launches }, () => launch());
      const results = await Promise.all(records.map((record) => store.record(record)));
      expect(results).toEqual(records.map(() => ({ kind: 'recorded' })));
      expect(unsure.lost).toBe(times);
      expect(await countRows(door)).toEqual({ nonces: launches, sessions: launches, journal: launches });
    },
  );

  test('calls a copy of a launch replayed, although the answer to its first was lost', async () => {
    const unsure = losing('after', 1);
    const store = launchStore(unsure.door);
    await store.record(launch({ nonce: 'once' }));
    for (const asked of [store, launchStore(door)]) {
      expect(await asked.record(launch({ nonce: 'once' }))).toMatchObject({ kind: 'spent' });
    }
    expect(await countRows(door)).toEqual({ nonces: 1, sessions: 1, journal: 1 });
  });

  test('says that the database is away where the answer is lost again, and writes no row twice', async () => {
    const unsure = losing('after', 2);
    const store = launchStore(unsure.door);
    const { session: _, ...refused } = launch();
    await expect(store.record(refused)).rejects.toThrow(DatabaseAway);
    expect(await countRows(door)).toEqual({ nonces: 1, sessions: 0, journal: 1 });
  });

  test('says so to everybody of a batch at once, and writes no row twice', async () => {
    const unsure = losing('after', 2);
    const store = launchStore(unsure.door);
    const batch = Array.from({ length: 4 }, () => {
      const { session: _, ...refused } = launch();
      return store.record(refused);
    });
    for (const result of await Promise.allSettled(batch)) {
      expect(result).toMatchObject({ status: 'rejected', reason: expect.any(DatabaseAway) });
    }
    expect(unsure.lost).toBe(2);
    expect(await countRows(door)).toEqual({ nonces: 4, sessions: 0, journal: 4 });
  });
});
