import { randomFillSync } from 'node:crypto';

const pool = Buffer.allocUnsafeSlow(8_192);
let used = pool.length;

/**
 * Random bytes from the system's source, in a buffer of their own. A journey to that source costs as much for a few
 * bytes as for thousands, and a launch needs six times a few: so they are drawn together, and wiped as they are given out.
 * @throws RangeError for more than a few at once
 */
export function freshBytes(length: number): Buffer {
  if (length > 64) throw new RangeError('too many bytes at once');
  if (used + length > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  const bytes = Buffer.from(pool.subarray(used, used + length));
  pool.fill(0, used, used + length);
  used += length;
  return bytes;
}
