import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { fromBase64url, toBase64url } from './base64url.ts';
import type { DataKey } from './dataKey.ts';
import type { SessionKeys } from './sessionKeys.ts';

const saltLength = 16;
const macLength = 32;

/**
 * A token for a form, bound to a cookie value of this browser. Each is another text (a random salt), so that
 * compressed pages do not give it away bit by bit.
 * @throws RangeError without a key or with an empty binding, which every browser without cookies would share.
 */
export function csrfToken(keys: SessionKeys, binding: string): string {
  const newest = keys[0];
  if (newest === undefined) throw new RangeError('there is no session key');
  if (binding === '') throw new RangeError('a form token needs a cookie to be bound to');
  const salt = randomBytes(saltLength);
  return toBase64url(Buffer.concat([salt, macOf(newest, salt, binding)]));
}

/** Whether the token was made under a live session key for one of these cookie values. Empty values count as none. */
export function acceptsCsrfToken(keys: SessionKeys, token: string, bindings: readonly string[]): boolean {
  if (token.length > 2 * (saltLength + macLength)) return false;
  const bytes = fromBase64url(token);
  if (bytes?.length !== saltLength + macLength) return false;
  const salt = bytes.subarray(0, saltLength);
  const mac = bytes.subarray(saltLength);
  const live = bindings.filter((binding) => binding !== '');
  return keys.some((key) => live.some((binding) => timingSafeEqual(mac, macOf(key, salt, binding))));
}

function macOf(key: DataKey, salt: Buffer, binding: string): Buffer {
  return createHmac('sha256', key.key).update('tinygate form v1\0').update(salt).update(binding).digest();
}
