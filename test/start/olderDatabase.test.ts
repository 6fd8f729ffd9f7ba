import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { restored } from '../../src/services/backup/restored.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { build } from './built.ts';
import { cleanUp, dataFolder, settingsIn, startProcess } from './tinygateProcess.ts';

beforeAll(build, 180_000);

let folder: string;
beforeEach(() => {
  folder = dataFolder();
});
afterEach(() => cleanUp(folder));

const warning = 'the database looks older than the last start; once restored, run: tinygate restored';

/** One start and stop; what it warned of. */
async function once(changes: Record<string, string> = {}): Promise<readonly string[]> {
  const server = startProcess({ ...settingsIn(folder), ...changes });
  await server.port();
  await server.stop();
  return server.lines.filter(({ level }) => level === 40).map(({ msg }) => msg);
}

test('a server tells at every start that its database was put back, until it is marked as restored', async () => {
  const file = join(folder, 'tinygate.sqlite');
  const copy = join(folder, 'copy.sqlite');
  expect(await once()).toEqual([]);
  expect(statSync(join(folder, 'last-start.json')).mode & 0o777).toBe(0o600);
  copyFileSync(file, copy);
  // Several workers note their starts at once, and none mistakes that for an older database.
  expect(await once({ WORKERS: '3' })).toEqual([]);
  for (const end of ['-wal', '-shm']) rmSync(`${file}${end}`, { force: true });
  copyFileSync(copy, file);
  expect([await once(), await once()]).toEqual([[warning], [warning]]);
  const door = openDoor(`sqlite:${file}`);
  await restored(door, Date.now());
  await door.close();
  expect([await once(), await once()]).toEqual([[], []]);
}, 60_000);

test('a server starts where its start cannot be noted, and says so', async () => {
  mkdirSync(join(folder, 'last-start.json'));
  expect(await once()).toEqual(['the start was not noted; a database that is older would not be noticed']);
  expect(await once({ DATABASE_URL: 'sqlite::memory:' })).toEqual([]);
  expect(() => readFileSync(join(folder, 'last-start.json'))).toThrow('EISDIR');
});
