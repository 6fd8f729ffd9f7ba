import { createHmac, timingSafeEqual } from 'node:crypto';

export type HmacAlgorithm = 'sha1' | 'sha256';

/** The raw code over the UTF-8 bytes of `text` (RFC 2104). SHA-1 is here because LTI 1.1 signs with it. */
export function hmac(algorithm: HmacAlgorithm, key: string | Buffer, text: string): Buffer {
  return createHmac(algorithm, key).update(text, 'utf8').digest();
}

/** Takes as long for equal as for different contents of one length; the length itself is no secret. */
export function equalInConstantTime(one: Buffer, other: Buffer): boolean {
  if (one.length !== other.length) return false;
  return timingSafeEqual(one, other);
}
