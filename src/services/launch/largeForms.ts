/** Forms over this many bytes are verified one at a time (R13), so that a flood of them leaves room for honest ones. */
export const largeFormBytes = 64 * 1024;

/** So many may wait: each holds its megabytes until its turn, and a flood must not take all memory. */
export const mostLargeForms = 50;

/** Answers `busy`, without beginning the work, where too many wait already. */
export type OneAtATime = <T>(bytes: number, work: () => Promise<T>) => Promise<T | 'busy'>;

export function largeFormsOneAtATime(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (bytes, work) => {
    if (bytes <= largeFormBytes) return work();
    if (waiting >= mostLargeForms) return 'busy';
    waiting += 1;
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      waiting -= 1;
    }
  };
}
