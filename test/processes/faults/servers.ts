import { expect } from '@jest/globals';
import { browser, heading } from '../../browserLike.ts';
import { type Build, getAt, publicUrl, type Served, type ServerProcess, startProcess } from '../served.ts';

const path = '/adm/launch/tiny/msu/AbCdEf';

/** A server with workers, on a port that it gets again after each start. */
export interface Workers {
  readonly port: number;
  /** The process that the operator started. */
  readonly parent: () => ServerProcess;
  /** Those that listen, the newest last. */
  readonly pids: () => readonly number[];
  /** `kill -9` of one that listens; resolves when another listens in its place. */
  killOne(): Promise<void>;
  /** `kill -9` of the parent and all its workers. */
  killAll(): Promise<void>;
  /** As the operator's service manager does it: the same command again. */
  startAgain(): Promise<void>;
  end(): Promise<number | null>;
}

export interface WorkersParts {
  readonly build: Build;
  readonly databaseUrl: string;
  readonly folder: string;
  readonly workers: number;
  readonly more?: Readonly<Record<string, string>>;
}

export async function startWorkers({ workers, more = {}, ...settings }: WorkersParts): Promise<Workers> {
  const start = (port: number) =>
    startProcess({ ...settings, more: { ...more, WORKERS: String(workers), PORT: String(port) } });
  let parent = await start(0);
  const { port } = parent;
  const dead = new Set<number>();
  const pids = () => listening(parent).filter((pid) => !dead.has(pid));
  const allListen = () => until(() => pids().length === workers);
  await allListen();

  return {
    port,
    parent: () => parent,
    pids,
    async killOne() {
      const [victim = 0] = pids();
      dead.add(victim);
      process.kill(victim, 'SIGKILL');
      await allListen();
    },
    async killAll() {
      // The parent first: it would replace the others.
      const others = pids();
      const ended = parent.end('SIGKILL');
      for (const pid of others) if (pid !== parent.child.pid) process.kill(pid, 'SIGKILL');
      await ended;
    },
    async startAgain() {
      dead.clear();
      parent = await start(port);
      await allListen();
    },
    end: () => parent.end('SIGTERM'),
  };
}

function listening({ lines }: ServerProcess): readonly number[] {
  return lines
    .filter((line) => line.includes('"msg":"listening"'))
    .map((line) => Number((JSON.parse(line) as { pid: unknown }).pid));
}

const patienceMs = 120_000;

/** Asks again until it is so; throws where it never is. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  const began = performance.now();
  while (!(await isSo())) {
    if (performance.now() - began > patienceMs) throw new Error(`In vain: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** The status of `/readyz` or `/livez`; 0 where nobody answers. */
export async function health({ port }: Pick<Workers, 'port'>, which: 'readyz' | 'livez'): Promise<number> {
  return getAt({ port }, `/${which}`).then(
    ({ status }) => status,
    () => 0,
  );
}

/** Waits until the server is ready and a student comes as far as the item's page, and says how long that took. */
export async function recovered({ port }: Pick<Workers, 'port'>, served: Served): Promise<number> {
  const began = performance.now();
  await until(async () => (await health({ port }, 'readyz')) === 200);
  await until(async () => {
    const student = browser(port, publicUrl);
    const answer = await student.postFromElsewhere(path, served.body()).catch(() => undefined);
    if (answer?.status !== 303) return false;
    expect(heading(await student.follow(answer))).toBe('Introduction');
    return true;
  });
  return Math.round(performance.now() - began);
}
