import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Door } from '../../src/storage/door.ts';
import { type LaunchRecord, launchStore, type RecordResult } from '../../src/storage/launchStore.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { settingsVersion } from '../../src/storage/settingsVersion.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { sha256 } from '../factories.ts';
import { countRows, forgetLaunches, launch } from '../launches.ts';

const unreadable = null as unknown as string;

describe.each(engines)('recording launches on %s', (engine) => {
  let database: OpenDatabase;
  let door: Door;
  beforeAll(async () => {
    database = await openDatabase(engine);
    door = database.door;
  });
  beforeEach(() => forgetLaunches(door));
  afterAll(() => database.drop());

  const rows = (table: string) => door.read((sql) => sql.rows(`SELECT * FROM ${table}`));

  test('writes nonce, session, journal row and memory of a launch together', async () => {
    const remember = { subjectHash: sha256('lms user 7'), personId: 7 };
    expect(await launchStore(door).record(launch({ remember }))).toEqual({ kind: 'recorded' });
    expect(await countRows(door)).toEqual({ nonces: 1, sessions: 1, journal: 1 });
    expect(await rows('lms_users')).toMatchObject([{ protector_id: 1, person_id: 7 }]);
  });

  const askers: readonly [string, boolean][] = [
    ['the process that recorded it', true],
    ['another one', false],
  ];
  test.each(askers)(
    'refuses a launch whose nonce was spent, by %s: the first stays untouched',
    async (_, same) => {
      const store = launchStore(door);
      const first = launch({ nonce: 'once' });
      await store.record(first);
      const before = await rows('nonces');
      const copy = await (same ? store : launchStore(door)).record(
        launch({ nonce: 'once', remember: { subjectHash: sha256('u'), personId: 9 } }),
      );
      expect(copy).toEqual({ kind: 'spent', outcome: 'opened', launchKey: first.session?.launchKey });
      expect(await rows('nonces')).toEqual(before);
      expect(await countRows(door)).toEqual({ nonces: 1, sessions: 1, journal: 1 });
      expect(await rows('lms_users')).toEqual([]);
      expect(await store.findSpent(first.nonce)).toEqual(copy);
      expect(await store.findSpent(launch().nonce)).toBeUndefined();
    },
  );

  test('refuses a launch whose nonce was spent, also after a restart', async () => {
    await launchStore(door).record(launch({ nonce: 'once' }));
    const restarted = openDoor(database.url);
    expect(await launchStore(restarted).record(launch({ nonce: 'once' }))).toMatchObject({ kind: 'spent' });
    await restarted.close();
  });

  const differences: readonly [string, Parameters<typeof launch>[0]][] = [
    ['another protector', { protectorId: 2 }],
    ['another timestamp', { timestamp: 1_764_000_001 }],
    ['another nonce', { nonce: 'Once' }],
  ];
  test.each(differences)('takes the same nonce with %s for another launch', async (_, difference) => {
    const store = launchStore(door);
    await store.record(launch({ nonce: 'once' }));
    expect(await store.record(launch({ nonce: 'once', ...difference }))).toEqual({ kind: 'recorded' });
  });

  test('lets one of the copies pass that two protectors verify, whichever of them each server asks', async () => {
    const under = (protectorId: number, others: readonly number[]): LaunchRecord => {
      const record = launch({ nonce: 'shared', protectorId });
      return { ...record, otherNonces: others.map((id) => ({ ...record.nonce, protectorId: id })) };
    };
    for (let round = 0; round < 5; round += 1) {
      await forgetLaunches(door);
      const servers = [launchStore(door), launchStore(door), launchStore(door)];
      const claims = [under(1, [2]), under(2, []), under(2, [1]), under(1, [2])];
      const answers = await Promise.all(servers.flatMap((server) => claims.map((one) => server.record(one))));
      expect(answers.filter(({ kind }) => kind === 'recorded')).toHaveLength(1);
      expect(await countRows(door)).toMatchObject({ sessions: 1, journal: 1 });
    }
  });

  test('lets exactly one of fifty simultaneous copies pass, on two servers', async () => {
    const other = openDoor(database.url);
    const stores = [launchStore(door), launchStore(other)];
    const results = await Promise.all(
      Array.from({ length: 50 }, (_, n) => stores[n % 2]?.record(launch({ nonce: 'once' }))),
    );
    expect(results.filter((result) => result?.kind === 'recorded')).toHaveLength(1);
    expect(await countRows(door)).toEqual({ nonces: 1, sessions: 1, journal: 1 });
    await other.close();
  });

  test('lets exactly one of each simultaneous pair pass, on two servers that take them in opposite order', async () => {
    const other = openDoor(database.url);
    const here = launchStore(door);
    const there = launchStore(other);
    const nonces = Array.from({ length: 30 }, (_, n) => `pair ${n}`);
    const [ours, theirs] = await Promise.all([
      Promise.all(nonces.map((nonce) => here.record(launch({ nonce })))),
      Promise.all([...nonces].reverse().map((nonce) => there.record(launch({ nonce })))),
    ]);
    const recorded = (results: readonly RecordResult[]) => results.map(({ kind }) => kind === 'recorded');
    expect(recorded(ours)).toEqual(recorded([...theirs].reverse()).map((was) => !was));
    expect(await countRows(door)).toEqual({ nonces: 30, sessions: 30, journal: 30 });
    await other.close();
  });

  test('answers duplicates within one batch: the first passes, its neighbours are not disturbed', async () => {
    const store = launchStore(door);
    const alone = store.record(launch({ nonce: 'starts the first batch' }));
    const batch = ['a', 'b', 'a', 'c', 'b', 'a'].map((nonce) => store.record(launch({ nonce })));
    await alone;
    const kinds = (await Promise.all(batch)).map(({ kind }) => kind);
    expect(kinds).toEqual(['recorded', 'recorded', 'spent', 'recorded', 'spent', 'spent']);
    expect(await countRows(door)).toEqual({ nonces: 4, sessions: 4, journal: 4 });
  });

  const faults: readonly [string, () => LaunchRecord][] = [
    ['a session without what it must have', () => launch({ session: { family: unreadable } })],
    [
      'a journal row without a reference',
      () => {
        const record = launch();
        return { ...record, journal: { ...record.journal, reference: unreadable } };
      },
    ],
    [
      'a memory of nobody',
      () => launch({ remember: { subjectHash: sha256('x'), personId: null as unknown as number } }),
    ],
    [
      'a nonce of no protector',
      () => {
        const record = launch();
        return { ...record, nonce: { ...record.nonce, protectorId: null as unknown as number } };
      },
    ],
    ...(engine === 'sqlite'
      ? []
      : ([
          [
            'a session with a value longer than its column',
            () => launch({ session: { family: 'x'.repeat(65) } }),
          ],
          [
            'a memory longer than its column',
            () => launch({ remember: { subjectHash: Buffer.alloc(33), personId: 1 } }),
          ],
          [
            'a nonce longer than its column',
            () => {
              const record = launch();
              return { ...record, nonce: { ...record.nonce, hash: Buffer.alloc(33, 7) } };
            },
          ],
        ] satisfies [string, () => LaunchRecord][])),
  ];
  test.each(faults)('fails %s alone, and records its neighbours of the same batch', async (_, faulty) => {
    const store = launchStore(door);
    const alone = store.record(launch());
    const batch = [launch(), launch(), faulty(), launch()].map((record) => store.record(record));
    await alone;
    const results = await Promise.allSettled(batch);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
    expect(await countRows(door)).toEqual({ nonces: 4, sessions: 4, journal: 4 });
  });

  test('keeps what an LMS user was remembered as: the first person stays', async () => {
    const store = launchStore(door);
    const subjectHash = sha256('lms user 7');
    await store.record(launch({ remember: { subjectHash, personId: 7 } }));
    await store.record(launch({ remember: { subjectHash, personId: 8 } }));
    expect(await rows('lms_users')).toMatchObject([{ person_id: 7 }]);
    expect(await countRows(door)).toEqual({ nonces: 2, sessions: 2, journal: 2 });
  });

  describe('judged by settings that are only remembered', () => {
    const version = async () => (await settingsVersion(door)()).version;
    const change = () => door.write((sql) => sql.run('UPDATE people SET disabled_at = 1 WHERE id = -1'));

    test('counts while they hold', async () => {
      const record = { ...launch(), underVersion: await version() };
      expect(await launchStore(door).record(record)).toEqual({ kind: 'recorded' });
      expect(await countRows(door)).toEqual({ nonces: 1, sessions: 1, journal: 1 });
    });

    test('leaves nothing once they have changed, and is not spent', async () => {
      const store = launchStore(door);
      const record = launch();
      const underVersion = await version();
      await change();
      expect(await store.record({ ...record, underVersion })).toEqual({ kind: 'outdated' });
      expect(await countRows(door)).toEqual({ nonces: 0, sessions: 0, journal: 0 });
      expect(await store.record(record)).toEqual({ kind: 'recorded' });
      expect(await store.record({ ...launch(), underVersion })).toEqual({ kind: 'outdated' });
    });

    test('is told apart from its neighbours in a batch', async () => {
      const store = launchStore(door);
      const before = await version();
      await change();
      const now = await version();
      await launchStore(door).record(launch({ nonce: 'spent' }));
      const alone = store.record({ ...launch(), underVersion: now });
      const batch = [
        store.record({ ...launch(), underVersion: before }),
        store.record({ ...launch(), underVersion: now }),
        store.record({ ...launch({ nonce: 'spent' }), underVersion: now }),
        store.record(launch()),
      ];
      expect(await alone).toEqual({ kind: 'recorded' });
      expect((await Promise.all(batch)).map(({ kind }) => kind)).toEqual([
        'outdated',
        'recorded',
        'spent',
        'recorded',
      ]);
      expect(await countRows(door)).toEqual({ nonces: 4, sessions: 4, journal: 4 });
    });
  });

  test('refuses to record from inside a transaction, and harms nobody whose launch comes then', async () => {
    const store = launchStore(door);
    const inside = door.write(async () => {
      await store.record(launch());
    });
    const neighbour = store.record(launch());
    await expect(inside).rejects.toThrow(/transaction/);
    expect(await neighbour).toEqual({ kind: 'recorded' });
    expect(await countRows(door)).toEqual({ nonces: 1, sessions: 1, journal: 1 });
  });
});
