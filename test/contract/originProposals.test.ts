import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Door } from '../../src/storage/door.ts';
import type { LaunchRecord } from '../../src/storage/launchStore.ts';
import { launchStore } from '../../src/storage/launchStore.ts';
import { type OriginSeen, proposedOrigins } from '../../src/storage/originProposalStore.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { madeAt, sha256 } from '../factories.ts';
import { launch } from '../launches.ts';
import { purgeAt } from './purging.ts';

// R25: origins are proposed by what several people's launches show, never by what one person does.
describe.each(engines)('origins that launches came from, on %s', (engine) => {
  let database: OpenDatabase;
  let door: Door;
  beforeAll(async () => {
    database = await openDatabase(engine);
    door = database.door;
  });
  beforeEach(() => door.write((sql) => sql.run('DELETE FROM origin_proposals')));
  afterAll(() => database.drop());

  const seen = (person: string, origin = 'https://lms.example', protectorId = 1): OriginSeen => ({
    protectorId,
    origin,
    subjectHash: sha256(person),
  });
  const from = (originSeen: OriginSeen, at = madeAt): LaunchRecord => {
    const record = launch();
    return { ...record, journal: { ...record.journal, at }, originSeen };
  };
  const count = async () => {
    const text = 'SELECT COUNT(*) AS n FROM origin_proposals';
    const [row] = await door.read((sql) => sql.rows<{ n: number }>(text));
    return Number(row?.n);
  };
  const proposed = (protectorId = 1) => door.read((sql) => proposedOrigins(sql, protectorId));

  test('are proposed from the third person on, for their own protector only', async () => {
    const launches = launchStore(door);
    for (const person of ['ann', 'ann', 'bob', 'bob']) await launches.record(from(seen(person)));
    expect(await proposed()).toEqual([]);
    await launches.record(from(seen('cleo'), madeAt + 5));
    const times = { firstAt: madeAt, lastAt: madeAt + 5 };
    expect(await proposed()).toEqual([{ origin: 'https://lms.example', people: 3, ...times }]);
    expect(await proposed(2)).toEqual([]);
  });

  test('are not proposed by one student who launches from many places', async () => {
    const launches = launchStore(door);
    for (let n = 0; n < 5; n += 1) await launches.record(from(seen('mallory', `https://evil${n}.example`)));
    expect(await proposed()).toEqual([]);
  });

  test('are written once, by however many servers and at the same time', async () => {
    const servers = [launchStore(door), launchStore(door), launchStore(door)];
    await Promise.all(
      servers.flatMap((server) =>
        ['ann', 'bob', 'cleo', 'ann'].map((person) => server.record(from(seen(person)))),
      ),
    );
    expect(await count()).toBe(3);
  });

  test('are not written by a launch whose nonce was spent', async () => {
    const record = from(seen('ann'));
    await launchStore(door).record({ ...record, originSeen: undefined });
    expect(await launchStore(door).record(record)).toMatchObject({ kind: 'spent' });
    expect(await count()).toBe(0);
  });

  test('are forgotten with the journal of their time', async () => {
    await launchStore(door).record(from(seen('ann'), madeAt - 1));
    await launchStore(door).record(from(seen('bob'), madeAt));
    expect(await purgeAt(door, madeAt, { usual: madeAt })).toMatchObject({
      originProposals: 1,
      launchSamples: 0,
      givenWords: 0,
      failures: 0,
    });
    expect(await count()).toBe(1);
  });
});
