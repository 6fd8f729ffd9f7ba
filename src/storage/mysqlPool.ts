import type mysql from 'mysql2';
import type { MysqlAddress } from './databaseUrl.ts';
import { DatabaseAway } from './dialect.ts';

export interface Pool {
  lend(): Promise<mysql.PoolConnection>;
  end(): Promise<void>;
}

/** Nothing connects before the first use, and until then the driver is not loaded: who is on SQLite never needs it. */
export function mysqlPool(address: MysqlAddress): Pool {
  let pool: mysql.Pool | undefined;
  let opening: Promise<mysql.Pool> | undefined;
  async function open(): Promise<mysql.Pool> {
    const { default: driver } = await import('mysql2');
    pool = makePool(driver, address);
    return pool;
  }
  function opened(): Promise<mysql.Pool> {
    opening ??= open();
    return opening;
  }
  return {
    lend: () => (pool === undefined ? opened().then(connectionOf) : connectionOf(pool)),
    async end() {
      // Also where nothing was asked yet: whoever is refused from now on must not open it once more.
      const last = await opened();
      await new Promise<void>((resolve) => last.end(() => resolve()));
    },
  };
}

// The callback interface: mysql2's promise wrapper takes a stack trace for every query.
function makePool(driver: typeof mysql, address: MysqlAddress): mysql.Pool {
  return driver.createPool({
    ...address,
    connectionLimit: 10,
    maxIdle: 10,
    idleTimeout: 60_000,
    waitForConnections: true,
    queueLimit: 2_000,
    connectTimeout: 5_000,
    charset: 'utf8mb4',
    timezone: 'Z',
    maxPreparedStatements: 500,
    // For `together` alone. Whatever carries values elsewhere is prepared, and no prepared text holds two statements.
    multipleStatements: true,
  });
}

function connectionOf(pool: mysql.Pool): Promise<mysql.PoolConnection> {
  return new Promise((resolve, reject) => {
    pool.getConnection((error, lent) => {
      if (!error) resolve(lent);
      // What the pool says itself (closed, too many waiting) has no code.
      else reject(error.code === undefined ? new DatabaseAway(error) : error);
    });
  });
}
