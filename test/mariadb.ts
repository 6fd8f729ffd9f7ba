import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** A MariaDB of one's own on loopback, with a data folder that lives as long as the tests. */
export interface OwnMariadb {
  readonly url: (database: string) => string;
  readonly port: number;
  /** Where its data folder and its log are. */
  readonly folder: string;
  readonly process: ChildProcess;
  stop(): void;
}

/**
 * Of a server's own, never shared: a server that starts deletes the temporary tables that it finds there, and the one
 * they were taken from crashes (10.11.19, `ha_maria::drop_table`).
 */
const temporaryIn = (folder: string) => `${folder}/temporary`;

/** How a server on this folder (with `data` in it) and port is started. */
export const mariadbOptions = (folder: string, port: number): string[] => [
  '--no-defaults',
  `--datadir=${folder}/data`,
  `--tmpdir=${temporaryIn(folder)}`,
  `--socket=${folder}/socket`,
  `--pid-file=${folder}/pid`,
  `--port=${port}`,
  '--bind-address=127.0.0.1',
  '--skip-name-resolve',
  '--innodb-buffer-pool-size=64M',
  '--innodb-log-file-size=48M',
  '--max-connections=400',
  '--character-set-server=utf8mb4',
  '--collation-server=utf8mb4_unicode_ci',
  `--log-error=${folder}/log`,
  ...(userInfo().uid === 0 ? ['--user=root'] : []),
];

/** Starts it and waits until it answers. Throws a sentence when MariaDB is not installed. */
export async function startMariadb({ below = tmpdir(), ...more }: MariadbPlace = {}): Promise<OwnMariadb> {
  for (let tries = 1; ; tries += 1) {
    const folder = mkdtempSync(join(below, 'tinygate-mariadb-'));
    try {
      makeDataFolder(folder);
      return await runMariadb(folder, await freePort(), more);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      // On a laden machine its making of a data folder was seen to fail once and to succeed the next time.
      if (tries < 3 && !isMissing(error)) continue;
      const sentence = isMissing(error)
        ? 'MariaDB is not installed (Debian: apt-get install mariadb-server); scripts/test installs it.'
        : 'MariaDB could not be started for the tests.';
      throw new Error(sentence, { cause: error });
    }
  }
}

/** An empty data folder, in `data` below this one. */
export function makeDataFolder(folder: string): void {
  const asRoot = userInfo().uid === 0 ? ['--user=root'] : [];
  const places = [`--datadir=${folder}/data`, `--tmpdir=${temporaryIn(folder)}`];
  const options = ['--auth-root-authentication-method=normal', '--skip-test-db', ...asRoot];
  mkdirSync(temporaryIn(folder), { recursive: true });
  execFileSync('mariadb-install-db', ['--no-defaults', ...places, ...options], { stdio: 'pipe' });
}

function isMissing(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}

export interface MariadbMore {
  /** Where they say the same, these win. */
  readonly options?: readonly string[];
  readonly env?: NodeJS.ProcessEnv;
}

export interface MariadbPlace extends MariadbMore {
  /** The folder in which its own is made. */
  readonly below?: string;
}

/** Starts the server on a data folder that is there already: how a stopped one comes back. */
export async function runMariadb(folder: string, port: number, more: MariadbMore = {}): Promise<OwnMariadb> {
  const all = [...mariadbOptions(folder, port), ...(more.options ?? [])];
  mkdirSync(temporaryIn(folder), { recursive: true });
  const child = spawn(mariadbd(), all, { stdio: 'ignore', env: { ...process.env, ...more.env } });
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  while (!(await answers(port))) {
    if (ended) throw new Error(`MariaDB ended while starting; its log is ${folder}/log.err`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return {
    port,
    folder,
    process: child,
    url: (database) => `mysql://root@127.0.0.1:${port}/${database}`,
    stop() {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What a server wrote at last that ended although nobody stopped it: with a crash, the statement and the stack. */
export function lastWords({ process: { exitCode, signalCode }, folder }: OwnMariadb): string | undefined {
  if (exitCode === null && signalCode === null) return undefined;
  const log = readFileSync(`${folder}/log.err`, 'utf8');
  const crash = log.lastIndexOf('[ERROR]');
  return `MariaDB ended by itself (${signalCode ?? exitCode}):\n${crash < 0 ? log.slice(-4_000) : log.slice(crash)}`;
}

export function mariadbd(): string {
  return process.env.MARIADBD ?? '/usr/sbin/mariadbd';
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('data', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
