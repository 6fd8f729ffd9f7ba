/** Forms over this many bytes are verified one at a time (R13), so that a flood of them leaves room for honest ones. */
export const largeFormBytes = 64 * 1024;

export type OneAtATime = <T>(bytes: number, work: () => Promise<T>) => Promise<T>;

export function largeFormsOneAtATime(): OneAtATime {
  let last: Promise<unknown> = Promise.resolve();
  return (bytes, work) => {
    if (bytes <= largeFormBytes) return work();
    const turn = last.then(work, work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
