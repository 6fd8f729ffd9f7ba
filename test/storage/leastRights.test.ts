import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { purge } from '../../src/services/purging/purge.ts';
import type { Door } from '../../src/storage/door.ts';
import { launchStore } from '../../src/storage/launchStore.ts';
import { schemaState } from '../../src/storage/migrating.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { madeAt } from '../factories.ts';
import { countRows, launch } from '../launches.ts';

const onMariadb = engines.includes('mariadb') ? (['mariadb'] as const) : [];

/** Jest wants a test in every file, also where there is no MariaDB. */
test('a SQLite file has one user, its owner', () => {
  expect(engines).toContain('sqlite');
});

describe.each(onMariadb)('a server whose database user may not change tables, on %s', (engine) => {
  let database: OpenDatabase;
  let door: Door;
  beforeAll(async () => {
    database = await openDatabase(engine);
    const { pathname, host } = new URL(database.url);
    const name = pathname.slice(1);
    await database.door.write(async (sql) => {
      await sql.run(`CREATE USER ${name}@'127.0.0.1' IDENTIFIED BY 'a-word-of-the-tests'`);
      await sql.run(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${name}.* TO ${name}@'127.0.0.1'`);
    });
    door = openDoor(`mysql://${name}:a-word-of-the-tests@${host}/${name}`);
  });
  afterAll(async () => {
    await door.close();
    await database.door.write((sql) =>
      sql.run(`DROP USER ${new URL(database.url).pathname.slice(1)}@'127.0.0.1'`),
    );
    await database.drop();
  });

  test('knows its schema, records launches, writes by the mapper and purges (ASVS 13.2.2)', async () => {
    expect((await schemaState(door)).state).toBe('current');
    expect(await launchStore(door).record(launch())).toMatchObject({ kind: 'recorded' });
    const count = await door.unit(({ orm }) => orm.getRepository('people').count());
    expect(count).toBe(0);
    const clock = () => madeAt + 10 * 86_400_000;
    expect(await purge(door, { clock, holder: 'a test' })).toMatchObject({ purged: { nonces: 1 } });
    expect(await countRows(door)).toMatchObject({ nonces: 0 });
  });

  test('may indeed change no table', async () => {
    const dropping = door.write((sql) => sql.run('DROP TABLE audit'));
    await expect(dropping).rejects.toMatchObject({ code: 'ER_TABLEACCESS_DENIED_ERROR' });
  });
});
