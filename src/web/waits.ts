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

interface Entry {
  failures: number;
  forgivenAt: number;
  waitUntil: number;
  /** Beginnings of tries under way. */
  running: number[];
}

/** A try whose end was never told counts as under way for this long. */
const abandonedAfter = 60_000;
const longestKey = 400;

/** Failures and growing waits, by key; bounded, in memory. Times are epoch milliseconds. */
export class Waits {
  readonly #rule: WaitRule;
  readonly #now: () => number;
  readonly #entries = new Map<string, Entry>();

  constructor(rule: WaitRule, now: () => number) {
    this.#rule = rule;
    this.#now = now;
  }

  /** How long this key has to wait before its next try; 0: not at all. */
  waitMs(key: string): number {
    const { waitUntil, failures, running } = this.#find(key);
    const now = this.#now();
    if (waitUntil > now) return waitUntil - now;
    const left = this.#rule.free - failures;
    const room = left < 1 ? 1 : (this.#rule.atOnce ?? left);
    return running.length >= room ? 1000 : 0;
  }

  failures(key: string): number {
    return this.#find(key).failures;
  }

  begin(key: string): void {
    const entry = this.#find(key);
    entry.running.push(this.#now());
    this.#keep(key, entry);
  }

  /** A try has ended and changes the failures by so many (never below none). */
  end(key: string, change: number): void {
    const entry = this.#find(key);
    entry.running.shift();
    entry.failures = Math.max(0, entry.failures + change);
    if (change > 0) entry.waitUntil = this.#now() + this.#waitAfter(entry.failures);
    if (change < 0 && entry.failures < this.#rule.free) entry.waitUntil = 0;
    this.#keep(key, entry);
  }

  #waitAfter(failures: number): number {
    const beyond = failures - this.#rule.free;
    return beyond < 0 ? 0 : Math.min(this.#rule.longestMs, 1000 * 2 ** Math.min(beyond, 30));
  }

  #find(key: string): Entry {
    const now = this.#now();
    const entry = this.#entries.get(key.slice(0, longestKey));
    if (entry === undefined) return { failures: 0, forgivenAt: now, waitUntil: 0, running: [] };
    entry.running = entry.running.filter((began) => now - began < abandonedAfter);
    const forgiven = Math.max(0, Math.floor((now - entry.forgivenAt) / this.#rule.forgiveMs));
    entry.failures = Math.max(0, entry.failures - forgiven);
    entry.forgivenAt += forgiven * this.#rule.forgiveMs;
    return entry;
  }

  /** Writing again moves the key to the end, so the first is always the one longest untouched. */
  #keep(key: string, entry: Entry): void {
    const short = key.slice(0, longestKey);
    this.#entries.delete(short);
    if (entry.failures > 0 || entry.running.length > 0) this.#entries.set(short, entry);
    if (this.#entries.size <= this.#rule.capacity) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }
}
