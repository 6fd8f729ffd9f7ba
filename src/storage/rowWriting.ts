import { insertQuietly, insertRows } from './dialect.ts';
import type { Sql, SqlValue } from './door.ts';

/** Values of one statement stay far below what SQLite (32,766) and MySQL (65,535) take. */
const mostValues = 4_000;

/** One row as columns and values. Names of columns come from our own code, never from outside. */
export type NewRow = Readonly<Record<string, SqlValue>>;

/** Adds many rows of the same columns with few statements. */
export function addRows(sql: Sql, table: string, rows: readonly NewRow[]): Promise<void> {
  return insertAll(sql, table, { rows, textOf: insertRows });
}

/** The same, and leaves what is there already as it is. */
export function addLackingRows(sql: Sql, table: string, rows: readonly NewRow[]): Promise<void> {
  return insertAll(sql, table, { rows, textOf: insertQuietly.bind(undefined, sql.dialect) });
}

async function insertAll(
  sql: Sql,
  table: string,
  { rows, textOf }: { readonly rows: readonly NewRow[]; readonly textOf: typeof insertRows },
): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  for (const part of inParts(rows, Math.max(1, Math.floor(mostValues / Math.max(1, columns.length))))) {
    const values = part.flatMap((row) => columns.map((column) => row[column] ?? null));
    await sql.run(textOf(table, columns, part.length), values);
  }
}

/** Adds one row and tells its id. */
export async function addRow(sql: Sql, table: string, row: NewRow): Promise<number> {
  const columns = Object.keys(row);
  const { lastId } = await sql.run(insertRows(table, columns, 1), Object.values(row));
  return lastId;
}

/** Changes the rows that all of `where` holds for; NULL is not asked for. */
export async function changeRows(sql: Sql, table: string, set: NewRow, where: NewRow): Promise<void> {
  const setting = Object.keys(set).map((column) => `${column} = ?`);
  const having = Object.keys(where).map((column) => `${column} = ?`);
  const text = `UPDATE ${table} SET ${setting.join(', ')} WHERE ${having.join(' AND ')}`;
  await sql.run(text, [...Object.values(set), ...Object.values(where)]);
}

/** The list in pieces of at most `most`. */
export function inParts<Each>(list: readonly Each[], most: number): (readonly Each[])[] {
  const parts: (readonly Each[])[] = [];
  for (let start = 0; start < list.length; start += most) parts.push(list.slice(start, start + most));
  return parts;
}

/** `SELECT` that keeps others from changing the rows until the transaction ends; SQLite has the whole file locked. */
export function locking(sql: Sql): string {
  return sql.dialect === 'mysql' ? ' FOR UPDATE' : '';
}
