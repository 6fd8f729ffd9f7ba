import { Waits } from './waits.ts';

/**
 * One try of a password. Texts are compared as they are: hand in ids or canonical names, and an address group
 * (clientAddress.ts), not an address. At most one of `ticket` and `browser` counts, the ticket first.
 */
export interface Attempt {
  readonly account: string;
  readonly address: string;
  /** What vouches for this try beforehand, if anything; best who it was given to, not the ticket itself, of which one can get many. */
  readonly ticket?: string;
  /** Beside a ticket: who got it, whatever the account, so that nobody tries one password on many people with it. */
  readonly receiver?: string;
  /** The browser, if this account signed in from it before. */
  readonly browser?: string;
}

export interface Throttle {
  /** 0: try now, and say how it ended. Otherwise wait; nothing was counted, and nothing may be tried. */
  check(attempt: Attempt): { readonly waitSeconds: number };
  failed(attempt: Attempt): void;
  succeeded(attempt: Attempt): void;
  /** The try came to no end (no room for hashing, database away): it counts neither way. */
  abandoned(attempt: Attempt): void;
}

/**
 * R29: no locks, only waits, and none that a stranger can put upon a known name for longer than a moment.
 *
 * | budget | free failures | one forgiven each | longest wait |
 * | --- | --- | --- | --- |
 * | account, from anywhere | 10 | 1 min | 4 s |
 * | account x address | 5 | 5 min | 15 min |
 * | address (one password on many accounts) | 60 | 1 min | 5 min |
 * | ticket | 5 | 5 min | 5 min |
 * | receiver of tickets (one password on many accounts) | 60 | 1 min | 5 min |
 * | browser x account, after an earlier sign-in there | 5 | 5 min | 15 min |
 *
 * A try with a ticket or from a known browser is judged by its own budgets alone, so a classmate in the same room cannot
 * use up somebody's tries. A success forgives what the same account had failed from there, and nothing else: with an
 * account of one's own one cannot pay for guesses at others. Each process counts for itself.
 */
export function throttle(now: () => number, capacity = 50_000): Throttle {
  const minute = 60_000;
  const account = new Waits({ free: 10, longestMs: 4_000, forgiveMs: minute, capacity }, now);
  const pair = new Waits({ free: 5, longestMs: 15 * minute, forgiveMs: 5 * minute, capacity }, now);
  // Many honest people share an address at 8:59: there it is failures that count, not tries side by side.
  const ofMany = { free: 60, longestMs: 5 * minute, forgiveMs: minute, atOnce: 400, capacity };
  const address = new Waits(ofMany, now);
  const receiver = new Waits(ofMany, now);
  const ticket = new Waits({ free: 5, longestMs: 5 * minute, forgiveMs: 5 * minute, capacity }, now);
  const browser = new Waits({ free: 5, longestMs: 15 * minute, forgiveMs: 5 * minute, capacity }, now);

  const budgets = (attempt: Attempt): readonly (readonly [Waits, string])[] => {
    if (attempt.ticket !== undefined) {
      const given = attempt.receiver;
      return [[ticket, attempt.ticket], ...(given === undefined ? [] : [[receiver, given] as const])];
    }
    if (attempt.browser !== undefined) return [[browser, joined(attempt.browser, attempt.account)]];
    return [
      [account, attempt.account],
      [pair, joined(attempt.address, attempt.account)],
      [address, attempt.address],
    ];
  };

  return {
    check(attempt) {
      const all = budgets(attempt);
      const waitMs = Math.max(...all.map(([waits, key]) => waits.waitMs(key)));
      if (waitMs > 0) return { waitSeconds: Math.ceil(waitMs / 1000) };
      for (const [waits, key] of all) waits.begin(key);
      return { waitSeconds: 0 };
    },
    failed(attempt) {
      for (const [waits, key] of budgets(attempt)) waits.end(key, 1);
    },
    abandoned(attempt) {
      for (const [waits, key] of budgets(attempt)) waits.end(key, 0);
    },
    succeeded(attempt) {
      const own =
        attempt.ticket === undefined
          ? pair.failures(joined(attempt.address, attempt.account))
          : ticket.failures(attempt.ticket);
      for (const [waits, key] of budgets(attempt))
        waits.end(key, waits === address || waits === receiver ? -own : -Number.POSITIVE_INFINITY);
    },
  };
}

function joined(one: string, other: string): string {
  return JSON.stringify([one, other]);
}
