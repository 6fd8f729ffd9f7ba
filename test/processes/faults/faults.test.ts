import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { engines, makeDatabase, type TestDatabase } from '../../databases.ts';
import { cuttingProxy } from '../../storage/cuttingProxy.ts';
import { type Build, build, prepare, type Served } from '../served.ts';
import { settle } from './ledger.ts';
import { recovered, startWorkers, until, type Workers } from './servers.ts';
import { type SteadyLoad, steadyLoad } from './steadyLoad.ts';

// Starts of several processes, and all at once.
const patience = 240_000;

describe.each(engines)('while students launch on %s', (engine) => {
  let built: Build;
  let database: TestDatabase;
  let served: Served;
  let load: SteadyLoad;
  const start = (databaseUrl: string, workers: number) =>
    startWorkers({ build: built, databaseUrl, folder: served.folder, workers });
  const launching = (server: Workers) => {
    load = steadyLoad({ served, port: server.port, everyMs: 25 });
    return load.more(20);
  };
  beforeAll(async () => {
    built = build();
    database = await makeDatabase(engine);
    served = await prepare(database);
  }, patience);
  afterEach(() => load.stop());
  afterAll(async () => {
    await served.close();
    await database.drop();
    built.remove();
  });

  test(
    'the kill of a worker, then of all, loses and doubles none that was accepted',
    async () => {
      const server = await start(database.url, 2);
      await launching(server);
      await server.killOne();
      await load.more(20);
      await recovered(server, served);
      await settle(served, load);

      await launching(server);
      await server.killAll();
      await load.met('lost');
      await server.startAgain();
      await recovered(server, served);
      await settle(served, load);
      expect(await server.end()).toBe(0);
    },
    patience,
  );

  if (engine === 'mariadb')
    test(
      'lines that break at the commit lose and double none (R15)',
      async () => {
        const url = new URL(database.url);
        const proxy = await cuttingProxy(Number(url.port));
        url.port = String(proxy.port);
        const server = await start(url.href, 1);
        await launching(server);
        for (const how of ['before', 'after', 'late'] as const) {
          for (const times of [1, 2, 3]) {
            const enough = proxy.cuts + times;
            proxy.cut(how, times);
            await until(() => proxy.cuts === enough);
            await proxy.deliver();
            await load.more(3);
          }
        }
        await recovered(server, served);
        await settle(served, load);
        expect(await server.end()).toBe(0);
        await proxy.close();
      },
      patience,
    );
});
