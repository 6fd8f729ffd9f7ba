import type { PurgeAnswer } from '../purging/purge.ts';

export interface HousekeepingParts {
  /** Deletes what is over, batch by batch while `goOn` says yes, unless another process is at it. */
  readonly purge: (goOn: () => boolean) => Promise<PurgeAnswer>;
  /** Writes refused launches that were counted and wait for their row (R18). */
  readonly flush: () => Promise<void>;
  /** Reads the root key file once more and reports that this process lives, and with which keys (R20). */
  readonly keys: () => Promise<void>;
  /** Counts launches by day, batch by batch while `goOn` says yes, unless another process is at it. */
  readonly count: (goOn: () => boolean) => Promise<unknown>;
  /** Gives items that lack it the text that searches find them by, batch by batch while `goOn` says yes. */
  readonly texts: (goOn: () => boolean) => Promise<unknown>;
  /** Takes away what imports left behind whose process was killed. */
  readonly imports: () => Promise<void>;
  /** Takes away what uploads left behind whose process was killed. */
  readonly uploads: () => Promise<void>;
  /** A chore failed; it is tried again at its next turn. */
  readonly trouble: (chore: Chore, error: unknown) => void;
  readonly done: (purged: number) => void;
  /** Left out: timers that do not keep the process alive. */
  readonly repeat?: Repeat;
}

export type Chore = 'purge' | 'flush' | 'keys' | 'count' | 'texts' | 'imports' | 'uploads';

/** Calls `work` every so many milliseconds until the returned function is called. */
export type Repeat = (work: () => void, everyMs: number) => () => void;

export interface Housekeeping {
  /** No more turns; resolves when the chores under way have come to an end. Never rejects. */
  stop(): Promise<void>;
}

export const purgeEveryMs = 600_000;
export const flushEveryMs = 60_000;
export const keysEveryMs = 5_000;
export const countEveryMs = 45_000;
export const textsEveryMs = 900_000;
export const importsEveryMs = 50_000;
export const uploadsEveryMs = 3_600_000;

/**
 * What the server does for itself without being asked: it purges what is over, at its start and every ten minutes, and
 * writes down once a minute what was only counted, adds launches up by day, gives items the texts that searches find
 * them by, and looks at its keys at the start and every five seconds. A chore that still runs when its turn comes is
 * left alone.
 */
export function startHousekeeping(parts: HousekeepingParts): Housekeeping {
  const { repeat = withTimer } = parts;
  let stopped = false;
  const underWay = new Map<Chore, Promise<void>>();

  function turn(chore: Chore, work: () => Promise<void>): void {
    if (stopped || underWay.has(chore)) return;
    const run = work()
      .catch((error: unknown) => parts.trouble(chore, error))
      .finally(() => underWay.delete(chore));
    underWay.set(chore, run);
  }

  async function purge(): Promise<void> {
    const answer = await parts.purge(() => !stopped);
    if (answer.kind === 'taken') return;
    const rows = Object.values(answer.purged).reduce((sum: number, count: number) => sum + count, 0);
    if (rows > 0) parts.done(rows);
  }

  const count = async () => void (await parts.count(() => !stopped));

  const texts = async () => void (await parts.texts(() => !stopped));

  const ends = [
    repeat(() => turn('purge', purge), purgeEveryMs),
    repeat(() => turn('texts', texts), textsEveryMs),
    repeat(() => turn('flush', parts.flush), flushEveryMs),
    repeat(() => turn('keys', parts.keys), keysEveryMs),
    repeat(() => turn('count', count), countEveryMs),
    repeat(() => turn('imports', parts.imports), importsEveryMs),
    repeat(() => turn('uploads', parts.uploads), uploadsEveryMs),
  ];
  // A server that is started anew every few minutes would never purge.
  turn('purge', purge);
  turn('keys', parts.keys);
  turn('count', count);
  turn('texts', texts);
  turn('imports', parts.imports);
  turn('uploads', parts.uploads);

  return {
    async stop() {
      stopped = true;
      for (const end of ends) end();
      await Promise.all(underWay.values());
    },
  };
}

const withTimer: Repeat = (work, everyMs) => {
  const timer = setInterval(work, everyMs);
  timer.unref();
  return () => clearInterval(timer);
};
