import type mysql from 'mysql2';
import type { DataSource } from 'typeorm';
import { timeOf } from './databaseTime.ts';
import type { MysqlAddress } from './databaseUrl.ts';
import { isAway } from './dialect.ts';
import { type Door, onlyOnce, refuseInside, type Statement, type Unit, withRetries } from './door.ts';
import { mysqlPool, type Pool } from './mysqlPool.ts';
import { mysqlProbe } from './mysqlProbe.ts';
import { prepareOnce } from './mysqlSession.ts';
import { command, speak, together } from './mysqlSql.ts';
import { finished, moveSettingsOn } from './settingsVersion.ts';

const begin: Statement = { text: 'START TRANSACTION', values: [] };
const commit: Statement = { text: 'COMMIT', values: [] };

/** Opens a pool to MySQL or MariaDB. Nothing connects before the first use. */
export function openMysql(address: MysqlAddress): Door {
  const pool = mysqlPool(address);
  const probe = mysqlProbe(address);
  let source: Promise<DataSource> | undefined;

  function mapper(): Promise<DataSource> {
    source ??= import('./dataSource.ts')
      .then(async ({ openMysqlSource }) => openMysqlSource(address, await productOf(pool)))
      .catch((error: unknown) => {
        source = undefined;
        throw error;
      });
    return source;
  }

  return {
    dialect: 'mysql',
    async read(work) {
      refuseInside();
      return withRetries(() => borrowed(pool, (connection) => work(speak(connection))));
    },
    snapshot: (work) =>
      onlyOnce(() =>
        borrowed(pool, async (connection) => {
          await command(connection, 'SET TRANSACTION ISOLATION LEVEL REPEATABLE READ');
          await command(connection, 'START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY');
          const result = await work(speak(connection));
          await command(connection, 'COMMIT');
          return result;
        }),
      ),
    write: (work) =>
      onlyOnce(() =>
        withRetries(() =>
          borrowed(pool, async (connection) => {
            await command(connection, 'START TRANSACTION');
            const result = await finished(speak(connection), work);
            await command(connection, 'COMMIT');
            return result;
          }),
        ),
      ),
    atOnce: (statements) =>
      onlyOnce(() =>
        withRetries(() =>
          borrowed(pool, (connection) => together(connection, [begin, ...statements, commit])),
        ),
      ),
    unit: (work, what = 'settings') =>
      onlyOnce(() =>
        withRetries(async () => {
          const runner = (await mapper()).createQueryRunner();
          let connection: mysql.PoolConnection | undefined;
          try {
            connection = (await runner.connect()) as mysql.PoolConnection;
            await prepareOnce(connection);
            await runner.startTransaction();
            const unit: Unit = { ...speak(connection), orm: runner.manager };
            const result = await work(unit);
            if (what === 'settings') await moveSettingsOn(unit);
            await runner.commitTransaction();
            return result;
          } catch (error) {
            // On a connection that does not answer, a rollback would wait for ever.
            if (isAway(error)) connection?.destroy();
            else if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
            throw error;
          } finally {
            await runner.release().catch(() => undefined);
          }
        }),
      ),
    databaseTime: () => withRetries(() => borrowed(pool, (connection) => timeOf(speak(connection)))),
    probe: probe.ask,
    async close() {
      probe.close();
      if (source) await (await source).destroy();
      await pool.end();
    },
  };
}

/** Lends a connection. One whose work failed is rolled back; one that broke is thrown away. */
async function borrowed<T>(pool: Pool, work: (connection: mysql.PoolConnection) => Promise<T>): Promise<T> {
  const connection = await pool.lend();
  try {
    await prepareOnce(connection);
    const result = await work(connection);
    connection.release();
    return result;
  } catch (error) {
    if (isAway(error)) {
      connection.destroy();
      throw error;
    }
    await command(connection, 'ROLLBACK').then(
      () => connection.release(),
      () => connection.destroy(),
    );
    throw error;
  }
}

async function productOf(pool: Pool): Promise<'mysql' | 'mariadb'> {
  const rows = await borrowed(pool, (connection) =>
    speak(connection).rows<{ version: string }>('SELECT VERSION() AS version'),
  );
  return /mariadb/i.test(rows[0]?.version ?? '') ? 'mariadb' : 'mysql';
}
