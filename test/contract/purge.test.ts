import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { nonceLifetimeLimits } from '../../src/model/protector.ts';
import { accountSessionStore } from '../../src/storage/accountSessionStore.ts';
import { giveOneTimeAddress } from '../../src/storage/administratorStore.ts';
import { insertRows } from '../../src/storage/dialect.ts';
import type { Door } from '../../src/storage/door.ts';
import { launchStore, nonceKeptSeconds } from '../../src/storage/launchStore.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { madeAt, sha256 } from '../factories.ts';
import { countRows, forgetLaunches, launch } from '../launches.ts';
import { purgeAt } from './purging.ts';

describe.each(engines)('purging on %s', (engine) => {
  let database: OpenDatabase;
  let door: Door;
  beforeAll(async () => {
    database = await openDatabase(engine);
    door = database.door;
  });
  beforeEach(() => forgetLaunches(door));
  afterAll(() => database.drop());

  const seconds = madeAt / 1000;

  test('keeps every nonce whose timestamp could pass on any server under any lifetime (R16)', async () => {
    const longest = nonceLifetimeLimits.most;
    expect(nonceKeptSeconds).toBeGreaterThanOrEqual(longest + 60 + 600);
    const store = launchStore(door);
    // From the future as far as it is accepted, fresh, as old as may be, and as old as a slow clock would still accept.
    for (const age of [-60, 0, longest, longest + 60 + 600]) {
      await store.record(launch({ nonce: `age ${age}`, timestamp: seconds - age }));
    }
    expect(await purgeAt(door, madeAt)).toMatchObject({ nonces: 0 });
    for (const age of [-60, 0, longest, longest + 60 + 600]) {
      const copy = launch({ nonce: `age ${age}`, timestamp: seconds - age });
      expect(await store.record(copy)).toMatchObject({ kind: 'spent' });
    }
  });

  test('deletes a nonce once its time is over, and not a millisecond before', async () => {
    const record = launch({ timestamp: seconds });
    await launchStore(door).record(record);
    const end = madeAt + nonceKeptSeconds * 1000;
    expect(await purgeAt(door, end)).toMatchObject({ nonces: 0 });
    expect(await purgeAt(door, end + 1)).toMatchObject({ nonces: 1 });
    expect(await launchStore(door).findSpent(record.nonce)).toBeUndefined();
  });

  test('deletes what is past its end and leaves what is not', async () => {
    await launchStore(door).record(launch({ session: { expiresAt: madeAt - 1 } }));
    await launchStore(door).record(launch({ session: { expiresAt: madeAt + 1 } }));
    for (const expiresAt of [madeAt - 1, madeAt + 1]) {
      const owner = { personId: expiresAt - madeAt + 10 };
      await accountSessionStore(door).add(randomBytes(32), { owner, startedAt: 0, seenAt: 0, expiresAt });
      const tokenHash = randomBytes(32);
      await door.write((sql) => giveOneTimeAddress(sql, { owner, tokenHash, now: 0, expiresAt }));
    }
    expect(await purgeAt(door, madeAt)).toEqual({
      nonces: 0,
      launchSessions: 1,
      relaunches: 0,
      selections: 0,
      accountSessions: 1,
      oneTimeAddresses: 1,
      launches: 0,
      originProposals: 0,
      placeDays: 0,
      launchSamples: 0,
      givenWords: 0,
      failures: 0,
    });
    expect(await countRows(door)).toEqual({ nonces: 2, sessions: 1, journal: 2 });
  });

  test('deletes journal rows from before a time, whatever their launches came to', async () => {
    for (const at of [madeAt - 1, madeAt, madeAt + 1]) {
      const record = launch();
      await launchStore(door).record({ ...record, journal: { ...record.journal, at } });
    }
    const purged = await purgeAt(door, madeAt, { domains: [{ id: 1, before: madeAt }] });
    expect(purged).toMatchObject({ launches: 1, launchSessions: 0 });
    expect(await countRows(door)).toEqual({ nonces: 3, sessions: 3, journal: 2 });
  });

  test('goes through more rows than one batch holds, in transactions of their own', async () => {
    const rows = Array.from({ length: 1_201 }, (_, n) => [
      1,
      n,
      sha256(String(n)),
      Buffer.alloc(16),
      'opened',
      madeAt - 1,
    ]);
    const columns = ['protector_id', 'oauth_timestamp', 'nonce_hash', 'claim', 'outcome', 'expires_at'];
    await door.write((sql) => sql.run(insertRows('nonces', columns, rows.length), rows.flat()));
    const sizes: number[] = [];
    const watched: Door = {
      ...door,
      write: (work) =>
        door.write(async (sql) => {
          const counting = {
            ...sql,
            run: async (...asked: Parameters<typeof sql.run>) => {
              const written = await sql.run(...asked);
              sizes.push(written.affected);
              return written;
            },
          };
          return work(counting);
        }),
    };
    expect(await purgeAt(watched, madeAt)).toMatchObject({ nonces: 1_201 });
    expect(Math.max(...sizes)).toBe(500);
    expect(await countRows(door)).toMatchObject({ nonces: 0 });
  });
});
