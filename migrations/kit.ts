import type { QueryRunner } from 'typeorm';

/**
 * What the migrations are written with. Frozen: history must not change when the present does, so this file imports
 * nothing of `src/` and what stands here is never altered, only added to.
 *
 * Every step can be run again, because MySQL commits each DDL statement by itself and a migration may stop half-way.
 */
export type Engine = 'sqlite' | 'mysql';

export function engineOf(runner: QueryRunner): Engine {
  return runner.connection.options.type === 'mysql' || runner.connection.options.type === 'mariadb'
    ? 'mysql'
    : 'sqlite';
}

/** Column types by engine. `exact` compares byte by byte on both, which MySQL's ordinary text does not. */
export function typesOf(engine: Engine) {
  const mysql = engine === 'mysql';
  return {
    key: mysql
      ? 'int unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY'
      : 'integer PRIMARY KEY AUTOINCREMENT NOT NULL',
    bigKey: mysql
      ? 'bigint unsigned NOT NULL AUTO_INCREMENT PRIMARY KEY'
      : 'integer PRIMARY KEY AUTOINCREMENT NOT NULL',
    ref: mysql ? 'int unsigned' : 'integer',
    int: mysql ? 'int' : 'integer',
    time: mysql ? 'bigint' : 'bigint',
    flag: 'tinyint',
    exact: (bytes: number) => (mysql ? `varbinary(${bytes})` : 'text'),
    text: (characters: number) => (mysql ? `varchar(${characters})` : 'text'),
    longText: mysql ? 'mediumtext' : 'text',
    bytes: (length: number) => (mysql ? `binary(${length})` : 'blob'),
  };
}

/** Makes a table unless it is there. Columns are written as SQL, one text each, name first. */
export async function makeTable(
  runner: QueryRunner,
  name: string,
  columns: readonly string[],
): Promise<void> {
  if (engineOf(runner) === 'mysql') {
    const options = 'ENGINE=InnoDB DEFAULT CHARSET=utf8mb4 COLLATE=utf8mb4_unicode_ci';
    await runner.query(`CREATE TABLE IF NOT EXISTS ${name} (${columns.join(', ')}) ${options}`);
    return;
  }
  // TypeORM reads SQLite's schema back from this very text and finds AUTOINCREMENT by the quoted name before it.
  const quoted = columns.map((column) =>
    column.startsWith('PRIMARY KEY') ? column : column.replace(/^\w+/, '"$&"'),
  );
  await runner.query(`CREATE TABLE IF NOT EXISTS "${name}" (${quoted.join(', ')})`);
}

/** Makes an index unless it is there. */
export async function makeIndex(
  runner: QueryRunner,
  kind: 'INDEX' | 'UNIQUE INDEX',
  name: string,
  on: string,
): Promise<void> {
  const [table = '', columns = ''] = on.split(/\s+(?=\()/);
  if (await hasIndex(runner, table, name)) return;
  await runner.query(`CREATE ${kind} ${name} ON ${table} ${columns}`);
}

async function hasIndex(runner: QueryRunner, table: string, name: string): Promise<boolean> {
  const rows: unknown[] =
    engineOf(runner) === 'mysql'
      ? await runner.query(
          'SELECT 1 FROM information_schema.statistics WHERE table_schema = DATABASE() AND table_name = ? AND index_name = ?',
          [table, name],
        )
      : await runner.query("SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?", [name]);
  return rows.length > 0;
}

export async function dropTables(runner: QueryRunner, names: readonly string[]): Promise<void> {
  for (const name of names) await runner.query(`DROP TABLE IF EXISTS ${name}`);
}

/** Removes an index if it is there. */
export async function dropIndex(runner: QueryRunner, name: string, table: string): Promise<void> {
  if (!(await hasIndex(runner, table, name))) return;
  await runner.query(engineOf(runner) === 'mysql' ? `DROP INDEX ${name} ON ${table}` : `DROP INDEX ${name}`);
}

/** Adds a column unless it is there. Written as SQL, name first: `locale varbinary(16)`. */
export async function addColumn(runner: QueryRunner, table: string, column: string): Promise<void> {
  const [name = ''] = column.split(' ');
  if (await hasColumn(runner, table, name)) return;
  const quoted = engineOf(runner) === 'mysql' ? column : column.replace(/^\w+/, '"$&"');
  await runner.query(`ALTER TABLE ${table} ADD COLUMN ${quoted}`);
}

/** Takes a column away if it is there; indexes over it must be gone before. */
export async function dropColumn(runner: QueryRunner, table: string, name: string): Promise<void> {
  if (!(await hasColumn(runner, table, name))) return;
  await runner.query(`ALTER TABLE ${table} DROP COLUMN ${name}`);
}

async function hasColumn(runner: QueryRunner, table: string, name: string): Promise<boolean> {
  const rows: unknown[] =
    engineOf(runner) === 'mysql'
      ? await runner.query(
          'SELECT 1 FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ?',
          [table, name],
        )
      : await runner.query('SELECT 1 FROM pragma_table_info(?) WHERE name = ?', [table, name]);
  return rows.length > 0;
}
