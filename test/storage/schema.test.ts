import { describe, expect, test } from '@jest/globals';
import { migrateDown, migrateUp, schemaState } from '../../src/storage/migrating.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { engines, makeDatabase, openDatabase } from '../databases.ts';

describe.each(engines)('the schema on %s', (engine) => {
  test('is what the migrations make: no drift between the description and history', async () => {
    const { door, drop } = await openDatabase(engine);
    const { upQueries } = await door.unit(({ orm }) => orm.connection.driver.createSchemaBuilder().log());
    expect(upQueries.map(({ query }) => query)).toEqual([]);
    await drop();
  });

  test('goes up, down and up again', async () => {
    const database = await makeDatabase(engine);
    const door = openDoor(database.url);
    expect((await schemaState(door)).state).toBe('empty');
    const steps = await migrateUp(door);
    expect((await schemaState(door)).state).toBe('current');
    for (const step of [...steps].reverse()) expect(await migrateDown(door)).toBe(step);
    expect((await schemaState(door)).state).toBe('empty');
    expect(await migrateUp(door)).toEqual(steps);
    await door.close();
    await database.drop();
  });
});
