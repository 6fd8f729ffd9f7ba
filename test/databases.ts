import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { type Door, watchForNesting } from '../src/storage/door.ts';
import { openDoor } from '../src/storage/openDoor.ts';
import { bringUpToDate } from './templates.ts';

export type Engine = 'sqlite' | 'mariadb';

/** The engines of this run: both, unless the machine was said to have no MariaDB. */
export const engines: readonly Engine[] = process.env.TEST_MYSQL_URL ? ['sqlite', 'mariadb'] : ['sqlite'];

export interface TestDatabase {
  readonly url: string;
  readonly folder: string;
  drop(): Promise<void>;
}

/** An empty database of one's own. */
export async function makeDatabase(engine: Engine): Promise<TestDatabase> {
  const folder = mkdtempSync(join(process.env.TEST_FOLDER ?? tmpdir(), 'tinygate-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true });
  if (engine === 'sqlite') {
    return { url: `sqlite:${folder}/test.sqlite`, folder, drop: async () => removeFolder() };
  }
  const server = process.env.TEST_MYSQL_URL ?? '';
  const name = `t${randomBytes(8).toString('hex')}`;
  await say(server, `CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_ci`);
  return {
    url: `${server}${name}`,
    folder,
    async drop() {
      await say(server, `DROP DATABASE IF EXISTS ${name}`);
      removeFolder();
    },
  };
}

async function say(server: string, text: string): Promise<void> {
  const connection = await mysql.createConnection(`${server}mysql`);
  await connection.query(text);
  await connection.end();
}

export interface OpenDatabase extends TestDatabase {
  readonly door: Door;
}

/** A database that is up to date, and its door; `drop` closes it, too. */
export async function openDatabase(engine: Engine): Promise<OpenDatabase> {
  watchForNesting();
  const database = await makeDatabase(engine);
  await bringUpToDate(database);
  const door = openDoor(database.url);
  return {
    ...database,
    door,
    async drop() {
      await door.close();
      await database.drop();
    },
  };
}
