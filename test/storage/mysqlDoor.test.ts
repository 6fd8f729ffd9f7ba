import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { DatabaseAway } from '../../src/storage/dialect.ts';
import type { Door, Sql } from '../../src/storage/door.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { type Factories, factories, madeAt } from '../factories.ts';

test('nothing connects before the first use, so that a server starts while its database is away', async () => {
  await openDoor('mysql://root@127.0.0.1:1/nowhere').close();
});

for (const engine of engines.filter((one) => one === 'mariadb')) {
  describe('the door on MariaDB', () => {
    let database: OpenDatabase;
    let door: Door;
    let make: Factories;
    beforeAll(async () => {
      database = await openDatabase(engine);
      door = database.door;
      make = factories(door);
    });
    afterAll(() => database.drop());

    /** As many pieces of work at the same time as the pool has connections, none ending before all have begun. */
    async function together<T>(
      most: number,
      begin: (work: (sql: Sql) => Promise<T>) => Promise<T>,
      ask: (sql: Sql) => Promise<T>,
    ): Promise<T[]> {
      let here = 0;
      let allHere: () => void = () => undefined;
      const everybody = new Promise<void>((resolve) => {
        allHere = resolve;
      });
      return Promise.all(
        Array.from({ length: most }, () =>
          begin(async (sql) => {
            const answer = await ask(sql);
            here += 1;
            if (here === most) allHere();
            await everybody;
            return answer;
          }),
        ),
      );
    }

    const settings =
      'SELECT CONNECTION_ID() AS id, @@session.tx_isolation AS isolation, @@session.time_zone AS zone, @@session.sql_mode AS mode, ' +
      '@@session.character_set_connection AS charset';

    interface Settings {
      id: number;
      isolation: string;
      zone: string;
      mode: string;
      charset: string;
    }

    const pools: readonly [
      string,
      number,
      (work: (sql: Sql) => Promise<Settings[]>) => Promise<Settings[]>,
    ][] = [
      ['reads', 10, (work) => door.read(work)],
      ['writes', 10, (work) => door.write(work)],
      ['units', 5, (work) => door.unit(work)],
    ];
    test.each(pools)('says its settings on every connection that %s use', async (_, most, begin) => {
      const answers = (await together(most, begin, (sql) => sql.rows<Settings>(settings))).flat();
      expect(new Set(answers.map(({ id }) => id)).size).toBe(most);
      for (const { isolation, zone, mode, charset } of answers) {
        expect([isolation, zone, charset]).toEqual(['READ-COMMITTED', '+00:00', 'utf8mb4']);
        expect(mode.split(',')).toContain('STRICT_ALL_TABLES');
      }
    });

    const tooMuch: readonly [string, () => Promise<unknown>][] = [
      ['a username of 401 bytes', () => make.person({ username: 'x'.repeat(401) })],
      ['a domain name of 33 bytes', () => make.domain({ name: 'x'.repeat(33) })],
      ['a title of 201 characters', () => make.course({ title: 'é'.repeat(201) })],
      ['a short id of 13 bytes', () => make.link({ short_id: 'abcdefghjkmnp' })],
      ['a key of 256 bytes', () => make.protector({ consumer_key: 'x'.repeat(256) })],
      ['a hash of 33 bytes', () => make.person({ fold_hash: Buffer.alloc(33) })],
      ['a number past 2^31', () => make.protector({ number: 2_147_483_648 })],
      ['a negative reference', () => make.person({ domain_id: -1 })],
      ['NULL where there must be something', () => make.domain({ title: null as unknown as string })],
    ];
    test.each(tooMuch)('refuses %s and does not cut it', async (_, add) => {
      await expect(add()).rejects.toThrow(/too long|Out of range|cannot be null/);
    });

    test('refuses to cut by the mapper, too', async () => {
      const { id } = await make.person();
      const cut = door.unit(({ orm }) => orm.update('people', { id }, { username: 'x'.repeat(401) }));
      await expect(cut).rejects.toThrow(/too long/);
    });

    const kinds: readonly ('write' | 'unit')[] = ['write', 'unit'];
    test.each(kinds)('repeats a %s as a whole that lost a deadlock, and both succeed', async (kind) => {
      const [one, two] = [await make.domain({ last_protector: 0 }), await make.domain({ last_protector: 0 })];
      const add = 'UPDATE domains SET last_protector = last_protector + 1 WHERE id = ?';
      let holding = 0;
      let bothHold: () => void = () => undefined;
      const both = new Promise<void>((resolve) => {
        bothHold = resolve;
      });
      let runs = 0;
      const crosswise = (first: number, second: number) =>
        door[kind](async (sql: Sql) => {
          runs += 1;
          await sql.run(add, [first]);
          holding += 1;
          if (holding === 2) bothHold();
          await both;
          await sql.run(add, [second]);
        });
      await Promise.all([crosswise(one.id, two.id), crosswise(two.id, one.id)]);
      expect(runs).toBeGreaterThan(2);
      const counted = await door.read((sql) =>
        sql.rows('SELECT last_protector AS n FROM domains WHERE id IN (?, ?)', [one.id, two.id]),
      );
      expect(counted).toEqual([{ n: 2 }, { n: 2 }]);
    });

    test('says that the database is away when more work waits than can ever be done', async () => {
      let letGo: () => void = () => undefined;
      const held = new Promise<void>((resolve) => {
        letGo = resolve;
      });
      const crowd = Array.from({ length: 2_030 }, () =>
        door.read(() => held).catch((error: unknown) => error),
      );
      const refused = await Promise.race(crowd);
      letGo();
      expect(refused).toBeInstanceOf(DatabaseAway);
      const answers = await Promise.all(crowd);
      expect(answers.filter((answer) => answer === undefined)).toHaveLength(2_010);
      expect(await door.read((sql) => sql.rows('SELECT 1 AS one'))).toEqual([{ one: 1 }]);
    });

    test('keeps no statement of hundreds of values, whose number of rows hardly ever comes again', async () => {
      const open = async (sql: Sql) => {
        const rows = await sql.rows<{ Variable_name: string; Value: string }>(
          "SHOW SESSION STATUS WHERE Variable_name IN ('Com_stmt_prepare', 'Com_stmt_close')",
        );
        const [closed = 0, prepared = 0] = rows
          .sort((one, other) => one.Variable_name.localeCompare(other.Variable_name))
          .map(({ Value }) => Number(Value));
        return prepared - closed;
      };
      const kept = await door.write(async (sql) => {
        const ask = (length: number) =>
          sql.rows(
            `SELECT 1 WHERE 1 IN (${Array.from({ length }, () => '?').join(',')})`,
            Array(length).fill(1),
          );
        await ask(2);
        const before = await open(sql);
        for (const length of [201, 202, 203, 400]) expect(await ask(length)).toHaveLength(1);
        const after = await open(sql);
        await ask(3);
        return [after - before, (await open(sql)) - before];
      });
      expect(kept).toEqual([0, 1]);
    });

    test('goes on after the server has ended its connections', async () => {
      await make.domain({ name: 'before-the-kill' });
      const [mine, ...others] = (
        await together(
          10,
          (work: (sql: Sql) => Promise<{ id: number }[]>) => door.write(work),
          (sql) => sql.rows<{ id: number }>('SELECT CONNECTION_ID() AS id'),
        )
      ).flat();
      await door.read(async (sql) => {
        const [self] = await sql.rows<{ id: number }>('SELECT CONNECTION_ID() AS id');
        for (const { id } of [mine, ...others].flatMap((one) => one ?? [])) {
          if (id !== self?.id) await sql.run(`KILL ${id}`);
        }
      });
      // Those that the pool has not yet seen dying may fail once, as away; never for another reason.
      const first = await Promise.allSettled(
        Array.from({ length: 10 }, () => make.domain({ created_at: madeAt + 5 })),
      );
      for (const result of first) {
        if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(DatabaseAway);
      }
      await make.domain({ name: 'after-the-kill' });
      const names = await door.read((sql) =>
        sql.rows("SELECT name FROM domains WHERE name LIKE '%-the-kill' ORDER BY name"),
      );
      expect(names).toEqual([{ name: 'after-the-kill' }, { name: 'before-the-kill' }]);
    });
  });
}
