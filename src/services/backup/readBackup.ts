import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { hashStream, runningHash } from '../../crypto/digest.ts';
import { systemCode } from '../../crypto/keyFileFault.ts';
import type { SqlValue } from '../../storage/door.ts';
import type { WholeTable } from '../../storage/wholeTables.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import {
  type BackupEnd,
  type BackupHeader,
  backupFormat,
  formatVersion,
  type Progress,
  rowFromJson,
} from './backupFile.ts';
import { type ByteReader, byteReader } from './byteReader.ts';

export interface BackupToRead {
  readonly file: string;
  readonly tables: readonly WholeTable[];
  /** The steps of the schema that the rows must be of. */
  readonly migrations: readonly string[];
  readonly progress: Progress;
}

/** Who takes what is in a backup; what is not taken is passed over. */
export interface BackupTaker {
  upload?(hash: string, content: AsyncIterable<Uint8Array>): Promise<void>;
  rows?(table: WholeTable, rows: readonly (readonly SqlValue[])[]): Promise<void>;
}

/** So much of a table is handed over at a time: far below what a database takes in one message. */
const rowsAtOnce = 200;
const charactersAtOnce = 500_000;

/**
 * Reads a whole backup, hands over what is in it and checks it on the way. What it handed over is sound only if it
 * returns.
 * @throws OperatorRefusal for a file that is missing, no backup, damaged, cut short, or of another version
 */
export async function readBackup(what: BackupToRead, taker: BackupTaker = {}): Promise<BackupEnd['end']> {
  const { file, progress } = what;
  const size = await sizeOf(file);
  const packed = createReadStream(file);
  const unpacked = pipeline(packed, createGunzip(), () => undefined);
  const hash = runningHash();
  async function* told(): AsyncGenerator<Uint8Array> {
    for await (const chunk of unpacked as AsyncIterable<Uint8Array>) {
      progress('bytes', packed.bytesRead, size);
      yield chunk;
    }
  }
  try {
    return await readAll(byteReader(told(), hash), what, taker);
  } catch (error) {
    if (systemCode(error).startsWith('Z_')) throw damaged(file);
    throw error;
  } finally {
    packed.destroy();
    unpacked.destroy();
  }
}

async function readAll(from: ByteReader, what: BackupToRead, taker: BackupTaker): Promise<BackupEnd['end']> {
  checkHeader(parsed(await from.line()), what);
  const counts: { rows: Record<string, number>; uploads: number } = { rows: {}, uploads: 0 };
  let table: WholeTable | undefined;
  let rows: SqlValue[][] = [];
  let characters = 0;
  const handOver = async () => {
    if (table !== undefined && rows.length > 0) await taker.rows?.(table, rows);
    rows = [];
    characters = 0;
  };
  for (;;) {
    const text = from.lineAtHand() ?? (await from.line());
    const value = parsed(text);
    if (Array.isArray(value)) {
      const row = table === undefined ? undefined : rowFromJson(value, table);
      if (table === undefined || row === undefined) throw damaged(what.file);
      rows.push(row);
      characters += text?.length ?? 0;
      counts.rows[table.name] = (counts.rows[table.name] ?? 0) + 1;
      if (rows.length >= rowsAtOnce || characters >= charactersAtOnce) await handOver();
      continue;
    }
    await handOver();
    if (isEnd(value)) {
      const { end } = value;
      const sum = from.sumBeforeLastLine();
      const isWhole = (await from.isOver()) && sum === end.sha256 && counts.uploads === end.uploads;
      const same = what.tables.every(({ name }) => counts.rows[name] === end.rows[name]);
      if (!isWhole || !same) throw damaged(what.file);
      return end;
    }
    if (isUpload(value)) {
      await passUpload(from, value, { file: what.file, taker });
      counts.uploads += 1;
      continue;
    }
    table = tableOf(value, what.tables);
    if (table === undefined || counts.rows[table.name] !== undefined) throw damaged(what.file);
    counts.rows[table.name] = 0;
  }
}

async function passUpload(
  from: ByteReader,
  { upload, size }: { readonly upload: string; readonly size: number },
  { file, taker }: { readonly file: string; readonly taker: BackupTaker },
): Promise<void> {
  const hash = runningHash();
  async function* passing(): AsyncGenerator<Uint8Array> {
    for await (const chunk of from.bytes(size)) {
      hash.add(chunk);
      yield chunk;
    }
  }
  if (taker.upload) await taker.upload(upload, passing());
  else await hashStream(passing());
  if (hash.sum().toString('hex') !== upload || (await from.line()) !== '') throw damaged(file);
}

function parsed(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function checkHeader(value: unknown, { file, migrations }: BackupToRead): void {
  const header = fieldsOf(value) as Partial<BackupHeader>;
  if (header.format !== backupFormat) throw new OperatorRefusal(`${file} is no backup of Tinygate.`);
  const steps = header.migrations ?? [];
  const differing = [
    ...migrations.filter((step) => !steps.includes(step)),
    ...steps.filter((step) => !migrations.includes(step)),
  ];
  if (header.formatVersion === formatVersion && differing.length === 0) return;
  throw new OperatorRefusal(
    `${file} was made by another version of Tinygate (${differing.join(', ') || 'format'}). ` +
      'Restore it with that version, then run the migrate of this one.',
  );
}

function isEnd(value: unknown): value is BackupEnd {
  const end = fieldsOf(fieldsOf(value).end);
  return typeof end.sha256 === 'string' && typeof end.rows === 'object' && end.rows !== null;
}

function isUpload(value: unknown): value is { readonly upload: string; readonly size: number } {
  const { upload, size } = fieldsOf(value);
  return typeof upload === 'string' && /^[0-9a-f]{64}$/.test(upload) && Number.isSafeInteger(size);
}

function tableOf(value: unknown, tables: readonly WholeTable[]): WholeTable | undefined {
  const { table: name, columns } = fieldsOf(value);
  const table = tables.find((one) => one.name === name);
  return Array.isArray(columns) && table?.columns.join() === columns.join() ? table : undefined;
}

function damaged(file: string): OperatorRefusal {
  return new OperatorRefusal(`${file} is damaged or was cut short. Nothing was restored.`);
}

async function sizeOf(file: string): Promise<number> {
  try {
    const found = await stat(file);
    if (found.isFile()) return found.size;
    throw new OperatorRefusal(`${file} is no file.`);
  } catch (error) {
    if (error instanceof OperatorRefusal) throw error;
    throw new OperatorRefusal(`${file} cannot be read (${systemCode(error)}).`);
  }
}
