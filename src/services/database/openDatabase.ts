import { existsSync } from 'node:fs';
import type { Secret } from '../../model/secret.ts';
import { readDatabaseUrl } from '../../storage/databaseUrl.ts';
import { DatabaseAway } from '../../storage/dialect.ts';
import type { Door } from '../../storage/door.ts';
import { migrateUp, schemaState } from '../../storage/migrating.ts';
import { openDoor } from '../../storage/openDoor.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';

/**
 * Opens the database of DATABASE_URL for one piece of work and closes it again. Its tables are as this version wants
 * them: those of an empty database are made.
 * @throws OperatorRefusal where it does not answer, or is of another version
 */
export async function inDatabase<Result>(
  url: Secret,
  work: (door: Door) => Promise<Result>,
): Promise<Result> {
  return inRawDatabase(url, async (door) => {
    await readySchema(door);
    return work(door);
  });
}

/**
 * As `inDatabase`, for what makes no sense on an empty one: most likely DATABASE_URL names the wrong database.
 * @throws OperatorRefusal also where there are no tables
 */
export async function inFilledDatabase<Result>(
  url: Secret,
  work: (door: Door) => Promise<Result>,
): Promise<Result> {
  const empty = new OperatorRefusal('The database of DATABASE_URL is empty. Nothing was done.');
  const address = readDatabaseUrl(url.reveal());
  if (address.dialect === 'sqlite' && !existsSync(address.file)) throw empty;
  return inRawDatabase(url, async (door) => {
    if (await isEmpty(door)) throw empty;
    await readySchema(door);
    return work(door);
  });
}

/** As `inDatabase`, whatever the tables are like. */
export async function inRawDatabase<Result>(
  url: Secret,
  work: (door: Door) => Promise<Result>,
): Promise<Result> {
  try {
    const door = openDoor(url.reveal());
    try {
      return await work(door);
    } finally {
      await door.close().catch(() => undefined);
    }
  } catch (error) {
    throw refusalFor(error);
  }
}

/**
 * For a dry run: the database itself where it has tables, else one in memory, so that not even tables or an empty file
 * come of it.
 */
export async function inDatabaseOnTrial<Result>(
  url: Secret,
  work: (door: Door) => Promise<Result>,
): Promise<Result> {
  const address = readDatabaseUrl(url.reveal());
  const isThere = address.dialect !== 'sqlite' || existsSync(address.file);
  if (isThere && !(await inRawDatabase(url, isEmpty))) return inDatabase(url, work);
  const door = openDoor('sqlite::memory:');
  try {
    await migrateUp(door);
    return await work(door);
  } finally {
    await door.close();
  }
}

async function isEmpty(door: Door): Promise<boolean> {
  return (await schemaState(door)).state === 'empty';
}

async function readySchema(door: Door): Promise<void> {
  const { state, missing, unknown } = await schemaState(door);
  if (state === 'empty') await migrateUp(door);
  if (state === 'behind') {
    throw new OperatorRefusal(
      `The database's schema is behind by ${missing.length} step(s). Make a backup, then run: scripts/tinygate migrate`,
    );
  }
  if (state === 'newer') throw newerSchema(unknown);
}

export function newerSchema(unknown: readonly string[]): OperatorRefusal {
  return new OperatorRefusal(
    `The database's schema is newer than this version of Tinygate (${unknown.join(', ')}). Run the newer version instead.`,
  );
}

function refusalFor(error: unknown): unknown {
  if (error instanceof DatabaseAway) {
    return new OperatorRefusal(
      'The database of DATABASE_URL does not answer. Start it, or mend the address.',
    );
  }
  const code = codeOf(error);
  if (code === 'ER_ACCESS_DENIED_ERROR' || code === 'ER_DBACCESS_DENIED_ERROR') {
    return new OperatorRefusal('The database of DATABASE_URL refuses this user or password.');
  }
  if (code === 'ER_BAD_DB_ERROR') {
    return new OperatorRefusal(
      'The database server has no database of that name; make it, or mend DATABASE_URL.',
    );
  }
  if (code === 'SQLITE_NOTADB' || code === 'SQLITE_CORRUPT') {
    return new OperatorRefusal('The file of DATABASE_URL is no sound SQLite database.');
  }
  return error;
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
}
