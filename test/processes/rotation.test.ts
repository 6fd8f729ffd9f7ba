import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { newDataKey } from '../../src/crypto/dataKey.ts';
import { wrapDataKey } from '../../src/crypto/dataKeyWrap.ts';
import { type RootKeys, readRootKeys } from '../../src/crypto/rootKeys.ts';
import { Secret } from '../../src/model/secret.ts';
import { sealOfDomain } from '../../src/services/keys/domainSeal.ts';
import { domainKeyOwner, protectorPlace } from '../../src/services/keys/keyRing.ts';
import { addDataKey, dataKeyStore } from '../../src/storage/dataKeyStore.ts';
import type { Door } from '../../src/storage/door.ts';
import { engines, makeDatabase, type TestDatabase } from '../databases.ts';
import { factories } from '../factories.ts';
import {
  type Build,
  build,
  getAt,
  launchAt,
  prepare,
  type Served,
  type ServerProcess,
  startProcess,
} from './served.ts';

const patience = 180_000;

/** Enough for a command to be killed in the middle. */
async function fill(door: Door, root: RootKeys): Promise<void> {
  const make = factories(door);
  const now = Date.now();
  const [key] = await dataKeyStore(door).all();
  const domain = { id: key?.domainId ?? 0, name: 'msu' };
  const seal = await door.write((sql) => sealOfDomain(sql, { domain, root, now }));
  for (let number = 2; number <= 300; number += 1) {
    const place = { domainId: domain.id, courseId: 0, ref: { level: 'domain', number } } as const;
    await make.protector({
      domain_id: domain.id,
      number,
      name: `Tool ${number}`,
      consumer_key: `tool-${number}`,
      secret: seal.seal(new Secret(`secret ${number}`), protectorPlace('secret', place)),
    });
  }
  for (let n = 0; n < 40; n += 1) {
    const { id } = await make.domain();
    const made = newDataKey();
    const wrapped = wrapDataKey(made, root.active, domainKeyOwner(id));
    await door.write((sql) =>
      addDataKey(sql, { domainId: id, keyId: made.id, wrapped, rootKey: root.active.id }, now),
    );
  }
}

interface Command {
  readonly child: ChildProcess;
  readonly end: Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>;
}

