import { createHmac } from 'node:crypto';
import type { DataKey } from './dataKey.ts';

/**
 * 32 hexadecimal digits by which a key is recognised (R20) and from which nothing about it can be computed:
 * the key itself is the HMAC key, so there is nothing to guess at.
 */
export function fingerprint(key: DataKey): string {
  return createHmac('sha256', key.key).update('tinygate key fingerprint v1').digest('hex').slice(0, 32);
}
