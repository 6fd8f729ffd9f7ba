import type mysql from 'mysql2';
import { DatabaseAway } from './dialect.ts';
import type { Sql, SqlValue, Statement, Written } from './door.ts';
import { writtenOut } from './writtenOut.ts';

const queryTimeoutMs = 15_000;

/**
 * IGNORE is meant for rows that are there already, but it also turns strict mode off: a value that is too long is cut,
 * a NULL becomes 0. Each of these, and each row left out, is one warning.
 */
function refuseCutValues({ affectedRows, info, warningStatus }: mysql.ResultSetHeader): void {
  const given = Number(/Records: (\d+)/.exec(info)?.[1] ?? 1);
  if (warningStatus > given - affectedRows) throw new Error('A value does not fit its column.');
}

/** Says one statement that is not prepared; answers its rows, where it has any. */
export async function command(connection: mysql.Connection, text: string): Promise<unknown> {
  return (await answered((answer) => connection.query(text, answer))).result;
}

/**
 * Connections to nodes of a Galera cluster. Where the commit of another node undoes a transaction between two statements
 * of one text, MariaDB 10.11 says nothing, takes the next one for a transaction of its own, and then COMMIT succeeds: a
 * launch would be accepted whose nonce another node has taken. Between two texts it says 1213.
 */
const clustered = new WeakSet<object>();

/** From now on no two statements travel together on this connection. */
export function keepApart(connection: mysql.Connection): void {
  clustered.add(connection);
}

/**
 * Several statements in one journey, in their order; the first that fails is the last that is done. Their values are
 * in the text, escaped for the `sql_mode` and character set that every connection is given. None of them may say IGNORE:
 * nobody looks at what it let through.
 */
export async function together(
  connection: mysql.PoolConnection,
  statements: readonly Statement[],
): Promise<void> {
  if (clustered.has(connection) && statements.length > 1) {
    for (const statement of statements) await together(connection, [statement]);
    return;
  }
  const escaped = escapedFor(connection);
  const text = statements.map((one) => writtenOut(one, escaped)).join(';\n');
  // `null` keeps the driver from looking for places of values in it.
  await answered((answer) => connection.query(text, null, answer));
}

function escapedFor(connection: mysql.Connection): (value: SqlValue) => string {
  return (value) => connection.escape(value);
}

interface Answer {
  readonly result: unknown;
  readonly fields: readonly Field[];
}

/** The driver's own time-out outlives a connection that broke and holds the process up when it wants to end. */
function answered(
  ask: (answer: (error: unknown, result: unknown, fields: unknown) => void) => void,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const tooLate = setTimeout(
      () => reject(new DatabaseAway(new Error('No answer in time.'))),
      queryTimeoutMs,
    );
    ask((error, result, fields) => {
      clearTimeout(tooLate);
      if (error) reject(error);
      else resolve({ result, fields: (fields ?? []) as readonly Field[] });
    });
  });
}

interface Field {
  readonly name: string;
  readonly columnType?: number;
  readonly type?: number;
  readonly characterSet?: number;
}

/** VARBINARY, and a BLOB of any length: of TEXT they are told by their character set. */
const exactTypes: ReadonlySet<number | undefined> = new Set([249, 250, 251, 252, 253]);
const binaryCharset = 63;

/**
 * Values of a statement that is prepared, and stays so. One with more writes rows of a number that hardly ever comes
 * again: to prepare it, the database describes each place of a value to the driver, one by one. Kept, those descriptions
 * were a third of what a server under load held in memory after a quarter of an hour.
 */
const mostPrepared = 200;

/** Statements on one connection. Throws DatabaseAway where one is not answered within 15 s. */
export function speak(connection: mysql.Connection | mysql.PoolConnection): Sql {
  const execute = (text: string, values: readonly SqlValue[]) =>
    answered((done) => {
      if (values.length <= mostPrepared) connection.execute(text, [...values], done);
      else connection.query(writtenOut({ text, values }, escapedFor(connection)), null, done);
    });
  return {
    dialect: 'mysql',
    async rows<Row>(text: string, values: readonly SqlValue[] = []) {
      const { result, fields } = await execute(text, values);
      const rows = result as Record<string, unknown>[];
      // They are how exact text is kept (columns.ts); BINARY stays bytes.
      const exactOnes = fields.filter(
        (field) => exactTypes.has(field.columnType ?? field.type) && field.characterSet === binaryCharset,
      );
      for (const row of rows) {
        for (const { name } of exactOnes) {
          const value = row[name];
          if (Buffer.isBuffer(value)) row[name] = value.toString('utf8');
        }
      }
      return rows as Row[];
    },
    async run(text: string, values: readonly SqlValue[] = []): Promise<Written> {
      const { result } = await execute(text, values);
      const header = result as mysql.ResultSetHeader;
      if (text.startsWith('INSERT IGNORE')) refuseCutValues(header);
      return { affected: header.affectedRows, lastId: header.insertId };
    },
  };
}