describe.each(engines)('students launch while keys change on %s', (engine) => {
  let built: Build;
  let database: TestDatabase;
  let served: Served;
  let servers: ServerProcess[] = [];
  let load: ReturnType<typeof launching>;
  let folders: string[];
  beforeAll(async () => {
    built = build();
    database = await makeDatabase(engine);
    served = await prepare(database);
    await fill(served.door, await readRootKeys(keyFile(served.folder)));
    // Two nodes with key files of their own.
    folders = [served.folder, join(served.folder, 'second')];
    mkdirSync(folders[1] ?? '');
    for (const name of ['root.key', 'session.keys']) {
      copyFileSync(join(served.folder, name), join(folders[1] ?? '', name));
    }
    servers = await Promise.all(folders.map(start));
    load = launching(served, servers);
  }, patience);
  afterAll(async () => {
    await load.stop();
    await Promise.all(servers.map((server) => server.end('SIGTERM')));
    await served.close();
    await database.drop();
    built.remove();
  });

  const keyFile = (folder: string) => join(folder, 'root.key');
  const start = (folder: string) => startProcess({ build: built, databaseUrl: database.url, folder });

  function command(...words: string[]): Command {
    const child = spawn(process.execPath, [join(built.root, 'dist/src/cli/index.js'), ...words], {
      cwd: served.folder,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env.PATH,
        DATABASE_URL: database.url,
        ROOT_KEY_FILE: keyFile(served.folder),
        SESSION_KEYS_FILE: join(served.folder, 'session.keys'),
        UPLOADS_DIR: join(served.folder, 'uploads'),
      },
    });
    built.started.add(child);
    let out = '';
    let err = '';
    child.stdout.on('data', (text) => {
      out += text;
    });
    child.stderr.on('data', (text) => {
      err += text;
    });
    const end = new Promise<Awaited<Command['end']>>((resolve) =>
      child.once('close', (code) => resolve({ code, out, err })),
    );
    return { child, end };
  }

  /** Looks again and again. */
  async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
    // SQLite answers without letting anybody else have a turn.
    while (!(await isSo())) await new Promise(setImmediate);
  }

  /** Kills the command as soon as it is that far, unless it came to its end before. */
  async function killedWhen(words: readonly string[], isSo: () => Promise<boolean>): Promise<void> {
    const { child, end } = command(...words);
    let over = false;
    void end.then(() => {
      over = true;
    });
    await until(async () => over || (await isSo()));
    child.kill('SIGKILL');
    await end;
  }

  const number = async (text: string, values: readonly string[] = []) => {
    const [row] = await served.door.read((sql) => sql.rows<{ n: number }>(text, values));
    return Number(row?.n);
  };
  const dataKeys = () => number('SELECT COUNT(*) AS n FROM data_keys');
  const sealedWith = (keyId: string) =>
    number('SELECT COUNT(*) AS n FROM protectors WHERE secret LIKE ?', [`v1.A256GCM.${keyId}.%`]);
  const newestKey = async () =>
    (await dataKeyStore(served.door).all()).find(({ retired }) => !retired)?.keyId ?? '';

  async function allIsWell(): Promise<void> {
    await load.more(100);
    expect(load.failed).toEqual([]);
    expect((await command('secrets', 'check').end).code).toBe(0);
    expect(await Promise.all(servers.map(async (server) => (await getAt(server, '/readyz')).status))).toEqual(
      [200, 200],
    );
  }

  test(
    'and none is refused, though the rotation of secrets is killed, repeated, and done twice at once',
    async () => {
      const former = await newestKey();
      const before = await dataKeys();
      const points = [
        async () => (await dataKeys()) > before,
        async () => (await newestKey()) !== former && (await sealedWith(await newestKey())) >= 1,
        async () => (await newestKey()) !== former && (await sealedWith(await newestKey())) >= 150,
      ];
      for (const point of points) {
        await killedWhen(['secrets', 'rotate', '--domain', 'msu'], point);
        await allIsWell();
      }
      expect(await command('secrets', 'rotate').end).toMatchObject({ code: 0 });
      expect(await sealedWith(await newestKey())).toBe(300);
      expect(await sealedWith(former)).toBe(0);
      await allIsWell();

      const both = await Promise.all([command('secrets', 'rotate').end, command('secrets', 'rotate').end]);
      expect(both).toMatchObject([{ code: 0 }, { code: 0 }]);
      expect(await sealedWith(await newestKey())).toBe(300);
      await allIsWell();
    },
    patience,
  );

  test(
    'and none is refused while the root key changes, which waits for the node that lacks it',
    async () => {
      const [first = '', second = ''] = folders;
      const formerFile = join(served.folder, 'former');
      mkdirSync(formerFile);
      for (const name of ['root.key', 'session.keys'])
        copyFileSync(join(first, name), join(formerFile, name));

      expect(await command('secrets', 'rotate-root', '--prepare').end).toMatchObject({ code: 0 });
      const hasNoticed = (index: number) => () =>
        servers[index]?.lines.some((line) => line.includes('the root keys have changed')) === true;
      await until(hasNoticed(0));
      const refused = await command('secrets', 'rotate-root', '--activate').end;
      expect(refused).toMatchObject({ code: 1, err: expect.stringContaining(`/${servers[1]?.child.pid}`) });
      expect(refused.err).not.toContain(`/${servers[0]?.child.pid}`);
      await allIsWell();

      copyFileSync(keyFile(first), keyFile(second));
      await until(hasNoticed(1));
      const next = (await readRootKeys(keyFile(first))).prepared?.id ?? '';
      const wrapped = () => number('SELECT COUNT(*) AS n FROM data_keys WHERE root_key = ?', [next]);
      const points = [
        async () => (await number("SELECT COUNT(*) AS n FROM key_files WHERE kind = 'root'")) === 2,
        async () => (await wrapped()) >= 1,
        async () => (await wrapped()) >= 20,
      ];
      for (const point of points) {
        await killedWhen(['secrets', 'rotate-root', '--activate'], point);
        await allIsWell();
      }
      const last = await command('secrets', 'rotate-root', '--activate').end;
      expect(last.code === 0 || last.err.includes('No root key is prepared')).toBe(true);
      expect(await wrapped()).toBe(await dataKeys());
      expect((await readRootKeys(keyFile(first))).all.map(({ id }) => id)).toEqual([next]);
      await allIsWell();

      // A server starts with the file that was copied to it, and with the new one, but never with the former.
      for (const folder of folders) expect(await (await start(folder)).end('SIGTERM')).toBe(0);
      await expect(start(formerFile)).rejects.toThrow(
        `lacks the key ${next} that this database was used with`,
      );
      await allIsWell();
    },
    patience,
  );
});

/** About a hundred launches a second, by turns to each server, until it is stopped. */
function launching(served: Served, servers: readonly ServerProcess[]) {
  const failed: unknown[] = [];
  const underWay = new Set<Promise<void>>();
  let good = 0;
  let sent = 0;
  const timer = setInterval(() => {
    const server = servers[sent % servers.length];
    sent += 1;
    // A machine that cannot follow must not pile them up.
    if (!server || underWay.size >= 50) return;
    const launch = launchAt(server, served.body())
      .then(({ status, text }) => {
        if (status === 303) good += 1;
        else failed.push([status, text]);
      })
      .catch((error: unknown) => {
        failed.push(error);
      })
      .finally(() => underWay.delete(launch));
    underWay.add(launch);
  }, 10);
  return {
    failed,
    /** Waits until so many more have been opened; a failed one ends the waiting, too. */
    async more(count: number) {
      const enough = good + count;
      while (good < enough && failed.length === 0)
        await Promise.race([...underWay, new Promise(setImmediate)]);
    },
    async stop() {
      clearInterval(timer);
      await Promise.all(underWay);
    },
  };
}
