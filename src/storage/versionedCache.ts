import { namesSeen } from './namesSeen.ts';

/** Values that were read under one version of the settings; with the next version all are forgotten. */
export interface VersionedCache<Value> {
  find(version: number, key: string): Value | undefined;
  keep(version: number, key: string, value: Value): void;
}

/**
 * Where it is full, what came first goes, and only for what is kept a second time: else a thousand things that are asked
 * for once would push out the few that are asked for all morning, and be moved about in memory for nothing.
 * @param most so much is kept
 * @param weigh how much one value counts for; left out: 1 each
 */
export function versionedCache<Value>(
  most: number,
  weigh: (value: Value) => number = () => 1,
): VersionedCache<Value> {
  const values = new Map<string, Value>();
  const cameBefore = namesSeen();
  // Goes on where it stood: begun anew each time, it would walk past all that were dropped before.
  let inOrder = values.keys();
  let held = Number.NaN;
  let weight = 0;
  const drop = (key: string): boolean => {
    const value = values.get(key);
    if (value === undefined || !values.delete(key)) return false;
    weight -= weigh(value);
    return true;
  };
  const dropFirst = (): void => {
    const { value: first } = inOrder.next();
    if (first === undefined) inOrder = values.keys();
    else drop(first);
  };
  return {
    find: (version, key) => (version === held ? values.get(key) : undefined),
    keep(version, key, value) {
      if (version !== held) {
        values.clear();
        inOrder = values.keys();
        weight = 0;
      }
      held = version;
      const wasKept = drop(key);
      const own = weigh(value);
      if (own > most) return;
      if (weight + own > most && !wasKept && !cameBefore(key)) return;
      values.set(key, value);
      weight += own;
      while (weight > most) dropFirst();
    },
  };
}
