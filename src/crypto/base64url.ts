/** Bytes as base64url without padding (RFC 4648 5). */
export function toBase64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/**
 * The bytes of a base64url text, or undefined for anything that is not the one canonical spelling of them.
 * Buffer.from skips foreign characters and ignores surplus bits, so one value would have many spellings.
 */
export function fromBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.toString('base64url') === text ? bytes : undefined;
}
