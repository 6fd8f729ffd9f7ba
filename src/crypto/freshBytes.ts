import { randomFillSync } from 'node:crypto';

const pool = Buffer.allocUnsafeSlow(8_192);
let used = pool.length;

/**
 * Random bytes from the system's source, in a buffer of their own. A journey to that source costs as much for a few
 * bytes as for thousands, and a launch needs six times a few: so they are drawn together, and wiped as they are given out.
 * @throws RangeError for more than a few at once
 */
export function freshBytes(length: number): Buffer {
  const from = drawn(length);
  const bytes = Buffer.allocUnsafe(length);
  for (let at = 0; at < length; at += 1) bytes[at] = pool[from + at] ?? 0;
  pool.fill(0, from, used);
  return bytes;
}

/**
 * As many random bytes, in base64url.
 * @throws RangeError for more than a few at once
 */
export function freshText(length: number): string {
  const from = drawn(length);
  const text = pool.toString('base64url', from, used);
  pool.fill(0, from, used);
  return text;
}

/** Where in the pool so many bytes begin that are now somebody’s. */
function drawn(length: number): number {
  if (length > 64) throw new RangeError('too many bytes at once');
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += length;
  return used - length;
}
