import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { usualJournalDays } from '../../../src/model/journalKeeping.ts';
import { type PurgeParts, purge, restAfter } from '../../../src/services/purging/purge.ts';
import { addAudit } from '../../../src/storage/auditStore.ts';
import type { Door } from '../../../src/storage/door.ts';
import { journalStore } from '../../../src/storage/journalStore.ts';
import { launchStore, nonceKeptSeconds } from '../../../src/storage/launchStore.ts';
import { addRows } from '../../../src/storage/rowWriting.ts';
import { engines, type OpenDatabase, openDatabase } from '../../databases.ts';
import { factories, sha256 } from '../../factories.ts';
import { countRows, forgetLaunches, launch } from '../../launches.ts';

const hour = 3_600_000;
const day = 24 * hour;

describe.each(engines)('purging a server that runs, on %s', (engine) => {
  let database: OpenDatabase;
  let door: Door;
  /** By the database's clock. */
  let now: number;
  beforeAll(async () => {
    database = await openDatabase(engine);
    door = database.door;
    now = await door.databaseTime();
  });
  beforeEach(async () => {
    await forgetLaunches(door);
    for (const table of ['leases', 'domains', 'audit', 'origin_proposals'])
      await door.write((sql) => sql.run(`DELETE FROM ${table}`));
  });
  afterAll(() => database.drop());

  const purgeNow = (parts: Partial<PurgeParts> = {}, at = door) =>
    purge(at, { clock: () => now, holder: 'a test', rest: async () => undefined, ...parts });

  const oldNonces = (count: number) =>
    door.write((sql) =>
      addRows(
        sql,
        'nonces',
        Array.from({ length: count }, (_, n) => ({
          protector_id: 1,
          oauth_timestamp: n,
          nonce_hash: sha256(String(n)),
          claim: Buffer.alloc(16),
          outcome: 'opened',
          launch_key: null,
          expires_at: 1 + n,
        })),
      ),
    );

  test('keeps nonces that could pass, also where the clock of this machine or of the database is hours ahead (R16)', async () => {
    const seconds = Math.floor(now / 1000);
    const store = launchStore(door);
    await store.record(launch({ nonce: 'alive', timestamp: seconds - nonceKeptSeconds + 60 }));
    await store.record(launch({ nonce: 'over', timestamp: seconds - nonceKeptSeconds - 60 }));
    const hasty: Door = { ...door, databaseTime: async () => now + 2 * hour };
    expect(await purgeNow({ clock: () => now - 2 * hour }, hasty)).toMatchObject({ purged: { nonces: 0 } });
    expect(await purgeNow({ clock: () => now + 2 * hour })).toMatchObject({ purged: { nonces: 1 } });
    const again = launch({ nonce: 'alive', timestamp: seconds - nonceKeptSeconds + 60 });
    expect(await launchStore(door).record(again)).toMatchObject({ kind: 'spent' });
  });

  test('is done by one of several processes, and by the next one once that has ended', async () => {
    await oldNonces(1_700);
    let finish: () => void = () => undefined;
    const rested = new Promise<void>((resolve) => {
      finish = resolve;
    });
    let begun: () => void = () => undefined;
    const first = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const one = purgeNow({
      holder: 'one',
      rest: () => {
        begun();
        return rested;
      },
    });
    await first;
    expect(await purgeNow({ holder: 'other' })).toEqual({ kind: 'taken', holder: 'one' });
    expect(await countRows(door)).toMatchObject({ nonces: 1_200 });
    finish();
    expect(await one).toMatchObject({ kind: 'purged', purged: { nonces: 1_700 } });
    expect(await purgeNow({ holder: 'other' })).toMatchObject({ kind: 'purged', purged: { nonces: 0 } });
  });

  test('stops where another process has taken over while this one stood still, and leaves it the rest', async () => {
    await oldNonces(1_700);
    const outlived = async () => {
      await door.write((sql) => sql.run("UPDATE leases SET mark = 'another', holder = 'another'"));
    };
    expect(await purgeNow({ rest: outlived })).toMatchObject({ kind: 'purged', purged: { nonces: 500 } });
    expect(await countRows(door)).toMatchObject({ nonces: 1_200 });
    expect(await purgeNow()).toEqual({ kind: 'taken', holder: 'another' });
  });

  test('rests after every batch, and stops between two when it is told to', async () => {
    await oldNonces(1_200);
    let rests = 0;
    await purgeNow({
      goOn: () => rests < 2,
      rest: async () => {
        rests += 1;
      },
    });
    expect([rests, await countRows(door)]).toEqual([2, expect.objectContaining({ nonces: 200 })]);
    expect(await purgeNow()).toMatchObject({ purged: { nonces: 200 } });
  });

  test('gives its turn back also where the database failed in the middle', async () => {
    await oldNonces(10);
    const failing = purgeNow({ rest: () => Promise.reject(new Error('in the middle')) });
    await expect(failing).rejects.toThrow('in the middle');
    expect(await purgeNow()).toMatchObject({ kind: 'purged' });
  });

  test('keeps the journal of each domain as long as it says, that of nobody as usual, and all of the audit trail', async () => {
    const make = factories(door);
    const brief = await make.domain({ journal_days: 30 });
    const long = await make.domain({ journal_days: 3_650 });
    const silent = await make.domain();
    const ages = [29, 31, usualJournalDays - 1, usualJournalDays + 1, 3_649, 3_651];
    const owners: [string, number | undefined][] = [
      ['brief', brief.id],
      ['long', long.id],
      ['silent', silent.id],
      ['nobody', undefined],
      // What a domain leaves behind that is no more.
      ['gone', 4_000_000],
    ];
    await journalStore(door).addAll(
      owners.flatMap(([name, domainId]) =>
        ages.map((age) => ({
          at: now - age * day,
          reference: `${name} ${age}`,
          code: 'stale' as const,
          ...(domainId === undefined ? {} : { domainId }),
        })),
      ),
    );
    const entry = { courseId: null, actor: 'dora', deed: 'domain-changed', object: 'x' } as const;
    await door.write((sql) =>
      addAudit(
        sql,
        [
          { ...entry, domainId: brief.id },
          { ...entry, domainId: null },
        ],
        1,
      ),
    );
    await purgeNow();
    const left = await door.read((sql) =>
      sql.rows<{ reference: string }>('SELECT reference FROM launches ORDER BY id'),
    );
    expect(left.map(({ reference }) => reference)).toEqual([
      'brief 29',
      ...ages.slice(0, 5).map((age) => `long ${age}`),
      ...ages.slice(0, 3).map((age) => `silent ${age}`),
      ...ages.slice(0, 3).map((age) => `nobody ${age}`),
      ...ages.slice(0, 5).map((age) => `gone ${age}`),
    ]);
    expect(await door.read((sql) => sql.rows('SELECT at FROM audit'))).toHaveLength(2);
  });

  test('keeps seen origins as long as the journal of their domain, and never longer than is usual', async () => {
    const make = factories(door);
    const brief = await make.protector({ domain_id: (await make.domain({ journal_days: 30 })).id });
    const long = await make.protector({ domain_id: (await make.domain({ journal_days: 3_650 })).id });
    const seen = [brief, long].flatMap(({ id }) =>
      [29, 31, usualJournalDays + 1].map((age) => ({
        protector_id: id,
        origin: `https://lms${age}.example`,
        subject_hash: sha256(String(age)),
        first_at: now - age * day,
      })),
    );
    await door.write((sql) => addRows(sql, 'origin_proposals', seen));
    expect(await purgeNow()).toMatchObject({ purged: { originProposals: 3 } });
    const left = await door.read((sql) =>
      sql.rows('SELECT protector_id, origin FROM origin_proposals ORDER BY first_at DESC, protector_id'),
    );
    expect(left).toEqual([
      { protector_id: brief.id, origin: 'https://lms29.example' },
      { protector_id: long.id, origin: 'https://lms29.example' },
      { protector_id: long.id, origin: 'https://lms31.example' },
    ]);
  });
});

describe('the rest after a batch', () => {
  test.each([
    ['a fast disk', 1, 10],
    ['a slow one', 40, 120],
    ['one that hardly answers', 9_000, 500],
    ['a clock that was set back meanwhile', -300_000, 10],
    ['a clock that was set ahead meanwhile', 300_000, 500],
  ])(
    'leaves the database to launches three quarters of the time and holds up no stop: %s',
    (_, took, rest) => {
      expect(restAfter(took)).toBe(rest);
    },
  );
});
