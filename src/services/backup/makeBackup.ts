import { existsSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { runningHash } from '../../crypto/digest.ts';
import { placeWithoutOverwriting } from '../../crypto/keyFile.ts';
import { KeyFileFault, systemCode } from '../../crypto/keyFileFault.ts';
import { randomToken } from '../../crypto/randomTokens.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { knownSteps } from '../../storage/migrating.ts';
import { rowsOf, uploadHashes, wholeTables } from '../../storage/wholeTables.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { measureFile, uploadPath } from '../uploads/keepFile.ts';
import { type BackupEnd, backupFormat, formatVersion, type Progress, rowToJson } from './backupFile.ts';

export interface BackupParts {
  /** Absolute path of the backup. */
  readonly file: string;
  readonly uploadsDir: string;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly progress: Progress;
}

export type BackupMade = Omit<BackupEnd['end'], 'sha256'>;

/**
 * Writes database and uploads into one file, whole or not at all, for its owner's eyes only. Servers may run: all rows
 * are of one moment, and uploads never change.
 * @throws OperatorRefusal where the file is there already or cannot be written
 */
export async function makeBackup(door: Door, parts: BackupParts): Promise<BackupMade> {
  const { file } = parts;
  if (existsSync(file)) throw isThere(file);
  const draft = `${file}.${randomToken()}.new`;
  try {
    const made = await door.snapshot((sql) => writeDraft(sql, draft, parts));
    await placeWithoutOverwriting(draft, file);
    return made;
  } catch (error) {
    if (error instanceof KeyFileFault) throw isThere(file);
    if (['ENOENT', 'EACCES', 'ENOSPC', 'EROFS', 'ENOTDIR', 'EDQUOT'].includes(systemCode(error))) {
      throw new OperatorRefusal(`${file} cannot be written (${systemCode(error)}). No backup was made.`);
    }
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

function isThere(file: string): OperatorRefusal {
  return new OperatorRefusal(`${file} is there already and stays as it is. Name another file.`);
}

async function writeDraft(sql: Sql, draft: string, parts: BackupParts): Promise<BackupMade> {
  const to = await open(draft, 'wx', 0o600);
  try {
    const made = { rows: {}, uploads: 0, lost: [] };
    await pipeline(pieces(sql, parts, made), createGzip(), async (packed: AsyncIterable<Uint8Array>) => {
      for await (const chunk of packed) await to.writeFile(chunk);
    });
    await to.sync();
    return made;
  } finally {
    await to.close();
  }
}

interface Counts {
  readonly rows: Record<string, number>;
  uploads: number;
  readonly lost: string[];
}

async function* pieces(sql: Sql, parts: BackupParts, counts: Counts): AsyncGenerator<Uint8Array> {
  const hash = runningHash();
  for await (const chunk of contents(sql, parts, counts)) {
    hash.add(chunk);
    yield chunk;
  }
  const end: BackupEnd = { end: { ...counts, sha256: hash.sum().toString('hex') } };
  yield line(end);
}

async function* contents(sql: Sql, parts: BackupParts, counts: Counts): AsyncGenerator<Uint8Array> {
  yield line({ format: backupFormat, formatVersion, madeAt: parts.now, migrations: knownSteps });
  const hashes = await uploadHashes(sql);
  for (const [place, hash] of hashes.entries()) {
    yield* upload(uploadPath(parts.uploadsDir, hash), hash, counts);
    parts.progress('uploads', place + 1, hashes.length);
  }
  const tables = await wholeTables();
  for (const [place, table] of tables.entries()) {
    yield line({ table: table.name, columns: table.columns });
    let count = 0;
    for await (const page of rowsOf(sql, table)) {
      count += page.length;
      yield Buffer.from(page.map((row) => `${JSON.stringify(rowToJson(row, table))}\n`).join(''));
    }
    counts.rows[table.name] = count;
    parts.progress('tables', place + 1, tables.length);
  }
}

async function* upload(path: string, hash: string, counts: Counts): AsyncGenerator<Uint8Array> {
  const size = await soundSize(path, hash);
  if (size === undefined) {
    counts.lost.push(hash);
    return;
  }
  yield line({ upload: hash, size });
  let sent = 0;
  for await (const chunk of (await open(path)).createReadStream() as AsyncIterable<Uint8Array>) {
    sent += chunk.length;
    yield chunk;
  }
  if (sent !== size) throw new OperatorRefusal(`${path} changed while it was read. No backup was made.`);
  yield Buffer.from('\n');
  counts.uploads += 1;
}

/** Undefined where it is not there, or not what its name says. */
async function soundSize(path: string, hash: string): Promise<number | undefined> {
  try {
    const found = await measureFile(await open(path));
    return found.hash === hash ? found.size : undefined;
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function line(value: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(value)}\n`);
}
