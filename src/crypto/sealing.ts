import { createCipheriv, createDecipheriv, type KeyObject } from 'node:crypto';
import { fromBase64url } from './base64url.ts';
import { isKeyId } from './dataKey.ts';
import { freshBytes } from './freshBytes.ts';

/** What is authenticated beside the ciphertext. Parts that never change: ids and words, not names (R20). */
export type Associated = readonly (string | number)[];

export type CannotOpenReason = 'malformed' | 'unknown-key' | 'not-authentic';

/** A DataKey, or bytes that are used once and thrown away: to wrap those takes longer than to seal with them. */
export interface SealingKey {
  readonly id: string;
  readonly key: KeyObject | Buffer;
}

/** A sealed text that does not open. Says why in words that hold no key, no plaintext and no ciphertext. */
export class CannotOpen extends Error {
  readonly reason: CannotOpenReason;

  constructor(reason: CannotOpenReason) {
    super(`cannot open what was encrypted: ${reason}`);
    this.name = 'CannotOpen';
    this.reason = reason;
  }
}

const version = 'v1';
const algorithm = 'A256GCM';
const ivLength = 12;
const tagLength = 16;

interface Parts {
  readonly keyId: string;
  readonly iv: Buffer;
  readonly ciphertext: Buffer;
  readonly tag: Buffer;
}

/**
 * Encrypts with AES-256-GCM under a fresh random 96-bit IV (NIST SP 800-38D 8.2.2) and returns
 * `v1.A256GCM.<key id>.<iv>.<ciphertext and tag>`, the last two in base64url.
 */
export function sealBytes(plain: Uint8Array, key: SealingKey, associated: Associated): string {
  const iv = freshBytes(ivLength);
  const cipher = createCipheriv('aes-256-gcm', key.key, iv, { authTagLength: tagLength });
  cipher.setAAD(associatedBytes(key.id, associated));
  const body = Buffer.allocUnsafe(plain.length + tagLength);
  body.set(cipher.update(plain));
  // GCM has no blocks to fill: nothing is left to come (NIST SP 800-38D 7.1).
  cipher.final();
  body.set(cipher.getAuthTag(), plain.length);
  return `${version}.${algorithm}.${key.id}.${iv.toString('base64url')}.${body.toString('base64url')}`;
}

/**
 * The bytes that were sealed under one of `keys` with the same associated data.
 * @throws CannotOpen for anything else, a single flipped bit included.
 */
export function openBytes(envelope: string, keys: readonly SealingKey[], associated: Associated): Buffer {
  const parts = readParts(envelope);
  if (parts === undefined) throw new CannotOpen('malformed');
  const key = keys.find((each) => each.id === parts.keyId);
  if (key === undefined) throw new CannotOpen('unknown-key');
  const decipher = createDecipheriv('aes-256-gcm', key.key, parts.iv, { authTagLength: tagLength });
  decipher.setAAD(associatedBytes(key.id, associated));
  decipher.setAuthTag(parts.tag);
  const plain = decipher.update(parts.ciphertext);
  try {
    return Buffer.concat([plain, decipher.final()]);
  } catch {
    throw new CannotOpen('not-authentic');
  }
}

/** The id of the key that an envelope needs, or undefined where the text is no envelope. Proves nothing else. */
export function keyIdOf(envelope: string): string | undefined {
  return readParts(envelope)?.keyId;
}

function readParts(envelope: string): Parts | undefined {
  const [readVersion, readAlgorithm, keyId, iv64, body64, ...more] = envelope.split('.', 6);
  if (readVersion !== version || readAlgorithm !== algorithm || more.length > 0) return undefined;
  if (keyId === undefined || iv64 === undefined || body64 === undefined || !isKeyId(keyId)) return undefined;
  const iv = fromBase64url(iv64);
  const body = fromBase64url(body64);
  if (iv === undefined || body === undefined) return undefined;
  if (iv.length !== ivLength || body.length < tagLength) return undefined;
  const tagAt = body.length - tagLength;
  return { keyId, iv, ciphertext: body.subarray(0, tagAt), tag: body.subarray(tagAt) };
}

/** JSON quotes every part, so no two lists look alike; the header is in it, so no part of it can be exchanged. */
function associatedBytes(keyId: string, associated: Associated): Buffer {
  for (const part of associated) {
    // JSON writes NaN and Infinity as null, and rounds what is beyond the safe integers.
    if (typeof part === 'number' && !Number.isSafeInteger(part)) throw new RangeError('not a whole number');
  }
  return Buffer.from(JSON.stringify([version, algorithm, keyId, ...associated]), 'utf8');
}
