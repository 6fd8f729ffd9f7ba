import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BenchResult } from '../../src/cli/bench/benchmark.ts';
import { drive } from '../../src/cli/bench/drive.ts';
import { figuresOf, ratio } from '../../src/cli/bench/figures.ts';
import type { PagesResult } from '../../src/cli/bench/pagesReport.ts';
import type { Door } from '../../src/storage/door.ts';
import { openDoor } from '../../src/storage/openDoor.ts';
import { engines, makeDatabase, type TestDatabase } from '../databases.ts';
import { build } from '../start/built.ts';
import { small, terminal } from './terminal.ts';

const tiny = [
  '--launches',
  '20',
  '--short-urls',
  '20',
  '--warm-up',
  '20',
  '--rounds',
  '1',
  '--concurrency',
  '4',
];
const fewRows = ['--links', '100', '--people', '50', '--courses', '20'];

async function inside<Found>(url: string, look: (door: Door) => Promise<Found>): Promise<Found> {
  const door = openDoor(url);
  try {
    return await look(door);
  } finally {
    await door.close();
  }
}

function rowsOf(url: string, text: string): Promise<Record<string, unknown>[]> {
  return inside(url, (door) => door.read((sql) => sql.rows<Record<string, unknown>>(text)));
}

async function counts(url: string, ...tables: string[]): Promise<Record<string, number>> {
  const found: Record<string, number> = {};
  for (const table of tables) {
    const [row] = await rowsOf(url, `SELECT COUNT(*) AS many FROM ${table}`);
    found[table] = Number(row?.many);
  }
  return found;
}

/** Whether a table could be read. What SQLite throws may be of another realm than Jest's errors. */
function isThere(reading: Promise<unknown>): Promise<boolean> {
  return reading.then(
    () => true,
    () => false,
  );
}

