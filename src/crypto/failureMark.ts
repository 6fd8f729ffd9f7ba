import { createHmac, randomBytes } from 'node:crypto';
import type { SessionKeys } from './sessionKeys.ts';

const markLength = 16;

/**
 * What is kept of whom a failed sign-in counts for: without the key, which lies outside the database, it says neither
 * name nor address, of which there are few enough to try them all. All nodes share the key.
 * @throws RangeError without a key
 */
export function failureMark(keys: SessionKeys, text: string): Buffer {
  const newest = keys[0];
  if (newest === undefined) throw new RangeError('there is no session key');
  return createHmac('sha256', newest.key)
    .update('tinygate failure v1\0')
    .update(text)
    .digest()
    .subarray(0, markLength);
}

/** Tells words apart for as long as this process lives, and says nothing about them afterwards. */
export function passingMarks(): (text: string) => string {
  const key = randomBytes(32);
  return (text) => createHmac('sha256', key).update(text).digest().subarray(0, markLength).toString('base64');
}
