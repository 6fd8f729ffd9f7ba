/** A clock of an LMS that is off: behind ours by so many seconds (below 0: ahead); launches are refused from `limit` on. */
export interface ClockTrouble {
  readonly seconds: number;
  readonly limit: number;
}

/** Seconds between the clocks that are worth a word, long before launches are refused for them. */
const tolerance = 60;

/** Launches may come from a clock that is ahead by so many seconds (R12). */
const mostAhead = 60;

/** A clock that is behind uses up the time in which launches are taken; one that is ahead may be so by a minute. */
export function clockTrouble(nonceLifetime: number, seconds: number | undefined): ClockTrouble | undefined {
  if (seconds === undefined) return undefined;
  if (seconds < -mostAhead / 2) return { seconds, limit: mostAhead };
  return seconds > Math.min(tolerance, nonceLifetime / 2) ? { seconds, limit: nonceLifetime } : undefined;
}
