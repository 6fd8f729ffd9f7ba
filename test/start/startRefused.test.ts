import { chmodSync, cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openDoor } from '../../src/storage/openDoor.ts';
import { build } from './built.ts';
import { cleanUp, dataFolder, settingsIn, startProcess, type TinygateProcess } from './tinygateProcess.ts';

/** A folder that a server was started on once. */
let used: string;
beforeAll(async () => {
  await build();
  used = dataFolder();
  await startOnce(used);
}, 180_000);
afterAll(() => cleanUp(used));

let folder: string;
beforeEach(() => {
  folder = dataFolder();
});
afterEach(() => cleanUp(folder));

const file = (name: string) => join(folder, name);

async function startOnce(where: string): Promise<void> {
  const server = startProcess(settingsIn(where));
  await server.port();
  await server.stop();
}

/** The same state as after a first start in this test's own folder. */
function startedBefore(): void {
  cpSync(used, folder, { recursive: true });
}

/** Exit 1, nothing listened on, and on standard error nothing but sentences for the operator. */
async function refusalOf(server: TinygateProcess): Promise<string> {
  const { code } = await server.exit;
  const listened = server.lines.some(({ msg }) => msg === 'listening');
  expect([code, listened]).toEqual([1, false]);
  expect(server.stderr()).not.toMatch(/\n\s+at |node:internal|Error:/);
  return server.stderr();
}

describe('a server refuses to start', () => {
  test('with bad settings, and says all of them at once', async () => {
    const bad = { PORT: 'x', WORKERS: '0', DATABASE_URL: 'mysql://tiny:qwpzxv@db', LOG_LEVEL: 'loud' };
    const server = startProcess({ ...settingsIn(folder), ...bad });
    const said = await refusalOf(server);
    expect(said.trimEnd().split('\n')).toEqual([
      'These settings cannot be used:',
      expect.stringContaining('PORT is not a whole number'),
      expect.stringContaining('DATABASE_URL lacks the host or the name'),
      expect.stringContaining('WORKERS is not a whole number'),
      expect.stringContaining('LOG_LEVEL is not one of'),
    ]);
    expect([said.includes('qwpzxv'), server.lines]).toEqual([false, []]);
  });

  test('on a database of a newer version, whose data it would spoil', async () => {
    startedBefore();
    const door = openDoor(`sqlite:${file('tinygate.sqlite')}`);
    await door.write((sql) =>
      sql.run("INSERT INTO migrations (timestamp, name) VALUES (2000000000000, 'Future2000000000000')"),
    );
    await door.close();
    const said = await refusalOf(startProcess(settingsIn(folder)));
    expect(said).toBe(
      "The database's schema is newer than this version (Future2000000000000). Start the newer version instead.\n",
    );
  });

  test.each(['root', 'session'] as const)(
    'without the %s key that the database was used with, and makes no other one',
    async (kind) => {
      startedBefore();
      const name = kind === 'root' ? 'root.key' : 'session.keys';
      rmSync(file(name));
      const said = await refusalOf(startProcess(settingsIn(folder)));
      expect(said).toContain(`${file(name)} lacks the key `);
      expect(said).toContain('Put the file back from your backup');
      expect(() => readFileSync(file(name))).toThrow('ENOENT');
    },
  );

  test('with the root key of another installation', async () => {
    startedBefore();
    const other = dataFolder();
    await startOnce(other);
    const foreign = readFileSync(join(other, 'root.key'), 'utf8');
    cleanUp(other);
    writeFileSync(file('root.key'), foreign, { mode: 0o600 });
    const said = await refusalOf(startProcess(settingsIn(folder)));
    expect(said).toContain(`${file('root.key')} lacks the key `);
    expect(readFileSync(file('root.key'), 'utf8')).toBe(foreign);
  });

  test.each(['root.key', 'session.keys'])('with a %s that others on the machine may read', async (name) => {
    startedBefore();
    chmodSync(file(name), 0o640);
    const said = await refusalOf(startProcess(settingsIn(folder)));
    expect(said).toContain(`${file(name)}: others on this machine may open it (mode 0640); run: chmod 600`);
  });

  test('with a key file that is no key file', async () => {
    writeFileSync(file('root.key'), 'not a key\n', { mode: 0o600 });
    const said = await refusalOf(startProcess(settingsIn(folder)));
    expect(said).toContain(file('root.key'));
    expect(readFileSync(file('root.key'), 'utf8')).toBe('not a key\n');
  });

  test('where the file of the database cannot be opened', async () => {
    writeFileSync(file('plain'), '');
    const settings = { ...settingsIn(folder), DATABASE_URL: `sqlite:${file('plain')}/below.sqlite` };
    expect(await refusalOf(startProcess(settings))).toContain('The file of DATABASE_URL cannot be opened.');
  });

  test('where no database server answers', async () => {
    const port = await takenPort((free) => free);
    const settings = { ...settingsIn(folder), DATABASE_URL: `mysql://tiny:qwpzxv@127.0.0.1:${port}/tiny` };
    const server = startProcess(settings);
    expect(await refusalOf(server)).toContain('The database of DATABASE_URL does not answer.');
    expect(JSON.stringify(server.lines)).not.toContain('qwpzxv');
  });

  test('on a port that another program has, and names it', async () => {
    const said = await takenPort(async (port) =>
      refusalOf(startProcess({ ...settingsIn(folder), PORT: String(port) })),
    );
    expect(said).toMatch(/^Port \d+ is taken by another program\. Stop that one, or set PORT\.\n$/);
  });

  test('with several workers as with one: each says it, none is started again and again', async () => {
    chmodSync(folder, 0o700);
    writeFileSync(file('root.key'), 'not a key\n', { mode: 0o600 });
    const server = startProcess({ ...settingsIn(folder), WORKERS: '2' });
    const said = await refusalOf(server);
    expect(said).toContain(file('root.key'));
    expect(server.lines.filter(({ msg }) => msg === 'a worker died and is replaced')).toEqual([]);
  });
});

/** Listens somewhere while `work` is at it. */
async function takenPort<T>(work: (port: number) => T | Promise<T>): Promise<T> {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  try {
    return await work(port);
  } finally {
    await new Promise((resolve) => other.close(resolve));
  }
}