describe.each(engines)('bench on %s', (engine) => {
  let database: TestDatabase;
  let temporary: string;
  let running: ChildProcess | undefined;
  beforeAll(build, 180_000);
  beforeEach(async () => {
    database = await makeDatabase(engine);
    temporary = mkdtempSync(join(tmpdir(), 'tinygate-measured-'));
  });
  afterEach(async () => {
    running?.kill('SIGKILL');
    await database.drop();
    rmSync(temporary, { recursive: true, force: true });
  });

  interface Said {
    readonly status: number | null;
    readonly out: string;
    readonly err: string;
  }

  /** The compiled command; with `until`, it is interrupted as Ctrl-C does once it has said so. */
  function bench(words: readonly string[], until?: RegExp): Promise<Said> {
    const all = [join(process.cwd(), 'dist/src/cli/index.js'), 'bench', ...words, '--database', database.url];
    const child = spawn(process.execPath, all, { env: { PATH: process.env.PATH, TMPDIR: temporary } });
    running = child;
    let out = '';
    let err = '';
    let interrupted = false;
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
      if (interrupted || until?.test(err) !== true) return;
      interrupted = true;
      child.kill('SIGINT');
    });
    return new Promise((resolve) => child.once('close', (status) => resolve({ status, out, err })));
  }

  /** Servers that were started with files in the folder of this test, and still run. */
  function leftRunning(): string[] {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => {
        try {
          return readFileSync(`/proc/${pid}/environ`, 'utf8').includes(temporary);
        } catch {
          return false;
        }
      });
  }

  test('measures every page of coordinators, on a journal that it fills once and counts', async () => {
    for (const turn of ['first', 'again']) {
      const { status, out, err } = await bench(['--pages', '--rows', '3000', '--requests', '2', '--json']);
      expect([turn, status, err.includes('failed')]).toEqual([turn, 0, false]);
      const { pages, data } = JSON.parse(out) as PagesResult;
      expect(data).toEqual({ links: 200, people: 200, courses: 20, launches: 3_000 });
      const statusOf = (page: string, as: string) =>
        pages.find((one) => one.page === page && one.as === as)?.status;
      for (const page of ['/adm/:domain', '/adm/:domain/journal', '/adm/:domain/journal?q=:reference'])
        expect([page, statusOf(page, 'domain'), statusOf(page, 'course')]).toEqual([page, 200, undefined]);
      for (const page of ['/adm/:domain/:course', '/adm/:domain/:course/journal'])
        expect([page, statusOf(page, 'domain'), statusOf(page, 'course')]).toEqual([page, 200, 200]);
      expect(pages.filter(({ status }) => status !== 200 && status !== 303)).toEqual([]);
      expect(await counts(database.url, 'launches')).toEqual({ launches: 3_000 });
    }
    const [counted] = await rowsOf(
      database.url,
      'SELECT SUM(times) AS n FROM launch_days WHERE course_id = 0 AND protector_id = 0',
    );
    expect(Number(counted?.n)).toBe(3_000);
    expect([readdirSync(temporary), leftRunning()]).toEqual([[], []]);
  }, 120_000);

  test('measures every variant with its caches warm and cold, twice on one database, and leaves nothing behind', async () => {
    for (const caches of ['--both', '--cold']) {
      const { status, out, err } = await bench([...tiny, caches, '--json']);
      expect([status, err.includes('failed')]).toEqual([0, false]);
      const { runs, data } = JSON.parse(out) as BenchResult;
      expect(data).toEqual({ links: 1_000, people: 1_000, courses: 100, nonces: 0 });
      expect(runs.map(({ cache }) => cache)).toEqual(caches === '--both' ? ['warm', 'cold'] : ['cold']);
      for (const { variants, ratios, start } of runs) {
        const answers = Object.entries(variants).map(([name, { answers, wrong }]) => [name, answers, wrong]);
        expect(answers).toEqual([
          ...['bare', 'base', 'launch', 'loneBase', 'loneLaunch', 'bareShortUrl'].map((name) => [
            name,
            { 303: 20 },
            0,
          ]),
          ['shortUrl', { '303 sign-in': 20 }, 0],
          ['shortUrlWithSession', { 303: 20 }, 0],
        ]);
        expect(
          Object.values(variants).map(({ perSecond, rounds }) => [perSecond !== null, rounds.length]),
        ).toEqual(Array(8).fill([true, 1]));
        expect(Object.values(ratios)).not.toContain(null);
        expect(start.readyMs).toBeGreaterThanOrEqual(start.listeningMs);
      }
    }
    expect([readdirSync(temporary), leftRunning()]).toEqual([[], []]);
    // Three runs, each with 20 sessions and a warming and a counting round of 20 launches at once and 20 alone.
    expect(await counts(database.url, 'launches', 'nonces')).toEqual({ launches: 300, nonces: 300 });
    expect(await isThere(rowsOf(database.url, 'SELECT 1 FROM bench_base'))).toBe(false);
  }, 120_000);

  test('ends its processes and takes its files away when it is interrupted in the middle', async () => {
    const long = ['--launches', '500', '--rounds', '100', '--only', 'launch', '--short-urls', '1'];
    const { status, out, err } = await bench(long, /round 1 of/);
    expect([status, out]).toEqual([1, '']);
    expect(err).toContain('Interrupted.');
    expect([readdirSync(temporary), leftRunning()]).toEqual([[], []]);
  }, 120_000);

  test('makes as many rows as it was told, also when it is interrupted and run again, and none twice', async () => {
    const words = ['data', ...fewRows, '--nonces', '40000'];
    const first = await bench(words, /links: 100 of 100/);
    expect([first.status, first.err.includes('Interrupted. Run the command again')]).toEqual([1, true]);
    expect((await counts(database.url, 'nonces')).nonces).toBeLessThan(40_000);
    expect(await bench([...words, '--json'])).toMatchObject({ status: 0 });
    const tables = ['links', 'items', 'people', 'courses', 'roles', 'deep_links', 'nonces'];
    const made = {
      links: 100,
      items: 100,
      people: 50,
      courses: 20,
      roles: 500,
      deep_links: 20,
      nonces: 40_000,
    };
    expect(await counts(database.url, ...tables)).toEqual(made);
    expect(await bench(words)).toMatchObject({ status: 0 });
    expect(await counts(database.url, ...tables)).toEqual(made);
    const purging = await bench([...tiny, '--only', 'launch,launchWhilePurging', '--cold', '--json']);
    expect(purging.status).toBe(0);
    const [run] = (JSON.parse(purging.out) as BenchResult).runs;
    expect(run?.ratios.purgingP99ToLaunch).not.toBeUndefined();
    const [round] = run?.variants.launchWhilePurging?.rounds ?? [];
    expect([round?.answers, (round?.purged ?? 0) > 0]).toEqual([{ 303: 20 }, true]);
  }, 120_000);

  test('refuses data of other numbers than a database was made for', async () => {
    expect(await bench(['data', ...fewRows, '--nonces', '0'])).toMatchObject({ status: 0 });
    const other = await bench([
      'data',
      '--links',
      '200',
      '--people',
      '50',
      '--courses',
      '20',
      '--nonces',
      '0',
    ]);
    expect([other.status, other.err.includes('made for other numbers')]).toEqual([1, true]);
    expect(await counts(database.url, 'links')).toEqual({ links: 100 });
  }, 60_000);
});

