import { migrationNames } from '../../migrations/names.ts';
import type { Door, Sql } from './door.ts';

/** The steps that this version knows, oldest first. */
export const knownSteps = migrationNames;

/** How the schema stands: made by nothing yet, by this version, by an older or by a newer one. */
export interface SchemaState {
  readonly state: 'empty' | 'current' | 'behind' | 'newer';
  /** Steps that this version knows and the database has not seen. */
  readonly missing: readonly string[];
  /** Steps that the database has seen and this version does not know. */
  readonly unknown: readonly string[];
}

/** Compares the steps that the database remembers with those of this version. Loads no TypeORM. */
export async function schemaState(door: Door): Promise<SchemaState> {
  const done = await door.read(stepsDone);
  const missing = migrationNames.filter((name) => !done.includes(name));
  const unknown = done.filter((name) => !migrationNames.includes(name));
  if (unknown.length > 0) return { state: 'newer', missing, unknown };
  if (done.length === 0) return { state: 'empty', missing, unknown };
  return { state: missing.length === 0 ? 'current' : 'behind', missing, unknown };
}

/**
 * The same, and where steps are missing, once nobody is taking any: MySQL shows a migration of another process half done.
 * @throws Error where that takes longer than a minute
 */
export async function schemaStateAtRest(door: Door): Promise<SchemaState> {
  const seen = await schemaState(door);
  if (seen.state !== 'behind') return seen;
  await door.unit((sql) => alone(sql, async () => undefined), 'schema');
  return schemaState(door);
}

async function stepsDone(sql: Sql): Promise<string[]> {
  const there = await sql.rows(
    sql.dialect === 'mysql'
      ? "SELECT 1 AS there FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name = 'migrations'"
      : "SELECT 1 AS there FROM sqlite_master WHERE type = 'table' AND name = 'migrations'",
  );
  if (there.length === 0) return [];
  return (await sql.rows<{ name: string }>('SELECT name FROM migrations ORDER BY id')).map(
    ({ name }) => name,
  );
}

/** Brings the schema up to date. Returns the names of the steps taken. Several processes may call it at once. */
export async function migrateUp(door: Door): Promise<readonly string[]> {
  return door.unit(
    async ({ orm, ...sql }) =>
      alone(sql, async () => {
        const done = await orm.connection.runMigrations({ transaction: 'none' });
        return done.map(({ name }) => name);
      }),
    'schema',
  );
}

/** Takes the last step back, with the data that it brought. Returns its name, or undefined where there was none. */
export async function migrateDown(door: Door): Promise<string | undefined> {
  return door.unit(
    async ({ orm, ...sql }) =>
      alone(sql, async () => {
        const last = (await stepsDone(sql)).at(-1);
        if (last !== undefined) await orm.connection.undoLastMigration({ transaction: 'none' });
        return last;
      }),
    'schema',
  );
}

/** On SQLite the transaction of the unit keeps others out; MySQL commits at each DDL statement and needs a named lock. */
async function alone<T>(sql: Sql, work: () => Promise<T>): Promise<T> {
  if (sql.dialect === 'sqlite') return work();
  if (!(await lockSchema(sql)))
    throw new Error('Another process is changing the schema. Try again when it has finished.');
  try {
    return await work();
  } finally {
    await sql.rows("SELECT RELEASE_LOCK(CONCAT(DATABASE(), '.migrate')) AS released");
  }
}

/** Waits a minute, in steps that are shorter than a query may last at the door. */
async function lockSchema(sql: Sql): Promise<boolean> {
  for (let step = 0; step < 12; step += 1) {
    const [lock] = await sql.rows<{ got: number }>(
      "SELECT GET_LOCK(CONCAT(DATABASE(), '.migrate'), 5) AS got",
    );
    if (Number(lock?.got) === 1) return true;
  }
  return false;
}
