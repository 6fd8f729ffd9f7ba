import { formatReference } from '../model/reference.ts';
import { Secret } from '../model/secret.ts';
import { freshBytes, freshText } from './freshBytes.ts';

/** A session id, ticket or one-time address: 32 random bytes, base64url, 43 characters (R2). Only its hash is kept. */
export function randomToken(): string {
  return freshText(32);
}

/** 16 bytes that tell our own claim of a nonce from somebody else's (R14, R15). */
export function claimToken(): Buffer {
  return freshBytes(16);
}

/**
 * What a launch's session is found by: 16 bytes, the time in the first 6, as UUIDs of version 7 have it (RFC 9562 5.7), the
 * others random. Not a secret: it opens nothing. Rows lie in the order of their keys, and with random ones each row was
 * put into another page of the table.
 * @param now epoch milliseconds
 */
export function launchKeyAt(now: number): Buffer {
  const key = freshBytes(16);
  key.writeUIntBE(now, 0, 6);
  return key;
}

/** A protector's key: 24 of `A-Za-z0-9-_`, a letter first, because a spreadsheet takes a leading "-" for a formula. */
export function randomKey(): string {
  for (;;) {
    const key = freshBytes(18).toString('base64url');
    if (/^[A-Za-z]/.test(key)) return key;
  }
}

/** A protector's secret: 32 random bytes, base64url (product.md, Link protectors). */
export function randomSecret(): Secret {
  return new Secret(randomToken());
}

/** A reference number that people read to each other, such as `K7F3-9QX2`. Not a secret, and may rarely recur. */
export function randomReference(): string {
  return formatReference(freshBytes(8));
}
