import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type LogLine = Readonly<Record<string, unknown>> & { readonly msg: string };

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** A server as an operator starts it: the compiled main.js with settings in its environment. */
export interface TinygateProcess {
  readonly process: ChildProcess;
  /** Lines of the log so far. */
  readonly lines: readonly LogLine[];
  readonly stderr: () => string;
  readonly exit: Promise<Exit>;
  /** The first line with this event (after `from` lines), as soon as it is there. Rejects where the process ends without it. */
  line(event: string, from?: number): Promise<LogLine>;
  /** The port that it prints. */
  port(): Promise<number>;
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<Exit>;
}

export function dataFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tinygate-start-'));
}

/** Settings that keep everything inside one folder, on a free port. */
export function settingsIn(folder: string): Record<string, string> {
  return {
    PORT: '0',
    DATABASE_URL: `sqlite:${folder}/tinygate.sqlite`,
    ROOT_KEY_FILE: `${folder}/root.key`,
    SESSION_KEYS_FILE: `${folder}/session.keys`,
    UPLOADS_DIR: `${folder}/uploads`,
    LOG_LEVEL: 'debug',
    LOG_FORMAT: 'json',
  };
}

const started = new Set<ChildProcess>();

export function startProcess(settings: Readonly<Record<string, string>>): TinygateProcess {
  // Nothing of the environment of the tests gets in, but what Node itself needs.
  const env = { PATH: process.env.PATH ?? '', HOME: tmpdir(), ...settings };
  const child = spawn(process.execPath, [join(process.cwd(), 'dist/src/main.js')], { env, cwd: tmpdir() });
  started.add(child);
  const lines: LogLine[] = [];
  const waiting = new Set<() => void>();
  let stderr = '';
  let rest = '';
  let ended = false;

  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const parts = `${rest}${text}`.split('\n');
    rest = parts.pop() ?? '';
    for (const part of parts) lines.push(JSON.parse(part) as LogLine);
    for (const look of waiting) look();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const exit = new Promise<Exit>((resolve) => {
    child.once('close', (code, signal) => {
      ended = true;
      started.delete(child);
      resolve({ code, signal });
      for (const look of waiting) look();
    });
  });

  const self: TinygateProcess = {
    process: child,
    lines,
    stderr: () => stderr,
    exit,
    line(event, from = 0) {
      return new Promise((resolve, reject) => {
        const look = () => {
          const found = lines.slice(from).find(({ msg }) => msg === event);
          if (found === undefined && !ended) return;
          waiting.delete(look);
          if (found !== undefined) resolve(found);
          else reject(new Error(`the server ended without "${event}": ${stderr}`));
        };
        waiting.add(look);
        look();
      });
    },
    port: async () => Number((await self.line('listening')).port),
    stop() {
      child.kill('SIGTERM');
      return exit;
    },
  };
  return self;
}

/** Ends what a failed test has left running, by its own handle, and takes the folders away. */
export function cleanUp(...folders: readonly string[]): void {
  for (const child of started) child.kill('SIGKILL');
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
