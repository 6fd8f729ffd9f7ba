/** Values that were read under one version of the settings; with the next version all are forgotten. */
export interface VersionedCache<Value> {
  find(version: number, key: string): Value | undefined;
  keep(version: number, key: string, value: Value): void;
}

/** @param most so many are kept; beyond it the one that came first goes */
export function versionedCache<Value>(most: number): VersionedCache<Value> {
  const values = new Map<string, Value>();
  let held = Number.NaN;
  return {
    find: (version, key) => (version === held ? values.get(key) : undefined),
    keep(version, key, value) {
      if (version !== held) values.clear();
      held = version;
      values.set(key, value);
      if (values.size <= most) return;
      for (const oldest of values.keys()) {
        values.delete(oldest);
        return;
      }
    },
  };
}
