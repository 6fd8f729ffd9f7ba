import type { Freshness } from '../verifier.ts';

/** How far ahead a sender's clock may be, in seconds, whatever the lifetime (R12). */
export const mostAhead = 60;

/**
 * Whether a signed timestamp may still, or already, be used: from `now - lifetime` to `now + 60 s`, both included.
 *
 * @param timestamp epoch seconds, the sender's
 * @param now epoch milliseconds, ours
 */
export function freshness(timestamp: number, lifetimeSeconds: number, now: number): Freshness {
  const age = clockDifference(timestamp, now);
  if (age < -mostAhead) return 'future';
  // Also where one of the numbers is none: what cannot be understood is not fresh.
  return age <= lifetimeSeconds ? 'fresh' : 'stale';
}

/** Our clock minus theirs, in whole seconds. */
export function clockDifference(timestamp: number, now: number): number {
  return Math.floor(now / 1000) - timestamp;
}
