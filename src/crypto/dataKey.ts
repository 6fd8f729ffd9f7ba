import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { toBase64url } from './base64url.ts';

/** An AES-256 key with its name. Node's KeyObject keeps the bytes out of logs, JSON and debuggers' dumps. */
export interface DataKey {
  readonly id: string;
  readonly key: KeyObject;
}

export const keyLength = 32;

const keyIdShape = /^[A-Za-z0-9_-]{1,32}$/;

export function isKeyId(text: string): boolean {
  return keyIdShape.test(text);
}

/**
 * A key from its bytes.
 * @throws RangeError for an id or a length that no key here has.
 */
export function dataKeyFrom(id: string, bytes: Uint8Array): DataKey {
  if (!isKeyId(id)) throw new RangeError('a key id has 1 to 32 letters, digits, "-" or "_"');
  if (bytes.length !== keyLength) throw new RangeError(`a key has ${keyLength} bytes`);
  return { id, key: createSecretKey(bytes) };
}

/** A new random key under a new random id. */
export function newDataKey(): DataKey {
  return dataKeyFrom(newKeyId(), randomBytes(keyLength));
}

/** 16 characters, enough that two keys never meet under one id. */
export function newKeyId(): string {
  return toBase64url(randomBytes(12));
}