describe.each(engines)('a database that was not made for bench, on %s', (engine) => {
  const withDomain = (name: string, title: string) => `domains: [ { name: ${name}, title: "${title}" } ]`;

  test.each([
    ['a real domain', small],
    ['a domain that happens to be called bench', withDomain('bench', 'Bench of judges')],
    [
      'the data of bench and a domain beside it',
      `${withDomain('bench', 'Measuring: 1 links, 1 people, 1 courses, 0 nonces').slice(0, -1)}, { name: msu } ]`,
    ],
  ])('is refused and stays as it is: %s', async (_, provisioned) => {
    const desk = await terminal(engine);
    try {
      expect(await desk.type('provision', desk.write('real.yaml', provisioned))).toMatchObject({ status: 0 });
      const look = () =>
        desk.inside(async (door) =>
          door.read(async (sql) => [
            await sql.rows('SELECT * FROM domains'),
            await sql.rows('SELECT * FROM protectors'),
            await sql.rows('SELECT * FROM key_files'),
            await sql.rows('SELECT * FROM courses'),
          ]),
        );
      const before = await look();
      for (const words of [[], ['data', ...fewRows]]) {
        const said = await desk.type('bench', ...words, '--database', desk.env.DATABASE_URL ?? '');
        expect([said.status, said.out]).toEqual([1, '']);
        expect(said.err).toContain('holds something else than data of bench');
      }
      expect(await look()).toEqual(before);
    } finally {
      await desk.leave();
    }
  });

  test('is refused and stays as it is: one of another program', async () => {
    const desk = await terminal(engine);
    try {
      await desk.inside((door) => door.write((sql) => sql.run('CREATE TABLE grades (id int)')));
      const said = await desk.type('bench', '--database', desk.env.DATABASE_URL ?? '');
      expect([said.status, said.err.includes('something else')]).toEqual([1, true]);
      const domains = desk.inside((door) => door.read((sql) => sql.rows('SELECT * FROM domains')));
      expect(await isThere(domains)).toBe(false);
    } finally {
      await desk.leave();
    }
  });

  test.each([
    ['bench', '--launches', '0'],
    ['bench', '--only', 'launches'],
    ['bench', '--database', 'sqlite::memory:'],
    ['bench', 'nonsense'],
    ['bench', 'data'],
    ['bench', 'data', '--database', 'sqlite:x', '--links', '1e6'],
  ])('wrong usage makes nothing: %s %s %s', async (...words) => {
    const desk = await terminal('sqlite');
    try {
      expect(await desk.type(...words)).toMatchObject({ status: 2, out: '' });
    } finally {
      await desk.leave();
    }
  });
});

describe('what bench counts', () => {
  test('is every answer by its status, and a lost connection as what it is', async () => {
    let asked = 0;
    const server = createServer((request, response) => {
      asked += 1;
      if (asked % 5 === 0) request.socket.destroy();
      else if (asked % 5 === 1) response.writeHead(303, { Location: '/login?launch=1' }).end();
      else if (asked % 5 === 2) response.writeHead(503).end('a sentence');
      else response.writeHead(303, { Location: '/bench/c1/i1' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const request = Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    const sent = await drive((server.address() as AddressInfo).port, Array(50).fill(request), 1);
    server.close();
    expect(sent.answers).toEqual({ '303': 20, '303 sign-in': 10, '503': 10, cut: 10 });
  });

  test('is compared round by round, so that a machine that slows down slows both', () => {
    const round = (perSecond: number) => ({
      perSecond,
      p50Ms: 1,
      p99Ms: 2,
      answers: { 303: 10 },
      serverCpuUs: null,
      databaseCpuUs: null,
    });
    const shape = { connections: 1, expected: '303' };
    const launch = figuresOf([round(100), round(10), round(50)], shape);
    const base = figuresOf([round(200), round(20), round(50)], shape);
    expect(ratio(launch, base, 'perSecond')).toEqual({ median: 0.5, min: 0.5, max: 1 });
    expect([launch.perSecond, launch.serverCpuUs, launch.wrong]).toEqual([
      { median: 50, min: 10, max: 100 },
      null,
      0,
    ]);
  });
});
