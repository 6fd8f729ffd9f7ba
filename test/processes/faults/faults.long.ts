import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import Database from 'better-sqlite3';
import { engines } from '../../databases.ts';
import { type CuttingProxy, cuttingProxy } from '../../storage/cuttingProxy.ts';
import { type Build, build } from '../served.ts';
import { fakeClock } from './fakeClock.ts';
import { mayMount, smallDisk } from './places.ts';
import { health, until } from './servers.ts';
import { openStage, type Stage, type StageParts } from './stage.ts';

// `scripts/test faults`: every fault under load, with its figures. faults.test.ts is the short run.
const patience = 900_000;
const twice = ['first', 'second'] as const;

/** How long a fault lasts. */
const lasting = (seconds: number) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

describe.each(engines)('no launch on %s is lost or doubled by', (engine) => {
  let built: Build;
  let stage: Stage | undefined;
  let cleanUp: (() => unknown)[] = [];
  beforeAll(() => {
    built = build();
  }, patience);
  afterEach(async () => {
    await stage?.remove();
    stage = undefined;
    for (const step of cleanUp) await step();
    cleanUp = [];
  }, patience);
  afterAll(() => built.remove());

  async function begin(parts: Omit<StageParts, 'engine' | 'build'> = {}): Promise<Stage> {
    stage = await openStage({ engine, build: built, ...parts });
    return stage;
  }
  const fault = (name: string, run: () => Promise<void>) => test(name, run, patience);

  fault('the kill of a worker, twice', async () => {
    const { server, load, settle } = await begin({ workers: 2 });
    let since = 0;
    for (const _ of twice) {
      await load.more(50);
      since = performance.now();
      await server.killOne();
    }
    await settle('kill -9 of a worker, twice', since);
  });

  fault('the kill of all, twice', async () => {
    const { server, load, settle } = await begin({ workers: 2 });
    let since = 0;
    for (const _ of twice) {
      await load.more(50);
      since = performance.now();
      await server.killAll();
      await load.met('lost');
      await server.startAgain();
    }
    await settle('kill -9 of all, twice', since);
  });

  fault('a stop', async () => {
    const { server, load, settle } = await begin({ workers: 2 });
    expect(await server.end()).toBe(0);
    await load.met('lost');
    const since = performance.now();
    await server.startAgain();
    await settle('SIGTERM', since);
  });

  // Only root can have a small disk; scripts/test says so where this is left out.
  if (mayMount)
    fault('a disk that is full', async () => {
      const disk = smallDisk(engine === 'sqlite' ? 24 : 320);
      cleanUp.push(disk.remove);
      const { server, load, settle } = await begin({ workers: 2, disk: disk.folder });
      disk.fill();
      await load.met('unavailable', 50);
      await lasting(5);
      expect(await health(server, 'livez')).toBe(200);
      disk.empty();
      await settle('disk full', performance.now());
    });

  fault('a clock that is put on and back', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tinygate-clock-'));
    cleanUp.push(() => rmSync(folder, { recursive: true }));
    const clock = fakeClock(folder);
    let turn = 0;
    // Half of the LMSs have the right time, the others that of the server.
    const ofTheLms = () => {
      turn += 1;
      return turn % 2 === 0 ? Date.now() : clock.now();
    };
    const { server, load, settle } = await begin({ environment: clock.environment, clock: ofTheLms });
    for (const minutes of [5, -5]) {
      await clock.step(minutes, server.port);
      await load.met('refused', 50);
      await load.more(50);
      // SQLite has the clock of its process.
      expect(await health(server, 'readyz')).toBe(engine === 'sqlite' ? 200 : 503);
    }
    await clock.step(0, server.port);
    await settle('clock by 5 minutes on and back', performance.now(), { mayRefuse: true });
  });

  if (engine === 'sqlite')
    fault('a file that another process locks for 12 s', async () => {
      const { server, place, load, settle } = await begin({ workers: 2 });
      const other = new Database(place.url.slice('sqlite:'.length), { timeout: 10_000 });
      other.exec('BEGIN IMMEDIATE');
      await lasting(12);
      await load.met('unavailable');
      expect(await health(server, 'livez')).toBe(200);
      other.exec('COMMIT');
      other.close();
      await settle('file locked for 12 s', performance.now());
    });

  if (engine === 'mariadb') {
    fault('a database that is stopped for 10 s', async () => {
      const { server, place, load, settle } = await begin();
      await place.stop();
      await load.met('unavailable');
      await lasting(10);
      expect([await health(server, 'readyz'), await health(server, 'livez')]).toEqual([503, 200]);
      await place.startAgain();
      await settle('database stopped for 10 s', performance.now());
    });

    fault('a database that stands still for 12 s', async () => {
      const { server, place, settle } = await begin();
      place.mariadb().process.kill('SIGSTOP');
      await lasting(12);
      expect(await health(server, 'livez')).toBe(200);
      place.mariadb().process.kill('SIGCONT');
      await settle('database frozen for 12 s', performance.now());
    });

    fault('lines that break at the commit (R15)', async () => {
      let proxy: CuttingProxy | undefined;
      const through = async (address: string) => {
        const url = new URL(address);
        proxy = await cuttingProxy(Number(url.port));
        url.port = String(proxy.port);
        return url.href;
      };
      const { load, settle } = await begin({ through });
      if (!proxy) throw new Error('No proxy.');
      const { cut, deliver, close } = proxy;
      cleanUp.push(close);
      const cuts = () => proxy?.cuts ?? 0;
      for (let round = 0; round < 45; round += 1) {
        const enough = cuts() + 1 + (round % 3);
        cut((['before', 'after', 'late'] as const)[Math.floor(round / 3) % 3] ?? 'before', 1 + (round % 3));
        await until(() => cuts() >= enough);
        await deliver();
        await load.more(5);
      }
      await settle(`lines cut at ${cuts()} commits`, performance.now());
    });
  }
});
