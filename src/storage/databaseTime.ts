import type { Sql } from './door.ts';

/** Epoch milliseconds by the database's clock, which SQLite tells in whole seconds. */
export async function timeOf(sql: Sql): Promise<number> {
  const text =
    sql.dialect === 'mysql'
      ? 'SELECT CAST(ROUND(UNIX_TIMESTAMP(NOW(3)) * 1000) AS UNSIGNED) AS now'
      : "SELECT CAST(strftime('%s','now') AS INTEGER) * 1000 AS now";
  const [row] = await sql.rows<{ now: number }>(text);
  return Number(row?.now ?? Number.NaN);
}
