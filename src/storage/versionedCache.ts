/** Values that were read under one version of the settings; with the next version all are forgotten. */
export interface VersionedCache<Value> {
  find(version: number, key: string): Value | undefined;
  keep(version: number, key: string, value: Value): void;
}

/**
 * @param most so much is kept; beyond it what came first goes
 * @param weigh how much one value counts for; left out: 1 each
 */
export function versionedCache<Value>(
  most: number,
  weigh: (value: Value) => number = () => 1,
): VersionedCache<Value> {
  const values = new Map<string, Value>();
  let held = Number.NaN;
  let weight = 0;
  const drop = (key: string): void => {
    const value = values.get(key);
    if (value === undefined || !values.delete(key)) return;
    weight -= weigh(value);
  };
  return {
    find: (version, key) => (version === held ? values.get(key) : undefined),
    keep(version, key, value) {
      if (version !== held) {
        values.clear();
        weight = 0;
      }
      held = version;
      drop(key);
      if (weigh(value) > most) return;
      values.set(key, value);
      weight += weigh(value);
      for (const oldest of values.keys()) {
        if (weight <= most) return;
        drop(oldest);
      }
    },
  };
}
