import type { SqlValue } from '../../storage/door.ts';
import type { WholeTable } from '../../storage/wholeTables.ts';

/**
 * A backup is one gzip file of lines: a header, then for each upload a line and its bytes, then for each table a line
 * and its rows, then the end with the sums. Rows are JSON lists in the order of the table's columns, bytes in them
 * base64, so that either engine reads what the other has written.
 */
export const backupFormat = 'tinygate-backup';
export const formatVersion = 1;

export interface BackupHeader {
  readonly format: typeof backupFormat;
  readonly formatVersion: number;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  /** The steps of the schema that the rows are of. */
  readonly migrations: readonly string[];
}

export interface UploadLine {
  /** SHA-256 of the bytes that follow, hexadecimal. */
  readonly upload: string;
  readonly size: number;
}

export interface TableLine {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface BackupEnd {
  readonly end: {
    /** Rows of each table. */
    readonly rows: Readonly<Record<string, number>>;
    readonly uploads: number;
    /** Hashes of uploads that were not there, or not what their name says, when the backup was made. */
    readonly lost: readonly string[];
    /** SHA-256 of all before this line, hexadecimal. */
    readonly sha256: string;
  };
}

export function rowToJson(row: Readonly<Record<string, SqlValue>>, { columns }: WholeTable): unknown[] {
  return columns.map((column) => {
    const value = row[column] ?? null;
    if (Buffer.isBuffer(value)) return value.toString('base64');
    return typeof value === 'bigint' ? Number(value) : value;
  });
}

/** Undefined for what is no row of this table. */
export function rowFromJson(row: unknown, { columns, bytes }: WholeTable): SqlValue[] | undefined {
  if (!Array.isArray(row) || row.length !== columns.length) return undefined;
  const values: SqlValue[] = [];
  for (const [place, column] of columns.entries()) {
    const value: unknown = row[place];
    if (value !== null && typeof value !== 'string' && typeof value !== 'number') return undefined;
    values.push(bytes.has(column) && typeof value === 'string' ? Buffer.from(value, 'base64') : value);
  }
  return values;
}

/** How far a long work is. */
export type Progress = (what: string, done: number, total: number) => void;
