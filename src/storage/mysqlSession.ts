import type mysql from 'mysql2';
import { isUnknownVariable } from './dialect.ts';
import { command, keepApart } from './mysqlSql.ts';

/** Said once on every connection: nothing is cut silently, days and times are UTC, reads see what was committed. */
const sessionSettings = [
  "SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION', " +
    "time_zone = '+00:00', innodb_lock_wait_timeout = 5",
  'SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED',
];

/**
 * What a connection to a Galera cluster sees: whatever was committed at any node before it asked, or what its own node
 * has by now. The latter is for those alone who ask how that node is, since in a partition the former waits.
 */
export type Sight = 'all nodes' | 'own node';

const prepared = new WeakSet<object>();

/** Does nothing on a connection that was prepared before. */
export async function prepareOnce(connection: mysql.Connection, sight: Sight = 'all nodes'): Promise<void> {
  if (prepared.has(connection)) return;
  for (const setting of sessionSettings) await command(connection, setting);
  // 1: every SELECT outside of a transaction, and every START TRANSACTION, which holds for all that follows in it.
  const waits = sight === 'all nodes' ? 1 : 0;
  if (await isGalera(connection)) {
    await command(connection, `SET SESSION wsrep_sync_wait = ${waits}, wsrep_dirty_reads = 0`);
    keepApart(connection);
  }
  prepared.add(connection);
}

/** A node that takes no part in its cluster says so as well. */
export async function isGalera(connection: mysql.Connection): Promise<boolean> {
  try {
    const rows = (await command(connection, 'SELECT @@wsrep_on AS wsrep')) as readonly { wsrep: unknown }[];
    return Number(rows[0]?.wsrep) === 1;
  } catch (error) {
    // MySQL, and MariaDB that was built without Galera.
    if (isUnknownVariable(error)) return false;
    throw error;
  }
}
