/**
 * The values of `IN (...)`, made up to a power of two by saying the last one again: each length is a statement of its
 * own, and every connection prepares it anew.
 * @param least as long as so many values would be, so that several lists are alike
 */
export function padded<Value>(values: readonly Value[], least = 0): Value[] {
  const last = values.at(-1);
  if (last === undefined) return [];
  const length = lengthFor(Math.max(values.length, least));
  return [...values, ...Array.from({ length: length - values.length }, () => last)];
}

/** The question marks for `padded` values. */
export function places(values: readonly unknown[]): string {
  return Array.from({ length: lengthFor(values.length) }, () => '?').join(',');
}

function lengthFor(count: number): number {
  let length = 1;
  while (length < count) length *= 2;
  return length;
}
