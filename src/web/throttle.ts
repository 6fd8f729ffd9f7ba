import { SeenOnce } from './seenOnce.ts';
import { type Failures, type WaitRule, Waits } from './waits.ts';

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
  /** A mark of the password, to see that one is tried on many accounts. Stays in this process. */
  readonly word?: string;
}

export interface Throttle {
  /** 0: try now, and say how it ended. Otherwise wait; nothing was counted, and nothing may be tried. */
  check(attempt: Attempt): Promise<{ readonly waitSeconds: number }>;
  failed(attempt: Attempt): Promise<void>;
  succeeded(attempt: Attempt): Promise<void>;
  /** The try came to no end (no room for hashing, database away): it counts neither way. */
  abandoned(attempt: Attempt): void;
}

/** What all processes and nodes count together. Never throws: where it is away, each counts for itself. */
export interface SharedFailures {
  /** In the order of the keys; undefined where nothing is known. */
  find(keys: readonly string[]): Promise<readonly (Failures | undefined)[]>;
  add(failures: readonly SharedFailure[]): Promise<void>;
  forgive(failures: readonly SharedFailure[]): Promise<void>;
}

export interface SharedFailure {
  readonly key: string;
  /** How long forgiving takes; Infinity forgives all there is. */
  readonly byMs: number;
}

export interface ThrottleOptions {
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly shared?: SharedFailures;
  readonly capacity?: number;
}

const alone: SharedFailures = {
  find: async () => [],
  add: async () => undefined,
  forgive: async () => undefined,
};

const minute = 60_000;
// Many honest people share an address at 8:59: there it is failures that count, not tries side by side.
const ofMany = { free: 60, longestMs: 5 * minute, forgiveMs: minute, atOnce: 400 };

const rules = {
  account: { free: 10, longestMs: 4_000, forgiveMs: minute },
  pair: { free: 5, longestMs: 15 * minute, forgiveMs: 5 * minute },
  address: ofMany,
  ticket: { free: 5, longestMs: 5 * minute, forgiveMs: 5 * minute },
  receiver: ofMany,
  browser: { free: 5, longestMs: 15 * minute, forgiveMs: 5 * minute },
  word: { free: 20, longestMs: minute, forgiveMs: 10_000, atOnce: 400 },
} as const satisfies Readonly<Record<string, Omit<WaitRule, 'capacity'>>>;

type Kind = keyof typeof rules;

interface Budget {
  readonly kind: Kind;
  readonly key: string;
  readonly waits: Waits;
}

/**
 * R29: no locks, only waits, and none that a stranger can put upon a known name for longer than a moment.
 *
 * | budget | free failures | one forgiven each | longest wait |
 * | --- | --- | --- | --- |
 * | account, from anywhere | 10 | 1 min | 4 s |
 * | account x address | 5 | 5 min | 15 min |
 * | address (one password on many accounts) | 60 | 1 min | 5 min |
 * | password, by accounts (the same from many addresses) | 20 | 10 s | 1 min |
 * | ticket | 5 | 5 min | 5 min |
 * | receiver of tickets (one password on many accounts) | 60 | 1 min | 5 min |
 * | browser x account, after an earlier sign-in there | 5 | 5 min | 15 min |
 *
 * A try with a ticket or from a known browser is judged by its own budgets alone, so a classmate in the same room cannot
 * use up somebody's tries. A success forgives what the same account had failed from there, and nothing else: with an
 * account of one's own one cannot pay for guesses at others. All processes and nodes count together, but for what is
 * under way at the moment, and for passwords, of which nothing is written down: those each process counts for itself.
 */
export function throttle({ now, shared = alone, capacity = 50_000 }: ThrottleOptions): Throttle {
  const waits = Object.fromEntries(
    Object.entries(rules).map(([kind, rule]) => [kind, new Waits({ ...rule, capacity }, now)]),
  ) as Record<Kind, Waits>;
  const tried = new SeenOnce(capacity);

  function budgets(attempt: Attempt): readonly Budget[] {
    const { account, address, ticket, receiver, browser, word } = attempt;
    const of = (kind: Kind, key: string): Budget => ({ kind, key, waits: waits[kind] });
    if (ticket !== undefined)
      return [of('ticket', ticket), ...(receiver === undefined ? [] : [of('receiver', receiver)])];
    if (browser !== undefined) return [of('browser', joined(browser, account))];
    return [
      of('account', account),
      of('pair', joined(address, account)),
      of('address', address),
      ...(word === undefined ? [] : [of('word', word)]),
    ];
  }

  return {
    async check(attempt) {
      const all = budgets(attempt);
      const together = all.filter(isShared);
      const known = await shared.find(together.map(nameOf));
      together.forEach(({ waits, key }, place) => {
        const failures = known[place];
        if (failures !== undefined) waits.learn(key, failures);
      });
      const waitMs = Math.max(...all.map(({ waits, key }) => waits.waitMs(key)));
      if (waitMs > 0) return { waitSeconds: Math.ceil(waitMs / 1000) };
      for (const { waits, key } of all) waits.begin(key);
      return { waitSeconds: 0 };
    },
    async failed(attempt) {
      const all = budgets(attempt);
      const together = all.filter(isShared);
      // Under way until the others know of it, too.
      await shared.add(
        together.map((budget) => ({ key: nameOf(budget), byMs: budget.waits.rule.forgiveMs })),
      );
      for (const { kind, waits, key } of all)
        waits.end(key, kind !== 'word' || tried.add(joined(key, attempt.account)) ? 1 : 0);
    },
    abandoned(attempt) {
      for (const { waits, key } of budgets(attempt)) waits.end(key, 0);
    },
    async succeeded(attempt) {
      const all = budgets(attempt);
      const [first, pair] = all;
      const own = attempt.ticket === undefined ? pair : first;
      const ownFailures = own === undefined ? 0 : own.waits.failures(own.key);
      const changes = all.map((budget) => ({ budget, failures: forgivenOf(budget, ownFailures) }));
      for (const { budget, failures } of changes) budget.waits.end(budget.key, -failures);
      const together = changes.filter(({ budget, failures }) => isShared(budget) && failures > 0);
      if (together.length === 0) return;
      await shared.forgive(
        together.map(({ budget, failures }) => ({
          key: nameOf(budget),
          byMs: failures * budget.waits.rule.forgiveMs,
        })),
      );
    },
  };
}

function isShared({ kind }: Budget): boolean {
  return kind !== 'word';
}

/** What many share gets back what this account has failed there; a word gets nothing back. */
function forgivenOf({ kind, key, waits }: Budget, ownFailures: number): number {
  if (kind === 'word') return 0;
  if (kind === 'address' || kind === 'receiver') return ownFailures;
  return waits.failures(key) > 0 ? Number.POSITIVE_INFINITY : 0;
}

function nameOf({ kind, key }: Budget): string {
  return joined(kind, key);
}

function joined(one: string, other: string): string {
  return JSON.stringify([one, other]);
}
