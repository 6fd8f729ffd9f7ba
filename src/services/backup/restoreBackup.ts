import type { Secret } from '../../model/secret.ts';
import type { Door } from '../../storage/door.ts';
import { knownSteps } from '../../storage/migrating.ts';
import { firstFilled, putRows, tablesToFill, wholeTables } from '../../storage/wholeTables.ts';
import { inDatabase } from '../database/openDatabase.ts';
import { OperatorRefusal } from '../operatorRefusal.ts';
import { keepStream } from '../uploads/keepFile.ts';
import type { BackupEnd, Progress } from './backupFile.ts';
import { readBackup } from './readBackup.ts';
import { markRestored, type Restored } from './restored.ts';

export interface RestoreParts {
  /** Absolute path of the backup. */
  readonly file: string;
  readonly databaseUrl: Secret;
  readonly uploadsDir: string;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  readonly progress: Progress;
}

export interface BackupRestored extends Restored, Omit<BackupEnd['end'], 'sha256'> {}

/**
 * Puts a backup into an empty database, and its uploads back, all or nothing: the whole file is checked before the
 * database is opened, and all rows are one transaction, which ends with `restored`.
 * @throws OperatorRefusal for a file that is not sound or of another version, and for a database with anything in it
 */
export async function restoreBackup(parts: RestoreParts): Promise<BackupRestored> {
  const { file, progress } = parts;
  const tables = await wholeTables();
  const toRead = { file, tables, migrations: knownSteps };
  await readBackup({ ...toRead, progress: (what, ...far) => progress(`checked ${what}`, ...far) });
  return inDatabase(parts.databaseUrl, async (door) => {
    await refuseFilled(door, tablesToFill(tables));
    return door.write(async (sql) => {
      const { sha256, ...found } = await readBackup(
        { ...toRead, progress: (what, ...far) => progress(`restored ${what}`, ...far) },
        {
          upload: async (_hash, content) => void (await keepStream(parts.uploadsDir, content)),
          rows: (table, rows) => putRows(sql, table, rows),
        },
      );
      return { ...found, ...(await markRestored(sql, parts.clock())) };
    });
  });
}

async function refuseFilled(door: Door, names: readonly string[]): Promise<void> {
  const filled = await door.read((sql) => firstFilled(sql, names));
  if (filled === undefined) return;
  throw new OperatorRefusal(
    `The database of DATABASE_URL is not empty (${filled}). A backup is restored into an empty one only. Nothing was changed.`,
  );
}
