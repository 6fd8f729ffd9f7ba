import { mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type OwnMariadb, startMariadb } from './mariadb.ts';

declare global {
  var ownMariadb: OwnMariadb | undefined;
  var ownFolder: string | undefined;
}

/** Nothing of the run's databases outlives it: they need no disk, and wait for none. */
const forgetful = [
  '--innodb-flush-log-at-trx-commit=0',
  '--innodb-flush-method=nosync',
  '--skip-innodb-doublewrite',
  '--skip-log-bin',
];

/**
 * One MariaDB for the whole run, and a folder for files of SQLite; every test makes databases of its own there.
 * `TEST_ENGINES=sqlite` leaves MariaDB out. Tests of what a disk keeps start servers of their own.
 */
export default async function globalSetup(): Promise<void> {
  globalThis.ownFolder = mkdtempSync(join(inMemory() ?? tmpdir(), 'tinygate-run-'));
  process.env.TEST_FOLDER = globalThis.ownFolder;
  if (process.env.TEST_ENGINES === 'sqlite' || process.env.TEST_MYSQL_URL) return;
  try {
    globalThis.ownMariadb = await startMariadb({ below: globalThis.ownFolder, options: forgetful });
  } catch (error) {
    rmSync(globalThis.ownFolder, { recursive: true, force: true });
    throw error;
  }
  process.env.TEST_MYSQL_URL = globalThis.ownMariadb.url('');
}

/** Where files are kept in memory, if there is room: containers often have next to none. */
function inMemory(folder = '/dev/shm'): string | undefined {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize > 2 * 2 ** 30 ? folder : undefined;
  } catch {
    return undefined;
  }
}
