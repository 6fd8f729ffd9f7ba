import Database from 'better-sqlite3';
import mysql from 'mysql2';
import { claimToken } from '../../crypto/randomTokens.ts';
import { readDatabaseUrl } from '../databaseUrl.ts';

/** The least that refusing replays can cost: one row with a unique key, committed before the answer. */
export interface DurableInsert {
  insert(): Promise<void>;
  close(): Promise<void>;
}

const table = 'bench_base';
const drop = `DROP TABLE IF EXISTS ${table}`;
const text = `INSERT INTO ${table} (mark) VALUES (?)`;

/**
 * Opens a table of its own in the database of a DATABASE_URL, by the fastest way that its driver has: none of our own
 * code is between. `close` takes the table away again.
 */
export async function openDurableInsert(url: string): Promise<DurableInsert> {
  const address = readDatabaseUrl(url);
  if (address.dialect === 'sqlite') return sqliteInsert(address.file);
  return mysqlInsert(mysql.createPool({ ...address.mysql, connectionLimit: 10 }));
}

function sqliteInsert(file: string): DurableInsert {
  const database = new Database(file, { timeout: 10_000 });
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = FULL');
  database.exec(drop);
  database.exec(`CREATE TABLE ${table} (id integer PRIMARY KEY AUTOINCREMENT, mark blob UNIQUE)`);
  const statement = database.prepare(text);
  return {
    insert: async () => void statement.run(claimToken()),
    async close() {
      database.exec(drop);
      database.close();
    },
  };
}

async function mysqlInsert(pool: mysql.Pool): Promise<DurableInsert> {
  const say = (command: string) =>
    new Promise<void>((resolve, reject) => {
      pool.query(command, (error) => (error ? reject(error) : resolve()));
    });
  await say(drop);
  await say(
    `CREATE TABLE ${table} (id bigint AUTO_INCREMENT PRIMARY KEY, mark binary(16) UNIQUE) ENGINE=InnoDB`,
  );
  return {
    insert: () =>
      new Promise((resolve, reject) => {
        pool.execute(text, [claimToken()], (error) => (error ? reject(error) : resolve()));
      }),
    async close() {
      await say(drop);
      await new Promise<void>((resolve) => pool.end(() => resolve()));
    },
  };
}
