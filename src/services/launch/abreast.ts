/** So many go on together: more than that would keep everybody else waiting until the last step of the last one. */
const mostAbreast = 32;

/** So few are not divided: each group costs the database a journey. */
const fewest = 8;

/** Resolves to what the second step does; both are begun for the whole group, the first for all before the second. */
export type Abreast = <Read, Done>(first: () => Read, then: (read: Read) => Promise<Done>) => Promise<Done>;

/**
 * Lets launches that arrived together take each step together: from one `await` to the next all of them are at the same
 * one. The code of a step and what it reads is then in the processor's caches for all but the first: from end to end, one
 * launch after the other, they cost a third more. There is no timer: they go on as soon as all that has arrived by now is
 * read, a lone one at once.
 *
 * At most half of those that are under way go on together. The database has one group while this process has the other;
 * with thirty in the one and two in the other, each would wait for the other, and they would stay so all morning.
 */
export function abreast(most = mostAbreast): Abreast {
  let waiting: (() => void)[] = [];
  let underWay = 0;

  function go(): void {
    const half = Math.ceil((waiting.length + underWay) / 2);
    const size = Math.min(most, Math.max(fewest, half));
    const going = waiting.slice(0, size);
    waiting = waiting.slice(size);
    underWay += going.length;
    if (waiting.length > 0) setImmediate(go);
    for (const goOn of going) goOn();
  }

  const arrive = (goOn: () => void): void => {
    waiting.push(goOn);
    if (waiting.length === 1) setImmediate(go);
  };
  const done = <Done>(outcome: Done): Done => {
    underWay -= 1;
    return outcome;
  };
  const failed = (error: unknown): never => {
    underWay -= 1;
    throw error;
  };
  return (first, then) => new Promise<void>(arrive).then(first).then(then).then(done, failed);
}
