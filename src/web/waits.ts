export interface WaitRule {
  /** Failures that cost nothing. */
  readonly free: number;
  /** The wait doubles from one second up to this. */
  readonly longestMs: number;
  /** One failure is forgiven each time so long has passed. */
  readonly forgiveMs: number;
  /** Tries of one key under way at the same time; left out: as many as could still fail for nothing. */
  readonly atOnce?: number;
  /** Keys remembered; beyond it the one that was longest without a try is forgotten. */
  readonly capacity: number;
}

/** Failures under one key: they are forgiven one after the other, the last of them at `clearAt`. Epoch milliseconds. */
export interface Failures {
  readonly failedAt: number;
  readonly clearAt: number;
}

interface Entry {
  clearAt: number;
  waitUntil: number;
  /** Beginnings of tries under way. */
  running: number[];
}

/** A try whose end was never told counts as under way for this long. */
const abandonedAfter = 60_000;
const longestKey = 400;

/** Failures and growing waits, by key; bounded, in memory. Times are epoch milliseconds. */
export class Waits {
  readonly rule: WaitRule;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(rule: WaitRule, now: () => number) {
    this.rule = rule;
    this.#now = now;
  }

  /** How long this key has to wait before its next try; 0: not at all. */
  waitMs(key: string): number {
    const { waitUntil, running } = this.#find(key);
    const now = this.#now();
    // No longer than the longest, also after a clock was set back.
    if (waitUntil > now) return Math.min(this.rule.longestMs, waitUntil - now);
    const left = this.rule.free - this.failures(key);
    const room = left < 1 ? 1 : (this.rule.atOnce ?? left);
    return running.length >= room ? 1000 : 0;
  }

  failures(key: string): number {
    return this.#failuresAt(this.#now(), this.#find(key).clearAt);
  }

  begin(key: string): void {
    const entry = this.#find(key);
    entry.running.push(this.#now());
    this.#keep(key, entry);
  }

  /** A try has ended and changes the failures by so many (never below none). */
  end(key: string, change: number): void {
    const entry = this.#find(key);
    const now = this.#now();
    entry.running.shift();
    entry.clearAt = Math.max(now, Math.max(now, entry.clearAt) + change * this.rule.forgiveMs);
    const failures = this.#failuresAt(now, entry.clearAt);
    if (change > 0) entry.waitUntil = now + this.#waitAfter(failures);
    if (change < 0 && failures < this.rule.free) entry.waitUntil = 0;
    this.#keep(key, entry);
  }

  /** What others know of the key; whoever knows of more failures is right. */
  learn(key: string, { failedAt, clearAt }: Failures): void {
    const entry = this.#find(key);
    entry.clearAt = Math.max(entry.clearAt, clearAt);
    entry.waitUntil = Math.max(
      entry.waitUntil,
      failedAt + this.#waitAfter(this.#failuresAt(failedAt, clearAt)),
    );
    this.#keep(key, entry);
  }

  #failuresAt(time: number, clearAt: number): number {
    return Math.max(0, Math.ceil((clearAt - time) / this.rule.forgiveMs));
  }

  #waitAfter(failures: number): number {
    const beyond = failures - this.rule.free;
    return beyond < 0 ? 0 : Math.min(this.rule.longestMs, 1000 * 2 ** Math.min(beyond, 30));
  }

  #find(key: string): Entry {
    const now = this.#now();
    const entry = this.#entries.get(key.slice(0, longestKey));
    if (entry === undefined) return { clearAt: 0, waitUntil: 0, running: [] };
    entry.running = entry.running.filter((began) => now - began < abandonedAfter);
    return entry;
  }

  /** Writing again moves the key to the end, so the first is always the one longest untouched. */
  #keep(key: string, entry: Entry): void {
    const short = key.slice(0, longestKey);
    this.#entries.delete(short);
    if (entry.clearAt > this.#now() || entry.running.length > 0) this.#entries.set(short, entry);
    if (this.#entries.size <= this.rule.capacity) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }
}
