import { SeenOnce } from './seenOnce.ts';
import { Waits } from './waits.ts';

/** Slows whoever asks for many things that are not there. Who a visitor is, and what was asked for, says the caller. */
export interface Guesses {
  /** 0: answer. Otherwise wait, whatever was asked for, but for what this visitor is known to have found. */
  waitSeconds(visitor: string, what: string): number;
  /** Whether it was not yet said if this visitor has found it. */
  isNew(visitor: string, what: string): boolean;
  found(visitor: string, what: string): void;
  /**
   * Counts once for each visitor and thing, and not at all while the visitor has to wait.
   * @returns the wait in seconds, as `waitSeconds`
   */
  missed(visitor: string, what: string): number;
}

/** Honest visitors behind one address mistype and follow old links, but not a hundred different ones. */
const rule = { free: 100, longestMs: 10_000, forgiveMs: 2_000, capacity: 10_000 };
const mostRemembered = 50_000;

/** `now` in epoch milliseconds. Bounded, in memory; each process counts for itself. */
export function guesses(now: () => number): Guesses {
  const waits = new Waits(rule, now);
  const good = new SeenOnce(mostRemembered);
  const bad = new SeenOnce(mostRemembered);
  const seconds = (visitor: string) => Math.ceil(waits.waitMs(visitor) / 1000);
  const nameOf = (visitor: string, what: string) => `${visitor} ${what}`.slice(0, 200);
  return {
    waitSeconds: (visitor, what) => (good.has(nameOf(visitor, what)) ? 0 : seconds(visitor)),
    isNew(visitor, what) {
      const name = nameOf(visitor, what);
      return !good.has(name) && !bad.has(name);
    },
    found: (visitor, what) => void good.add(nameOf(visitor, what)),
    missed(visitor, what) {
      const already = seconds(visitor);
      if (already > 0) return already;
      if (bad.add(nameOf(visitor, what))) waits.end(visitor, 1);
      return seconds(visitor);
    },
  };
}
