import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { DatabaseAway } from '../../src/storage/dialect.ts';
import type { Door } from '../../src/storage/door.ts';
import { journalStore } from '../../src/storage/journalStore.ts';
import { launchStore } from '../../src/storage/launchStore.ts';
import { launchTargetStore } from '../../src/storage/launchTargetStore.ts';
import { migrateUp } from '../../src/storage/migrating.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { settingsVersion } from '../../src/storage/settingsVersion.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { factories } from '../factories.ts';
import { countRows, forgetLaunches, launch } from '../launches.ts';
import { type OwnMariadb, runMariadb, startMariadb } from '../mariadb.ts';
import { type Cut, type CuttingProxy, cuttingProxy } from './cuttingProxy.ts';

describe('a SQLite file that cannot be had', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tinygate-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([
    ['lies below something that is no folder', 'file/below.sqlite'],
    ['is a folder', '.'],
    ['is no database', 'file'],
  ])('is an absent database and not a crash, where it %s', (_, name) => {
    writeFileSync(join(folder, 'file'), 'not a database, but long enough to be taken for one'.repeat(100));
    expect(() => openDoor(`sqlite:${join(folder, name)}`)).toThrow(DatabaseAway);
  });
});

for (const engine of engines.filter((one) => one === 'mariadb')) {
  describe('a launch whose connection breaks at the commit (R15)', () => {
    let database: OpenDatabase;
    let proxy: CuttingProxy;
    let door: Door;
    beforeAll(async () => {
      database = await openDatabase(engine);
      const url = new URL(database.url);
      proxy = await cuttingProxy(Number(url.port));
      url.port = String(proxy.port);
      door = openDoor(url.href);
    });
    beforeEach(() => forgetLaunches(database.door));
    afterEach(() => proxy.cut('before', 0));
    afterAll(async () => {
      await door.close();
      await proxy.close();
      await database.drop();
    });

    const cases = (['before', 'after'] as const).flatMap((how) =>
      [1, 5].map((launches) => [how, launches] as const),
    );
    test.each(cases)('is recorded exactly once, cut %s it, with %d under way', async (how, launches) => {
      const store = launchStore(door);
      const cuts = proxy.cuts;
      proxy.cut(how);
      const records = Array.from({ length: launches }, () => launch());
      const results = await Promise.all(records.map((record) => store.record(record)));
      expect(results).toEqual(records.map(() => ({ kind: 'recorded' })));
      expect(proxy.cuts).toBe(cuts + 1);
      expect(await countRows(database.door)).toEqual({
        nonces: launches,
        sessions: launches,
        journal: launches,
      });
      expect(await store.record(launch({ nonce: 'another' }))).toEqual({ kind: 'recorded' });
    });

    test('is recorded exactly once where the commit arrives while the repetition already waits for the row', async () => {
      const store = launchStore(door);
      const { cuts } = proxy;
      proxy.cut('late', 1, 'alone');
      const { session: _, ...refused } = launch();
      // One row that stands twice in its own claim: what is in the way is looked for before the commit.
      const recording = store.record({ ...refused, otherNonces: [refused.nonce] });
      for (;;) {
        // Before the cut it would be the first attempt that is seen.
        const isCut = proxy.cuts > cuts;
        const waiting = await database.door.read((sql) =>
          sql.rows(
            "SELECT 1 FROM information_schema.processlist WHERE db = DATABASE() AND state = 'Update' AND info LIKE '%INTO nonces%'",
          ),
        );
        if (isCut && waiting.length > 0) break;
      }
      await proxy.deliver();
      expect(await recording).toEqual({ kind: 'recorded' });
      expect(await countRows(database.door)).toEqual({ nonces: 1, sessions: 0, journal: 1 });
    });

    test('is recorded exactly once where all of it arrives only after the repetition', async () => {
      proxy.cut('late');
      expect(await launchStore(door).record(launch())).toEqual({ kind: 'recorded' });
      await proxy.deliver();
      expect(await countRows(database.door)).toEqual({ nonces: 1, sessions: 1, journal: 1 });
    });

    const twice: readonly [Cut, number][] = [
      ['before', 0],
      ['after', 1],
    ];
    test.each(twice)('answers that the database is away where it breaks %s it twice', async (how, rows) => {
      proxy.cut(how, 2);
      const { session: _, ...refused } = launch();
      await expect(launchStore(door).record(refused)).rejects.toThrow(DatabaseAway);
      expect(await countRows(database.door)).toEqual({ nonces: rows, sessions: 0, journal: rows });
    });

    test('is not hidden behind a repetition where nothing tells whether it came through', async () => {
      proxy.cut('after');
      const entry = { at: 1, reference: 'ONCE2345', code: 'unsigned' as const };
      await expect(journalStore(door).addAll([entry])).rejects.toThrow(DatabaseAway);
      expect(await countRows(database.door)).toMatchObject({ journal: 1 });
    });

    test('does not break a unit of the mapper without saying so', async () => {
      proxy.cut('before');
      const unit = door.unit(async ({ orm }) => {
        await orm.insert('key_files', { kind: 'root', key_id: 'k', fingerprint: 'f', noted_at: 1 });
      });
      await expect(unit).rejects.toThrow(DatabaseAway);
      expect(await database.door.read((sql) => sql.rows('SELECT * FROM key_files'))).toEqual([]);
      expect(await door.unit(({ orm }) => orm.count('key_files'))).toBe(0);
    });
  });

  describe('a MariaDB that is killed and comes back', () => {
    let server: OwnMariadb;
    let folder: string;
    let door: Door;
    beforeAll(async () => {
      server = await startMariadb();
      folder = dirname(
        String(server.process.spawnargs.find((word) => word.startsWith('--socket='))).slice(
          '--socket='.length,
        ),
      );
      const setUp = openDoor(server.url('mysql'));
      await setUp.write((sql) => sql.run('CREATE DATABASE gate CHARACTER SET utf8mb4'));
      await setUp.close();
      door = openDoor(server.url('gate'));
      await migrateUp(door);
    });
    afterAll(async () => {
      await door.close();
      server.stop();
    });

    test('is away for reads, writes, units and launches, and is used again without a new door', async () => {
      const { short_id, domain_id } = await factories(door).link();
      const store = launchStore(door);
      await store.record(launch({ nonce: 'before' }));
      await door.unit(({ orm }) => orm.count('domains'));

      const ended = new Promise((resolve) => server.process.once('exit', resolve));
      server.process.kill('SIGKILL');
      await ended;
      const find = () =>
        launchTargetStore(door, settingsVersion(door)).find({
          domain: 'nowhere',
          shortId: short_id,
          host: 'h',
          key: 'k',
        });
      const asked: readonly (() => Promise<unknown>)[] = [
        () => door.read((sql) => sql.rows('SELECT 1 AS one')),
        () => door.write((sql) => sql.run('DELETE FROM audit')),
        () => door.unit(({ orm }) => orm.count('domains')),
        () => store.record(launch({ nonce: 'meanwhile' })),
        find,
        () => door.databaseTime(),
      ];
      for (const ask of asked) {
        expect(await ask().catch((error: unknown) => error)).toBeInstanceOf(DatabaseAway);
      }
      const crowd = await Promise.allSettled(Array.from({ length: 40 }, () => store.record(launch())));
      for (const one of crowd)
        expect(one).toMatchObject({ status: 'rejected', reason: expect.any(DatabaseAway) });

      server = await runMariadb(folder, server.port);
      expect(await store.record(launch({ nonce: 'before' }))).toMatchObject({ kind: 'spent' });
      expect(await store.record(launch({ nonce: 'meanwhile' }))).toEqual({ kind: 'recorded' });
      expect(await door.unit(({ orm }) => orm.findOneBy('domains', { id: domain_id }))).not.toBeNull();
      expect(await find()).toBeUndefined();
      expect(await countRows(door)).toEqual({ nonces: 2, sessions: 2, journal: 2 });
    });
  });
}
