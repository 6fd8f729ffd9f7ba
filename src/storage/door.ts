import { AsyncLocalStorage } from 'node:async_hooks';
import type { EntityManager } from 'typeorm';
import { DatabaseAway, type Dialect, isAway, isLockTimeout, isRetryable } from './dialect.ts';

/**
 * The one door to the database. On SQLite there is one connection that writes, so work waits in a queue; on MySQL there
 * is a pool. Whoever writes does it inside `write` or `unit`, each of which is one transaction from begin to commit:
 * otherwise one request's rollback would erase another request's writes.
 */
export interface Door {
  readonly dialect: Dialect;
  /** Reads outside any transaction; sees only what is committed. */
  read<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** All that `work` reads is of one moment, while others go on writing. On a connection of its own; not repeated. */
  snapshot<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /** One transaction of prepared SQL. Repeated as a whole after a deadlock, so `work` must bear being run again. */
  write<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * One transaction in one journey, for statements whose answers do not matter: all of them, or none and the fault.
   * Repeated as a whole like `write`.
   */
  atOnce(statements: readonly Statement[]): Promise<void>;
  /**
   * One transaction with TypeORM at hand, for everything that is not a launch or a short URL. All that servers remember
   * of settings is outdated by it, unless it changes the `schema`.
   */
  unit<T>(work: (unit: Unit) => Promise<T>, what?: 'settings' | 'schema'): Promise<T>;
  /** Epoch milliseconds by the database's clock (R16). */
  databaseTime(): Promise<number>;
  /**
   * Asks whether the database can be worked with, for `/readyz`: on a connection of its own, no longer than two seconds,
   * and of a cluster's own node alone. Throws DatabaseAway also where that node answers but takes no launch.
   */
  probe<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export type SqlValue = string | number | bigint | Buffer | null;

export interface Statement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

export interface Sql {
  readonly dialect: Dialect;
  rows<Row>(text: string, values?: readonly SqlValue[]): Promise<Row[]>;
  run(text: string, values?: readonly SqlValue[]): Promise<Written>;
}

export interface Written {
  readonly affected: number;
  readonly lastId: number;
}

export interface Unit extends Sql {
  readonly orm: EntityManager;
}

/**
 * What marks work as inside a transaction costs every promise of the process something before Node.js 24. It finds
 * faults of ours, which tests find as well, so there it is left to them.
 */
let inside = Number(process.versions.node.split('.')[0]) >= 24 ? new AsyncLocalStorage<true>() : undefined;

/** Watches for transactions inside of transactions whatever it costs. */
export function watchForNesting(): void {
  inside ??= new AsyncLocalStorage<true>();
}

/** Runs `work` marked as inside a transaction. A second one inside it would wait for itself or split what belongs together. */
export function onlyOnce<T>(work: () => Promise<T>): Promise<T> {
  if (inside === undefined) return work();
  if (inside.getStore()) {
    return Promise.reject(
      new Error('A transaction was begun inside another one; hand its `sql` down instead.'),
    );
  }
  return inside.run(true, work);
}

export function refuseInside(): void {
  if (inside?.getStore())
    throw new Error('Read through the `sql` of the transaction that is open, not beside it.');
}

/** Within half a second. Between nodes of a cluster a row that all of them write is lost many times before it is won. */
const attempts = 12;

/** Whoever waited in vain for a row has used up the patience of a visitor; once more, and no oftener. */
const attemptsAtLocks = 2;

/** Repeats a whole transaction that the database rolled back because of others (deadlock, lost certification, busy file). */
export async function withRetries<T>(transaction: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      if (isRetryable(error) && attempt < (isLockTimeout(error) ? attemptsAtLocks : attempts)) {
        await pause(attempt * 7);
        continue;
      }
      if (isAway(error) || isRetryable(error))
        throw error instanceof DatabaseAway ? error : new DatabaseAway(error);
      throw error;
    }
  }
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
