import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { join } from 'node:path';
import { OperatorRefusal } from '../../services/operatorRefusal.ts';

export interface ServerToStart {
  /** The compiled `main.js`. */
  readonly main: string;
  /** A folder of this run alone, for its log. */
  readonly folder: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Where Node writes a CPU profile when the server ends. */
  readonly profileFolder: string | undefined;
}

export interface OwnServer {
  readonly pid: number;
  readonly port: number;
  readonly origin: string;
  /** From the start of the process. */
  readonly listeningMs: number;
  readonly readyMs: number;
  stop(): Promise<void>;
  end(): void;
}

/** What `npm start` gives Node before it begins. */
export const asOperatorsStart = {
  flags: ['--max-semi-space-size=8', '--v8-pool-size=1'],
  env: { UV_THREADPOOL_SIZE: '32', MALLOC_MMAP_THRESHOLD_: '1048576' },
} as const;

/** Looks are so far apart: also how exact the times of the start are. */
const lookEveryMs = 2;
const patienceMs = 60_000;

/** Starts the server as `npm start` does, on a free port, and waits until it says that it is ready. */
export async function startServer({
  main,
  folder,
  settings,
  profileFolder,
}: ServerToStart): Promise<OwnServer> {
  const logFile = join(folder, 'server.log');
  const log = openSync(logFile, 'w', 0o600);
  const profile = profileFolder === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profileFolder}`];
  // Nothing of the environment gets in: what is measured is the same for everybody.
  const port = await freePort();
  const env = {
    ...settings,
    PORT: String(port),
    HOST: '127.0.0.1',
    LOG_FORMAT: 'json',
    ...asOperatorsStart.env,
  };
  const began = performance.now();
  const child = spawn(process.execPath, [...asOperatorsStart.flags, ...profile, main], {
    env,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  try {
    await until(child, () => isListening(port));
    const listeningMs = performance.now() - began;
    await until(child, () => isReady(port));
    const readyMs = performance.now() - began;
    return {
      pid: child.pid ?? 0,
      port,
      origin: `http://localhost:${port}`,
      listeningMs,
      readyMs,
      stop() {
        child.kill('SIGTERM');
        return ended;
      },
      end: () => void child.kill('SIGKILL'),
    };
  } catch (error) {
    child.kill('SIGKILL');
    await ended;
    const said = readFileSync(logFile, 'utf8').trim().split('\n').slice(-3).join('\n');
    throw error instanceof OperatorRefusal ? new OperatorRefusal(`${error.message}\n${said}`) : error;
  }
}

async function until<Found>(
  child: ChildProcess,
  look: () => Found | undefined | Promise<Found | undefined>,
): Promise<Found> {
  const began = performance.now();
  while (child.exitCode === null && child.signalCode === null && performance.now() - began < patienceMs) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
  }
  throw new OperatorRefusal('The server that was to be measured did not start:');
}

function isListening(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(undefined));
  });
}

/** Not chosen by the server itself: what it logs, and by which port it could be known, is for the operator to say. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function isReady(port: number): Promise<true | undefined> {
  return new Promise((resolve) => {
    get({ port, host: '127.0.0.1', path: '/readyz', agent: false }, (answer) => {
      answer.resume();
      resolve(answer.statusCode === 200 ? true : undefined);
    }).on('error', () => resolve(undefined));
  });
}
