import { describe, expect, test } from '@jest/globals';
import {
  type Chore,
  flushEveryMs,
  type Housekeeping,
  type HousekeepingParts,
  purgeEveryMs,
  startHousekeeping,
} from '../../../src/services/housekeeping/housekeeping.ts';

const none = {
  nonces: 0,
  launchSessions: 0,
  relaunches: 0,
  selections: 0,
  accountSessions: 0,
  oneTimeAddresses: 0,
  launches: 0,
  originProposals: 0,
  placeDays: 0,
  launchSamples: 0,
  givenWords: 0,
  failures: 0,
};

const purged = (counts: Partial<typeof none>) => ({
  kind: 'purged' as const,
  purged: { ...none, ...counts },
});
const nothing = purged({});

interface Keeping {
  readonly housekeeping: Housekeeping;
  readonly troubles: readonly Chore[];
  readonly done: readonly number[];
  /** Lets the timers of this length go off once, and what they began come to its end. */
  turn(everyMs: number): Promise<void>;
  readonly timers: ReadonlyMap<number, () => void>;
}

/** Housekeeping whose timers go off when the test says so. */
function keep(parts: Partial<HousekeepingParts> = {}): Keeping {
  const timers = new Map<number, () => void>();
  const troubles: Chore[] = [];
  const done: number[] = [];
  const housekeeping = startHousekeeping({
    purge: async () => nothing,
    flush: async () => undefined,
    keys: async () => undefined,
    count: async () => undefined,
    texts: async () => undefined,
    imports: async () => undefined,
    uploads: async () => undefined,
    trouble: (chore) => troubles.push(chore),
    done: (rows) => done.push(rows),
    repeat: (work, everyMs) => {
      timers.set(everyMs, work);
      return () => timers.delete(everyMs);
    },
    ...parts,
  });
  const turn = async (everyMs: number) => {
    timers.get(everyMs)?.();
    await settled();
  };
  return { housekeeping, troubles, done, turn, timers };
}

const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('the server keeps its own house', () => {
  test('purges at its start and every ten minutes, so that a server started often is purged, too', async () => {
    let times = 0;
    const kept = keep({
      purge: async () => {
        times += 1;
        return purged({ nonces: 2, launches: 1 });
      },
    });
    await settled();
    await kept.turn(purgeEveryMs);
    expect(times).toBe(2);
    expect(kept.done).toEqual([3, 3]);
    expect([purgeEveryMs, flushEveryMs]).toEqual([600_000, 60_000]);
  });

  test('says nothing of a turn at which another process was purging', async () => {
    const kept = keep({ purge: async () => ({ kind: 'taken', holder: 'links2:8080/17' }) });
    await settled();
    await kept.turn(purgeEveryMs);
    expect([kept.done, kept.troubles]).toEqual([[], []]);
  });

  test('writes counted refusals every minute, and does not purge then', async () => {
    const calls: string[] = [];
    const kept = keep({
      purge: async () => {
        calls.push('purge');
        return nothing;
      },
      flush: async () => void calls.push('flush'),
    });
    await settled();
    await kept.turn(flushEveryMs);
    await kept.turn(flushEveryMs);
    expect(calls).toEqual(['purge', 'flush', 'flush']);
    expect(kept.done).toEqual([]);
  });

  test('logs a chore that fails and does it again at its next turn', async () => {
    let tries = 0;
    const kept = keep({
      purge: async () => {
        tries += 1;
        if (tries < 3) throw new Error('the database is away');
        return purged({ nonces: 5 });
      },
    });
    await settled();
    await kept.turn(purgeEveryMs);
    await kept.turn(purgeEveryMs);
    expect([kept.troubles, kept.done]).toEqual([['purge', 'purge'], [5]]);
  });

  test('never runs a chore beside itself, however long it takes', async () => {
    let running = 0;
    const release: (() => void)[] = [];
    const kept = keep({
      flush: () => {
        running += 1;
        return new Promise((resolve) => release.push(resolve));
      },
    });
    await kept.turn(flushEveryMs);
    await kept.turn(flushEveryMs);
    expect(running).toBe(1);
    release[0]?.();
    await settled();
    await kept.turn(flushEveryMs);
    expect(running).toBe(2);
    release[1]?.();
    await kept.housekeeping.stop();
  });

  test('stops between two batches and waits for the one under way, so that the database closes after it', async () => {
    let batches = 0;
    let finishBatch: () => void = () => undefined;
    const kept = keep({
      purge: async (goOn) => {
        while (goOn()) {
          batches += 1;
          await new Promise<void>((resolve) => {
            finishBatch = resolve;
          });
        }
        return nothing;
      },
    });
    let stopped = false;
    const stop = kept.housekeeping.stop().then(() => {
      stopped = true;
    });
    await settled();
    expect([stopped, kept.timers.size]).toEqual([false, 0]);
    finishBatch();
    await stop;
    expect(batches).toBe(1);
  });

  test('stops without a word also where the chore under way fails', async () => {
    let fail: (reason: Error) => void = () => undefined;
    const kept = keep({
      flush: () =>
        new Promise((_resolve, reject) => {
          fail = reject;
        }),
    });
    await kept.turn(flushEveryMs);
    const stop = kept.housekeeping.stop();
    fail(new Error('the database is away'));
    await expect(stop).resolves.toBeUndefined();
    expect(kept.troubles).toEqual(['flush']);
  });
});
