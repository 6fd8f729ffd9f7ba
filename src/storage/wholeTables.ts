import type { EntitySchemaColumnOptions } from 'typeorm';
import { insertRows } from './dialect.ts';
import type { Sql, SqlValue } from './door.ts';
import { endedByRestore } from './pastStore.ts';

/** A table as it is copied from one database into another, perhaps of the other engine. */
export interface WholeTable {
  readonly name: string;
  readonly columns: readonly string[];
  /** Of them, those that hold bytes. */
  readonly bytes: ReadonlySet<string>;
  readonly primary: readonly string[];
}

/** What lasts one morning does not go into a copy; `settings_version` says how this very database came to be. */
const notCopied = new Set([...endedByRestore, 'settings_version']);

/** Every table that a copy holds. Loads TypeORM, which has the description. */
export async function wholeTables(): Promise<readonly WholeTable[]> {
  const { schemas } = await import('./schema/index.ts');
  return schemas('sqlite')
    .filter(({ options }) => !notCopied.has(options.name))
    .map(({ options }) => {
      const columns = Object.entries<EntitySchemaColumnOptions>(options.columns);
      const named = (is: (column: EntitySchemaColumnOptions) => boolean) =>
        columns.filter(([, column]) => is(column)).map(([name]) => name);
      return {
        name: options.name,
        columns: columns.map(([name]) => name),
        bytes: new Set(named((column) => column.type === 'blob')),
        primary: named((column) => column.primary === true),
      };
    });
}

const rowsAtOnce = 500;

/** All rows in the order of the primary key, a page at a time: no row is skipped, none read twice. */
export async function* rowsOf(
  sql: Sql,
  { name, columns, primary }: WholeTable,
): AsyncGenerator<readonly Readonly<Record<string, SqlValue>>[]> {
  const select = `SELECT ${columns.join(', ')} FROM ${name}`;
  const order = `ORDER BY ${primary.join(', ')} LIMIT ${rowsAtOnce}`;
  let last: Readonly<Record<string, SqlValue>> | undefined;
  for (;;) {
    const { text, values } = last === undefined ? { text: '', values: [] } : after(sql, primary, last);
    const page: Readonly<Record<string, SqlValue>>[] = await sql.rows(`${select} ${text} ${order}`, values);
    if (page.length > 0) yield page;
    if (page.length < rowsAtOnce) return;
    last = page.at(-1);
  }
}

/** Each engine reads the index from there on by another spelling only, and the whole table by the other one's. */
function after(sql: Sql, primary: readonly string[], last: Readonly<Record<string, SqlValue>>) {
  const lastOf = (column: string) => last[column] ?? null;
  if (sql.dialect === 'sqlite') {
    const marks = primary.map(() => '?').join(', ');
    return { text: `WHERE (${primary.join(', ')}) > (${marks})`, values: primary.map(lastOf) };
  }
  const steps = primary.map((column, place) => {
    const before = primary.slice(0, place);
    const text = [...before.map((one) => `${one} = ?`), `${column} > ?`].join(' AND ');
    return { text: `(${text})`, values: [...before, column].map(lastOf) };
  });
  return {
    text: `WHERE ${steps.map(({ text }) => text).join(' OR ')}`,
    values: steps.flatMap(({ values }) => values),
  };
}

/** The first table that has a row; undefined where none has. */
export async function firstFilled(sql: Sql, names: readonly string[]): Promise<string | undefined> {
  for (const name of names) {
    if ((await sql.rows(`SELECT 1 AS there FROM ${name} LIMIT 1`)).length > 0) return name;
  }
  return undefined;
}

/** Every table that must be empty before a copy is put in. */
export function tablesToFill(tables: readonly WholeTable[]): readonly string[] {
  return [...tables.map(({ name }) => name), ...endedByRestore];
}

export async function putRows(
  sql: Sql,
  { name, columns }: WholeTable,
  rows: readonly (readonly SqlValue[])[],
): Promise<void> {
  if (rows.length > 0) await sql.run(insertRows(name, columns, rows.length), rows.flat());
}

/** SHA-256 of every file that an item or a site shows, hexadecimal. */
export async function uploadHashes(sql: Sql): Promise<readonly string[]> {
  const text = `SELECT file_hash FROM items WHERE file_hash IS NOT NULL
    UNION SELECT hash FROM site_entries ORDER BY file_hash`;
  return (await sql.rows<{ file_hash: string }>(text)).map(({ file_hash: hash }) => hash);
}
