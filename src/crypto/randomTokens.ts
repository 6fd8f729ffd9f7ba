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
