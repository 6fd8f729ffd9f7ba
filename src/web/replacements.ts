/** A worker that lived so long died of something new. */
const longLifeMs = 10_000;
const mostMs = 30_000;

export interface Death {
  /** Milliseconds from its fork to its end. */
  readonly lived: number;
  readonly served: boolean;
}

/**
 * How many milliseconds a dead worker's place stays empty. One that served is replaced at once. One that did not may have
 * found the database away, and what dies again and again must not keep the machine busy with its starts: both wait, and
 * longer each time, up to half a minute.
 */
export function replacements(workers: number): (death: Death) => number {
  let shortLives = 0;
  return ({ lived, served }) => {
    shortLives = lived < longLifeMs ? shortLives + 1 : 0;
    if (served && shortLives <= workers) return 0;
    return Math.min(500 * 2 ** Math.max(1, Math.min(shortLives, 6)), mostMs);
  };
}
