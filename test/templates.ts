import { randomBytes } from 'node:crypto';
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import mysql from 'mysql2/promise';
import { migrateUp } from '../src/storage/migrating.ts';
import { openDoor } from '../src/storage/openDoor.ts';

/** Where a database of the run is, empty so far. */
export interface Place {
  readonly url: string;
  /** Of its own. */
  readonly folder: string;
}

/**
 * Brings an empty database up to date: what the migrations make is made once in a run and copied from then on, since
 * every suite has databases and few are about migrations. Without a folder of the run, the migrations do it.
 */
export async function bringUpToDate(place: Place): Promise<void> {
  const folder = process.env.TEST_FOLDER;
  if (folder === undefined) await migrate(place.url);
  else if (place.url.startsWith('sqlite:')) await copyFile(place, folder);
  else await copyTables(place, folder);
}

async function migrate(url: string): Promise<void> {
  const door = openDoor(url);
  try {
    await migrateUp(door);
  } finally {
    await door.close();
  }
}

/** Two workers may make the same at once; each puts a whole one there. */
const draftOf = (path: string) => `${path}.${randomBytes(8).toString('hex')}`;

async function copyFile({ url }: Place, folder: string): Promise<void> {
  const template = join(folder, 'up-to-date.sqlite');
  if (!existsSync(template)) {
    const draft = draftOf(template);
    await migrate(`sqlite:${draft}`);
    renameSync(draft, template);
  }
  copyFileSync(template, url.slice('sqlite:'.length));
}

async function copyTables({ url }: Place, folder: string): Promise<void> {
  const template = join(folder, 'up-to-date.sql');
  if (!existsSync(template)) {
    await migrate(url);
    const draft = draftOf(template);
    writeFileSync(draft, await asText(url));
    renameSync(draft, template);
    return;
  }
  const connection = await mysql.createConnection({ uri: url, multipleStatements: true });
  await connection.query(readFileSync(template, 'utf8'));
  await connection.end();
}

/** The statements that make such tables, with the few rows that migrations leave in them. */
async function asText(url: string): Promise<string> {
  const connection = await mysql.createConnection(url);
  const rows = async (text: string) => (await connection.query<mysql.RowDataPacket[]>(text))[0];
  const statements = ['SET FOREIGN_KEY_CHECKS = 0'];
  for (const table of (await rows('SHOW TABLES')).map((row) => String(Object.values(row)[0]))) {
    const [made] = await rows(`SHOW CREATE TABLE \`${table}\``);
    statements.push(String(made?.['Create Table']));
    for (const row of await rows(`SELECT * FROM \`${table}\``))
      statements.push(connection.format('INSERT INTO ?? VALUES (?)', [table, Object.values(row)]));
  }
  await connection.end();
  return statements.join(';\n');
}
