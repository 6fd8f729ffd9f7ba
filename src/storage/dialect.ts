/** The two families of databases that Tinygate keeps its data in. MariaDB and MySQL speak one dialect here. */
export type Dialect = 'sqlite' | 'mysql';

/** The database is not there, does not answer, or refuses for a reason that passes. Answered 503, opens nothing. */
export class DatabaseAway extends Error {
  readonly retryAfterSeconds = 5;
  /** The server's own word why it is no use now, for operators. */
  readonly reason: string | undefined;

  constructor(cause: unknown, reason?: string) {
    super('The database does not answer.', { cause });
    this.name = 'DatabaseAway';
    this.reason = reason;
  }
}

interface DriverError {
  readonly code?: unknown;
  readonly errno?: unknown;
  readonly fatal?: unknown;
  readonly driverError?: unknown;
}

function driverErrorOf(error: unknown): DriverError {
  if (typeof error !== 'object' || error === null) return {};
  const outer = error as DriverError;
  return typeof outer.driverError === 'object' && outer.driverError !== null
    ? (outer.driverError as DriverError)
    : outer;
}

/** A unique key said no: MySQL 1062, SQLite's constraint. This, and never a look beforehand, decides uniqueness. */
export function isDuplicate(error: unknown): boolean {
  const { code, errno } = driverErrorOf(error);
  return errno === 1062 || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
}

/**
 * The whole transaction was rolled back and may be tried again: deadlock 1213, lock wait 1205, lost certification
 * 3101 (MySQL Group Replication), a busy SQLite file.
 */
export function isRetryable(error: unknown): boolean {
  const { code, errno } = driverErrorOf(error);
  if (errno === 1213 || errno === 1205 || errno === 3101) return true;
  return typeof code === 'string' && code.startsWith('SQLITE_BUSY');
}

/** This server has no such variable: it is of another family or version. */
export function isUnknownVariable(error: unknown): boolean {
  return driverErrorOf(error).errno === 1193;
}

/** Another transaction held the row for longer than `innodb_lock_wait_timeout`. */
export function isLockTimeout(error: unknown): boolean {
  return driverErrorOf(error).errno === 1205;
}

const awayCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENOENT',
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'PROTOCOL_ENQUEUE_AFTER_FATAL_ERROR',
  'PROTOCOL_ENQUEUE_AFTER_QUIT',
  'POOL_CLOSED',
  'ER_CON_COUNT_ERROR',
  'ER_SERVER_SHUTDOWN',
  'ER_NORMAL_SHUTDOWN',
  'ER_CONNECTION_KILLED',
  'ER_UNKNOWN_COM_ERROR',
  'ER_LOCK_WAIT_TIMEOUT',
  'SQLITE_CANTOPEN',
  'SQLITE_FULL',
]);

/**
 * 1021, 1026, 1030 and 1114 a disk that is full or fails, 1040 too many connections, 1047 not in the quorum, 1053 shutting
 * down, 1180 commit refused, 1290 and 1836 read-only (expelled from its group), 1317 interrupted, 1927 killed, 3100 the
 * group did not take the commit.
 */
const awayNumbers = new Set([1021, 1026, 1030, 1040, 1047, 1053, 1114, 1180, 1290, 1317, 1836, 1927, 3100]);

/** The connection broke or could not be had. After a COMMIT was sent, this means that its outcome is unknown (R15). */
export function isAway(error: unknown): boolean {
  if (error instanceof DatabaseAway) return true;
  const { code, errno, fatal } = driverErrorOf(error);
  if (
    typeof code === 'string' &&
    (awayCodes.has(code) || code.startsWith('SQLITE_IOERR') || code.startsWith('SQLITE_BUSY'))
  )
    return true;
  if (typeof errno === 'number' && awayNumbers.has(errno)) return true;
  return fatal === true && code !== 'ER_ACCESS_DENIED_ERROR' && code !== 'ER_BAD_DB_ERROR';
}

/** `INSERT` that leaves existing rows alone, so that one statement can claim many keys. */
export function insertUnlessThere(
  dialect: Dialect,
  table: string,
  columns: readonly string[],
  rows: number,
): string {
  const into = `INTO ${table} (${columns.join(',')}) VALUES ${placesFor(columns, rows)}`;
  return dialect === 'mysql' ? `INSERT IGNORE ${into}` : `INSERT ${into} ON CONFLICT DO NOTHING`;
}

/**
 * `INSERT` that leaves existing rows alone, and unlike IGNORE cuts no value to fit. Who was there before is not told.
 * @param columns the first is part of the key
 */
export function insertQuietly(
  dialect: Dialect,
  table: string,
  columns: readonly string[],
  rows: number,
): string {
  const end =
    dialect === 'mysql' ? `ON DUPLICATE KEY UPDATE ${columns[0]} = ${columns[0]}` : 'ON CONFLICT DO NOTHING';
  return `${insertRows(table, columns, rows)} ${end}`;
}

export function insertRows(table: string, columns: readonly string[], rows: number): string {
  return `INSERT INTO ${table} (${columns.join(',')}) VALUES ${placesFor(columns, rows)}`;
}

function placesFor(columns: readonly string[], rows: number): string {
  const row = `(${'?,'.repeat(columns.length - 1)}?)`;
  return `${row}${`,${row}`.repeat(rows - 1)}`;
}
