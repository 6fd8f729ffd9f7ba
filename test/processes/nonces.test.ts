import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { engines, makeDatabase, type TestDatabase } from '../databases.ts';
import {
  type Build,
  build,
  launchAt,
  prepare,
  type Served,
  type ServerProcess,
  startProcess,
} from './served.ts';

describe('server processes', () => {
  let built: Build;
  beforeAll(() => {
    built = build();
  });
  afterAll(() => built.remove());

  describe.each(engines)('on one database of %s', (engine) => {
    let database: TestDatabase;
    let served: Served;
    let servers: ServerProcess[] = [];
    const start = () => startProcess({ build: built, databaseUrl: database.url, folder: served.folder });
    beforeAll(async () => {
      database = await makeDatabase(engine);
      served = await prepare(database);
      servers = await Promise.all([start(), start()]);
    });
    afterAll(async () => {
      await Promise.all(servers.map((server) => server.end('SIGTERM')));
      await served.close();
      await database.drop();
    });

    const count = async (table: string) => {
      const rows = await served.door.read((sql) =>
        sql.rows<{ n: number }>(`SELECT COUNT(*) AS n FROM ${table}`),
      );
      return Number(rows[0]?.n);
    };
    const first = () => {
      const [server] = servers;
      if (!server) throw new Error('no server runs');
      return server;
    };

    test.each([1, 2])('let one of fifty simultaneous copies pass, round %d', async () => {
      const body = served.body();
      const before = await Promise.all([count('nonces'), count('launch_sessions')]);
      const answers = await Promise.all(
        Array.from({ length: 50 }, (_, n) => launchAt(servers[n % servers.length] ?? first(), body)),
      );
      const statuses = answers.map(({ status }) => status);
      expect([
        statuses.filter((one) => one === 303).length,
        statuses.filter((one) => one === 403).length,
      ]).toEqual([1, 49]);
      expect(answers.filter(({ setCookies }) => setCookies.length > 0)).toHaveLength(1);
      expect(await Promise.all([count('nonces'), count('launch_sessions')])).toEqual(
        before.map((one) => one + 1),
      );
    });

    test.each(['SIGTERM', 'SIGKILL'] as const)(
      'refuse a replay also after the %s of the one that saw it',
      async (signal) => {
        const body = served.body();
        expect((await launchAt(first(), body)).status).toBe(303);
        const code = await first().end(signal);
        expect(code).toBe(signal === 'SIGTERM' ? 0 : null);
        const [, other] = servers;
        if (!other) throw new Error('no other server runs');
        expect((await launchAt(other, body)).status).toBe(403);
        servers = [await start(), other];
        expect((await launchAt(first(), body)).status).toBe(403);
        expect((await launchAt(first(), served.body())).status).toBe(303);
      },
    );

    // Several workers on one SQLite file are the harder case.
    if (engine === 'sqlite')
      test('let one of fifty copies pass among the workers of one server, behind a proxy', async () => {
        const more = { WORKERS: '2', TRUSTED_PROXIES: '1' };
        const server = await startProcess({
          build: built,
          databaseUrl: database.url,
          folder: served.folder,
          more,
        });
        const body = served.body();
        const answers = await Promise.all(Array.from({ length: 50 }, () => launchAt(server, body)));
        expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
        expect(answers.filter(({ status }) => status === 403)).toHaveLength(49);
        // Proxies may say who visits, never which address was signed.
        const forwarded = { 'X-Forwarded-Host': 'evil.example', 'X-Forwarded-Proto': 'https' };
        expect((await launchAt(server, served.body(), forwarded)).status).toBe(303);
        const disguised = { Host: 'evil.example', 'X-Forwarded-Host': 'localhost:8080' };
        expect((await launchAt(server, served.body(), disguised)).status).toBe(401);
        expect(await server.end('SIGTERM')).toBe(0);
      });

    test('start together on an empty database and agree on its keys (R20)', async () => {
      const fresh = await makeDatabase(engine);
      const settings = { build: built, databaseUrl: fresh.url, folder: `${fresh.folder}/keys` };
      const starts = await Promise.all([startProcess(settings), startProcess(settings)]);
      expect(await Promise.all(starts.map((server) => server.end('SIGTERM')))).toEqual([0, 0]);
      // And not without the keys that the database was used with.
      rmSync(`${settings.folder}/root.key`);
      await expect(startProcess(settings)).rejects.toThrow('root.key');
      await fresh.drop();
    });
  });
});
