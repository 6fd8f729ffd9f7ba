import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { migrations } from '../../migrations/index.ts';
import { migrationNames } from '../../migrations/names.ts';
import type { Door } from '../../src/storage/door.ts';
import { launchStore } from '../../src/storage/launchStore.ts';
import { migrateDown, migrateUp, schemaState } from '../../src/storage/migrating.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { engines, makeDatabase, type TestDatabase } from '../databases.ts';
import { factories } from '../factories.ts';
import { countRows, launch } from '../launches.ts';

/** A step of the future, which later versions will bring. */
class AddNotes4102444800000 implements MigrationInterface {
  readonly name = 'AddNotes4102444800000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE people ADD COLUMN notes varchar(20)');
    await runner.query("UPDATE people SET notes = 'kept'");
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE people DROP COLUMN notes');
  }
}

describe.each(engines)('migrations on %s', (engine) => {
  let database: TestDatabase;
  let door: Door;
  const doors: Door[] = [];
  const open = () => {
    const one = openDoor(database.url);
    doors.push(one);
    return one;
  };
  beforeEach(async () => {
    database = await makeDatabase(engine);
    door = open();
  });
  afterEach(async () => {
    for (const one of doors.splice(0)) await one.close();
    await database.drop();
  });

  const drift = () =>
    door.unit(async ({ orm }) => {
      const { upQueries } = await orm.connection.driver.createSchemaBuilder().log();
      return upQueries.map(({ query }) => query);
    });

  const withFurtherStep = (one: Door) =>
    one.unit(async ({ orm }) => {
      orm.connection.migrations.push(new AddNotes4102444800000());
    });

  test('are named in their order by a list of its own, which a start compares without loading them', () => {
    expect(migrations.map(({ name }) => name)).toEqual(migrationNames);
  });

  test('run once where several servers start on an empty database at the same time', async () => {
    const steps = await Promise.all([door, open(), open()].map((one) => migrateUp(one)));
    expect(steps.flat()).toEqual(migrationNames);
    expect((await schemaState(door)).state).toBe('current');
    expect(await drift()).toEqual([]);
  });

  test('take no step where there is none to take, forth or back', async () => {
    expect(await migrateDown(door)).toBeUndefined();
    await migrateUp(door);
    expect(await migrateUp(door)).toEqual([]);
  });

  test('leave the rows of an older version intact, and bring what is new', async () => {
    await migrateUp(door);
    const make = factories(door);
    const { id } = await make.person({ username: 'José 🦊' });
    await launchStore(door).record(launch({ nonce: 'before' }));
    await withFurtherStep(door);
    expect(await migrateUp(door)).toEqual(['AddNotes4102444800000']);
    const people = await door.read((sql) => sql.rows('SELECT id, username, notes FROM people'));
    expect(people).toEqual([{ id, username: 'José 🦊', notes: 'kept' }]);
    expect(await launchStore(door).record(launch({ nonce: 'before' }))).toMatchObject({ kind: 'spent' });
    expect(await migrateDown(door)).toBe('AddNotes4102444800000');
    expect(await door.read((sql) => sql.rows('SELECT id, username FROM people'))).toEqual([
      { id, username: 'José 🦊' },
    ]);
    expect(await countRows(door)).toEqual({ nonces: 1, sessions: 1, journal: 1 });
  });

  test.each([1, 7, 40])('can be run again after one was stopped at its statement %d', async (stopAt) => {
    const [foundation] = migrations;
    const stopped = door.unit(async ({ orm }) => {
      const runner = orm.queryRunner ?? orm.connection.createQueryRunner();
      let said = 0;
      const stopping = {
        connection: runner.connection,
        query: (...words: Parameters<QueryRunner['query']>) => {
          said += 1;
          if (said === stopAt) throw new Error('power cut');
          return runner.query(...words);
        },
      };
      await new foundation().up(stopping as unknown as QueryRunner);
    });
    await expect(stopped).rejects.toThrow('power cut');
    expect((await schemaState(door)).state).toBe('empty');
    expect(await migrateUp(door)).toEqual(migrationNames);
    expect((await schemaState(door)).state).toBe('current');
    expect(await drift()).toEqual([]);
  });

  test('tell an empty schema, a current one, an older one and a newer one apart', async () => {
    expect(await schemaState(door)).toEqual({ state: 'empty', missing: migrationNames, unknown: [] });
    await migrateUp(door);
    expect(await schemaState(door)).toEqual({ state: 'current', missing: [], unknown: [] });
    await door.write((sql) =>
      sql.run("INSERT INTO migrations (timestamp, name) VALUES (1, 'FromTomorrow1')"),
    );
    expect(await schemaState(door)).toEqual({ state: 'newer', missing: [], unknown: ['FromTomorrow1'] });
    await door.write((sql) =>
      sql.run('UPDATE migrations SET name = ? WHERE name = ?', ['Older0', migrationNames[0] ?? '']),
    );
    expect(await schemaState(door)).toMatchObject({ state: 'newer', missing: [migrationNames[0]] });
  });

  test('call a schema behind whose last step is missing', async () => {
    await migrateUp(door);
    const names = migrationNames as string[];
    names.push('AddNotes4102444800000');
    try {
      expect(await schemaState(door)).toEqual({
        state: 'behind',
        missing: ['AddNotes4102444800000'],
        unknown: [],
      });
    } finally {
      names.pop();
    }
  });
});
