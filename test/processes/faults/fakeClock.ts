import { readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { getAt } from '../served.ts';
import { until } from './servers.ts';

/** A clock that can be stepped under a process that was started with this environment; timers go on undisturbed. */
export interface FakeClock {
  readonly environment: Readonly<Record<string, string>>;
  /** The time of its processes, in epoch milliseconds. */
  now(): number;
  /** Resolves when the server on this port shows the new time. */
  step(minutes: number, port: number): Promise<void>;
}

/** Debian's libfaketime, whatever the processor. */
function library(): string {
  const found = readdirSync('/usr/lib')
    .map((name) => join('/usr/lib', name, 'faketime'))
    .find((folder) => holds(folder, 'libfaketimeMT.so.1'));
  if (found === undefined)
    throw new Error(
      'libfaketime is missing (Debian: apt-get install faketime); scripts/test faults installs it.',
    );
  return join(found, 'libfaketimeMT.so.1');
}

function holds(folder: string, name: string): boolean {
  try {
    return readdirSync(folder).includes(name);
  } catch {
    return false;
  }
}

export function fakeClock(folder: string): FakeClock {
  const file = join(folder, 'clock');
  let offset = 0;
  const write = () => {
    writeFileSync(`${file}.new`, `${offset < 0 ? '-' : '+'}${Math.abs(offset) / 1000}\n`);
    renameSync(`${file}.new`, file);
  };
  write();
  return {
    environment: {
      LD_PRELOAD: library(),
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_RESET: '1',
    },
    now: () => Date.now() + offset,
    async step(minutes, port) {
      offset = minutes * 60_000;
      write();
      await until(async () => {
        const { date } = (await getAt({ port }, '/livez')).headers;
        return Math.abs(Date.parse(date ?? '') - Date.now() - offset) < 30_000;
      });
    },
  };
}
