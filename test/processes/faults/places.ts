import { execFileSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import type { Engine } from '../../databases.ts';
import { type OwnMariadb, runMariadb, startMariadb } from '../../mariadb.ts';

/** A database that may be hurt: nobody else uses it. */
export interface Place {
  readonly url: string;
  /** For keys and uploads. */
  readonly folder: string;
  /** Where the database keeps its files. */
  readonly disk: string;
  /** Of MariaDB; SQLite has no process of its own. */
  readonly mariadb: () => OwnMariadb;
  /** Ends MariaDB as its operator does, and waits for the end. */
  stop(): Promise<void>;
  startAgain(): Promise<void>;
  remove(): void;
}

export async function makePlace(engine: Engine, disk?: string): Promise<Place> {
  const folder = mkdtempSync(join(disk ?? tmpdir(), 'tinygate-faults-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  if (engine === 'sqlite') {
    const none = () => {
      throw new Error('SQLite has no server.');
    };
    const url = `sqlite:${folder}/test.sqlite`;
    return {
      url,
      folder,
      disk: disk ?? folder,
      mariadb: none,
      stop: none,
      startAgain: none,
      remove: removeFolder,
    };
  }
  let mariadb = await startMariadb(disk === undefined ? {} : { below: disk });
  const connection = await mysql.createConnection(mariadb.url('mysql'));
  await connection.query('CREATE DATABASE tinygate CHARACTER SET utf8mb4');
  await connection.end();
  return {
    url: mariadb.url('tinygate'),
    folder,
    disk: disk ?? mariadb.folder,
    mariadb: () => mariadb,
    async stop() {
      const ended = new Promise((resolve) => mariadb.process.once('exit', resolve));
      mariadb.process.kill('SIGTERM');
      await ended;
    },
    async startAgain() {
      mariadb = await runMariadb(mariadb.folder, mariadb.port);
    },
    remove() {
      mariadb.stop();
      removeFolder();
    },
  };
}

/** Only root may mount. */
export const mayMount = process.getuid?.() === 0;

export interface SmallDisk {
  readonly folder: string;
  fill(): void;
  empty(): void;
  remove(): void;
}

/** A disk of so many MiB, in memory. */
export function smallDisk(mebibytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), 'tinygate-disk-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tinygate-tests', folder]);
  const ballast = join(folder, 'ballast');
  return {
    folder,
    fill() {
      const file = openSync(ballast, 'a');
      for (const size of [1_048_576, 4_096]) while (couldWrite(file, Buffer.alloc(size)));
      closeSync(file);
    },
    empty: () => rmSync(ballast, { force: true }),
    remove() {
      execFileSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function couldWrite(file: number, bytes: Buffer): boolean {
  try {
    return writeSync(file, bytes) === bytes.length;
  } catch {
    return false;
  }
}
