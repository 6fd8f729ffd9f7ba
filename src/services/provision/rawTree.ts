/**
 * Careful looks into values whose form is not proven yet: checks across the file go on where one part of it is
 * wrong, so that all faults are told at once.
 */
export function textIn(value: unknown, key: string): string | undefined {
  const found = fieldOf(value, key);
  return typeof found === 'string' ? found : undefined;
}

export function numberIn(value: unknown, key: string): number | undefined {
  const found = fieldOf(value, key);
  return typeof found === 'number' ? found : undefined;
}

export function listIn(value: unknown, key: string): readonly unknown[] {
  const found = fieldOf(value, key);
  return Array.isArray(found) ? found : [];
}

export function keysIn(value: unknown, key: string): readonly string[] {
  const found = fieldOf(value, key);
  return isMap(found) ? Object.keys(found) : [];
}

export function fieldOf(value: unknown, key: string): unknown {
  return isMap(value) && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

export function isMap(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
