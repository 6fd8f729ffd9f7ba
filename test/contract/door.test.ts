import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { isDuplicate } from '../../src/storage/dialect.ts';
import type { Door, Sql } from '../../src/storage/door.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import type { DomainRow } from '../../src/storage/schema/rows.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { madeAt } from '../factories.ts';

const insert =
  'INSERT INTO domains (name, title, time_zone, trust_usernames, secret_rules, server_address, last_protector, created_at) ' +
  "VALUES (?, 'A domain', 'UTC', 0, '{}', 1, 0, ?)";

function add(sql: Sql, name: string) {
  return sql.run(insert, [name, madeAt]);
}

function row(name: string): Omit<DomainRow, 'id'> {
  return {
    name,
    title: 'A domain',
    time_zone: 'UTC',
    trust_usernames: 0,
    secret_rules: '{}',
    server_address: 1,
    last_protector: 0,
    created_at: madeAt,
    journal_days: null,
  };
}

async function names(door: Door): Promise<string[]> {
  const rows = await door.read((sql) => sql.rows<{ name: string }>('SELECT name FROM domains ORDER BY name'));
  return rows.map(({ name }) => name);
}

/** Something that a test lets go on when it likes. */
function gate(): { readonly opened: Promise<void>; open(): void } {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

describe.each(engines)('the door on %s', (engine) => {
  let database: OpenDatabase;
  let door: Door;
  beforeAll(async () => {
    database = await openDatabase(engine);
    door = database.door;
  });
  beforeEach(() => door.write((sql) => sql.run('DELETE FROM domains')));
  afterAll(() => database.drop());

  test('shows a snapshot nothing of what is committed meanwhile, and holds nobody up', async () => {
    await door.write((sql) => add(sql, 'before'));
    const looked = gate();
    const written = gate();
    const seeing = door.snapshot(async (sql) => {
      const count = async () =>
        Number((await sql.rows<{ n: number }>('SELECT COUNT(*) AS n FROM domains'))[0]?.n);
      const first = await count();
      looked.open();
      await written.opened;
      return [first, await count()];
    });
    await looked.opened;
    await door.write((sql) => add(sql, 'meanwhile'));
    written.open();
    expect([await seeing, await names(door)]).toEqual([
      [1, 1],
      ['before', 'meanwhile'],
    ]);
    const writing = door.snapshot((sql) => add(sql, 'by a reader'));
    // What SQLite throws may be of another realm than Jest's errors.
    const refusal: unknown = await writing.catch((error: unknown) => error);
    expect(String(refusal)).toMatch(/read.?only/i);
    expect(await names(door)).toEqual(['before', 'meanwhile']);
  });

  const kinds: readonly ('write' | 'unit')[] = ['write', 'unit'];

  describe.each(kinds)('a failing %s', (failing) => {
    test.each(kinds)('takes back its own rows and nothing of a %s at the same time', async (other) => {
      const begun = gate();
      const strangers = gate();
      const fails = door[failing](async (sql: Sql) => {
        await add(sql, 'mine');
        begun.open();
        // On SQLite the stranger has to wait for us; on MySQL it goes on beside us.
        if (engine === 'mariadb') await strangers.opened;
        throw new Error('changed my mind');
      });
      await begun.opened;
      const stranger = door[other]((sql: Sql) => add(sql, 'stranger')).then(() => strangers.open());
      await expect(fails).rejects.toThrow('changed my mind');
      await stranger;
      expect(await names(door)).toEqual(['stranger']);
    });

    test('hands on the error and leaves the door usable for whoever waits', async () => {
      const results = await Promise.allSettled(
        Array.from({ length: 20 }, (_, n) =>
          door[failing](async (sql: Sql) => {
            await add(sql, `n${String(n).padStart(2, '0')}`);
            if (n % 2 === 0) throw new Error(`no ${n}`);
          }),
        ),
      );
      expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(10);
      expect(await names(door)).toEqual(
        Array.from({ length: 10 }, (_, n) => `n${String(2 * n + 1).padStart(2, '0')}`),
      );
    });
  });

  test.each(kinds)('shows a reader nothing of a %s that is not committed', async (kind) => {
    const written = gate();
    const seen = gate();
    const writing = door[kind](async (sql: Sql) => {
      await add(sql, 'later');
      written.open();
      await seen.opened;
    });
    await written.opened;
    expect(await names(door)).toEqual([]);
    seen.open();
    await writing;
    expect(await names(door)).toEqual(['later']);
  });

  const nested: readonly [string, string, (inner: Door) => Promise<unknown>][] = kinds.flatMap((outer) => [
    [outer, 'write', (inner: Door) => inner.write((sql) => add(sql, 'inner'))],
    [outer, 'unit', (inner: Door) => inner.unit((sql) => add(sql, 'inner'))],
    [outer, 'read', (inner: Door) => inner.read((sql) => sql.rows('SELECT 1 AS one'))],
  ]);
  test.each(nested)(
    'refuses, inside a %s, a %s beside it instead of waiting for itself',
    async (outer, _, begin) => {
      const work = async () => {
        await begin(door);
      };
      await expect(outer === 'write' ? door.write(work) : door.unit(work)).rejects.toThrow(/transaction/);
      expect(await names(door)).toEqual([]);
      await door.write((sql) => add(sql, 'after'));
      expect(await names(door)).toEqual(['after']);
    },
  );

  test('knows nothing any more of a transaction that is over, in the code that goes on after it', async () => {
    await door.write((sql) => add(sql, 'one'));
    await door.unit((sql) => add(sql, 'two'));
    expect(await names(door)).toEqual(['one', 'two']);
  });

  test('lets the mapper and plain SQL see and undo each other in one unit', async () => {
    await door.unit(async ({ orm, ...sql }) => {
      await add(sql, 'plain');
      expect(await orm.findOneBy('domains', { name: 'plain' })).toMatchObject({ name: 'plain' });
      await orm.save('domains', row('mapped'));
      await orm.insert('domains', row('inserted'));
      const found = await sql.rows('SELECT name FROM domains ORDER BY name');
      expect(found).toEqual([{ name: 'inserted' }, { name: 'mapped' }, { name: 'plain' }]);
    });
    expect(await names(door)).toEqual(['inserted', 'mapped', 'plain']);
    const undone = door.unit(async ({ orm, ...sql }) => {
      await orm.update('domains', { name: 'plain' }, { title: 'Changed' });
      await orm.delete('domains', { name: 'mapped' });
      await orm.save('domains', row('again'));
      await add(sql, 'mapped');
      throw new Error('all back');
    });
    await expect(undone).rejects.toThrow('all back');
    expect(await names(door)).toEqual(['inserted', 'mapped', 'plain']);
    const titles = await door.read((sql) => sql.rows("SELECT name FROM domains WHERE title = 'Changed'"));
    expect(titles).toEqual([]);
  });

  test('takes back a failed part of a unit and keeps the rest', async () => {
    await door.unit(async ({ orm }) => {
      await orm.insert('domains', row('first'));
      const part = orm.transaction(async (inner) => {
        await inner.insert('domains', row('second'));
        throw new Error('this part only');
      });
      await expect(part).rejects.toThrow('this part only');
      await orm.insert('domains', row('third'));
    });
    expect(await names(door)).toEqual(['first', 'third']);
  });

  test('keeps units of the mapper and plain writes apart while they compete', async () => {
    const deeds = Array.from({ length: 24 }, (_, n) => {
      const name = `n${String(n).padStart(2, '0')}`;
      const fails = n % 3 === 0;
      return n % 2 === 0
        ? door.unit(async ({ orm }) => {
            await orm.save('domains', row(name));
            await orm.save('domains', row(`${name}b`));
            if (fails) throw new Error('no');
          })
        : door.write(async (sql) => {
            await add(sql, name);
            await add(sql, `${name}b`);
            if (fails) throw new Error('no');
          });
    });
    const results = await Promise.allSettled(deeds);
    expect(results.map(({ status }) => status === 'rejected')).toEqual(deeds.map((_, n) => n % 3 === 0));
    const kept = deeds.flatMap((_, n) => {
      const name = `n${String(n).padStart(2, '0')}`;
      return n % 3 === 0 ? [] : [name, `${name}b`];
    });
    expect(await names(door)).toEqual(kept);
  });

  test('tells a duplicate from other faults, by plain SQL and by the mapper', async () => {
    await door.write((sql) => add(sql, 'taken'));
    const asError = (error: unknown) => error;
    const plain = await door.write((sql) => add(sql, 'taken')).catch(asError);
    const mapped = await door.unit(({ orm }) => orm.insert('domains', row('taken'))).catch(asError);
    const fault = await door.write((sql) => sql.run('INSERT INTO nowhere VALUES (1)')).catch(asError);
    expect([plain, mapped, fault].map(isDuplicate)).toEqual([true, true, false]);
  });

  test('shows what was committed to whoever opens the database next', async () => {
    await door.write((sql) => add(sql, 'kept'));
    const another = openDoor(database.url);
    expect(await names(another)).toEqual(['kept']);
    await another.close();
  });

  test('tells the time of the database', async () => {
    expect(Math.abs((await door.databaseTime()) - Date.now())).toBeLessThan(60_000);
  });
});
