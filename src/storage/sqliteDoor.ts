import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname } from 'node:path';
import Database from 'better-sqlite3';
import type { DataSource } from 'typeorm';
import { systemCode } from '../crypto/keyFileFault.ts';
import { timeOf } from './databaseTime.ts';
import { DatabaseAway, isRetryable } from './dialect.ts';
import {
  type Door,
  onlyOnce,
  pause,
  refuseInside,
  type Sql,
  type SqlValue,
  type Unit,
  type Written,
  withRetries,
} from './door.ts';
import { finished, moveSettingsOn } from './settingsVersion.ts';

const patienceMs = 10_000;

/** Each but the last is followed by a pause of 5 ms, if SQLite itself did not wait. */
const attemptsToOpen = 1_000;

/** What TypeORM would know had it said BEGIN itself. Without it `save` begins a second transaction, and SQLite refuses. */
const ourTransactionIsOpen = { isTransactionActive: true, transactionDepth: 1 };

/** Opens a SQLite file (or `:memory:`). Throws DatabaseAway when the file cannot be had. */
export function openSqlite(file: string): Door {
  const inMemory = file === ':memory:';
  let writer: Database.Database;
  let reader: Database.Database;
  try {
    if (!inMemory) makeFile(file);
    writer = connect(file);
    reader = inMemory ? writer : connect(file);
    if (!inMemory) reader.pragma('query_only = ON');
  } catch (error) {
    throw new DatabaseAway(error);
  }
  const writing = speak(writer);
  const reading = inMemory ? writing : speak(reader);
  let last: Promise<unknown> = Promise.resolve();
  let source: Promise<DataSource> | undefined;

  /** The queue: work that writes runs one at a time, in the order in which it came. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  }

  /** TypeORM on the very connection of the queue: a second one would wait for the first in the same thread. */
  function mapper(): Promise<DataSource> {
    source ??= import('./dataSource.ts').then(({ openSqliteSource }) => openSqliteSource(file, writer));
    return source;
  }

  return {
    dialect: 'sqlite',
    async read(work) {
      refuseInside();
      return inMemory ? inTurn(() => withRetries(() => work(reading))) : withRetries(() => work(reading));
    },
    snapshot: (work) =>
      onlyOnce(async () => {
        if (inMemory) return inTurn(() => work(reading));
        const connection = connect(file);
        try {
          connection.exec('PRAGMA query_only = ON; BEGIN');
          return await work(speak(connection));
        } finally {
          connection.close();
        }
      }),
    write: (work) => onlyOnce(() => inTurn(() => transaction(writer, () => finished(writing, work)))),
    // There is no journey to be saved here.
    atOnce: (statements) =>
      onlyOnce(() =>
        inTurn(() =>
          transaction(writer, async () => {
            for (const { text, values } of statements) await writing.run(text, values);
          }),
        ),
      ),
    unit: (work, what = 'settings') =>
      onlyOnce(async () => {
        const runner = (await mapper()).createQueryRunner();
        const unit: Unit = { ...writing, orm: runner.manager };
        return inTurn(() =>
          transaction(writer, async () => {
            Object.assign(runner, ourTransactionIsOpen);
            const result = await work(unit);
            if (what === 'settings') await moveSettingsOn(writing);
            return result;
          }),
        );
      }),
    databaseTime: () => timeOf(reading),
    probe: async (work) => work(reading),
    async close() {
      await inTurn(async () => {
        if (source) await (await source).destroy();
        if (writer.open) writer.close();
        if (reader.open) reader.close();
      });
    },
  };
}

/**
 * A new file is its owner's alone: it holds password hashes and who launched what. SQLite gives the files beside it
 * the same rights. One that is there already keeps those that its operator gave it.
 */
function makeFile(file: string): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    closeSync(openSync(file, 'wx', 0o600));
  } catch (error) {
    if (systemCode(error) !== 'EEXIST') throw error;
  }
}

/**
 * Several processes may open one new file at once. While one of them switches it to WAL the others are told BUSY, at
 * whichever statement they have come to, and not always after the time-out: so the opening is tried until it is done.
 */
function connect(file: string): Database.Database {
  for (let attempt = 1; ; attempt += 1) {
    const connection = new Database(file, { timeout: patienceMs });
    try {
      connection.pragma('journal_mode = WAL');
      connection.pragma('synchronous = FULL');
      // From now on no waiting inside SQLite: it would hold up the whole process. `begin` below waits without blocking.
      connection.pragma('busy_timeout = 0');
      return connection;
    } catch (error) {
      connection.close();
      if (!isRetryable(error) || attempt === attemptsToOpen) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

function speak(connection: Database.Database): Sql {
  const prepared = new Map<string, Database.Statement>();
  function statement(text: string): Database.Statement {
    const known = prepared.get(text);
    if (known) return known;
    const made = connection.prepare(text);
    if (prepared.size > 300) prepared.clear();
    prepared.set(text, made);
    return made;
  }
  return {
    dialect: 'sqlite',
    rows: async <Row>(text: string, values: readonly SqlValue[] = []) =>
      statement(text).all(...values) as Row[],
    run: async (text, values = []): Promise<Written> => {
      const { changes, lastInsertRowid } = statement(text).run(...values);
      return { affected: changes, lastId: Number(lastInsertRowid) };
    },
  };
}

/** BEGIN IMMEDIATE takes the write lock at once: read-then-write in a deferred transaction meets SQLITE_BUSY in spite of any time-out. */
async function transaction<T>(connection: Database.Database, work: () => Promise<T>): Promise<T> {
  return withRetries(async () => {
    await begin(connection);
    try {
      const result = await work();
      connection.exec('COMMIT');
      return result;
    } catch (error) {
      if (connection.inTransaction) connection.exec('ROLLBACK');
      throw error;
    }
  });
}

async function begin(connection: Database.Database): Promise<void> {
  for (let waited = 0; ; ) {
    try {
      connection.exec('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      if (!isRetryable(error)) throw error;
      if (waited >= patienceMs) throw new DatabaseAway(error);
      const step = Math.min(5 + waited / 10, 50);
      await pause(step);
      waited += step;
    }
  }
}
