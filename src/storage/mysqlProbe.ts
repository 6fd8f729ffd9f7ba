import type mysql from 'mysql2';
import type { MysqlAddress } from './databaseUrl.ts';
import { DatabaseAway } from './dialect.ts';
import type { Sql } from './door.ts';
import { isGalera, prepareOnce } from './mysqlSession.ts';
import { command, speak } from './mysqlSql.ts';

/** One who watches a server gives up about then, too. */
const patienceMs = 2_000;

export interface Probe {
  /** @throws DatabaseAway, with the reason where the server itself says that it is no use now */
  ask<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  close(): void;
}

/** Asks how the database is, on one connection of its own: it must not wait behind what it asks about. */
export function mysqlProbe(address: MysqlAddress): Probe {
  let opening: Promise<mysql.Connection> | undefined;

  function letGo(): void {
    opening?.then(
      (connection) => connection.destroy(),
      () => undefined,
    );
    opening = undefined;
  }

  async function ask<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    opening ??= connect(address, letGo);
    const connection = await opening;
    await prepareOnce(connection, 'own node');
    await refuseUseless(connection);
    return work(speak(connection));
  }

  return {
    async ask(work) {
      try {
        return await inTime(ask(work));
      } catch (error) {
        letGo();
        throw error instanceof DatabaseAway ? error : new DatabaseAway(error);
      }
    },
    close: letGo,
  };
}

async function connect(address: MysqlAddress, broken: () => void): Promise<mysql.Connection> {
  const { default: driver } = await import('mysql2');
  const connection = driver.createConnection({
    ...address,
    connectTimeout: patienceMs,
    charset: 'utf8mb4',
    timezone: 'Z',
  });
  connection.on('error', broken);
  return connection;
}

/** A node outside of its cluster's quorum, and one that a group has expelled: they answer, but take no launch. */
async function refuseUseless(connection: mysql.Connection): Promise<void> {
  if (await isGalera(connection)) {
    const states = await shown(
      connection,
      "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_ready', 'wsrep_cluster_status')",
    );
    if (states.get('wsrep_ready') !== 'ON') throw useless('wsrep_ready is not ON');
    if (states.get('wsrep_cluster_status') !== 'Primary')
      throw useless('wsrep_cluster_status is not Primary');
  }
  const variables = await shown(connection, "SHOW GLOBAL VARIABLES LIKE 'read_only'");
  if (variables.get('read_only') !== 'OFF') throw useless('read_only is not OFF');
}

function useless(reason: string): DatabaseAway {
  return new DatabaseAway(new Error(reason), reason);
}

async function shown(connection: mysql.Connection, text: string): Promise<ReadonlyMap<string, string>> {
  const rows = (await command(connection, text)) as readonly { Variable_name: string; Value: string }[];
  return new Map(rows.map(({ Variable_name, Value }) => [Variable_name, Value]));
}

function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DatabaseAway(new Error('No answer in time.'))), patienceMs);
  });
  return Promise.race([answer, tooLate]).finally(() => clearTimeout(timer));
}
