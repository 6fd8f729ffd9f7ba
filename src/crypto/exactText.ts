const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * The UTF-8 bytes of a text.
 * @throws RangeError where it holds half a surrogate pair, which UTF-8 would silently replace by another character.
 */
export function exactBytes(text: string): Buffer {
  if (/\p{Surrogate}/u.test(text)) throw new RangeError('the text is not well-formed Unicode');
  return Buffer.from(text, 'utf8');
}

/**
 * The text of UTF-8 bytes, a leading byte order mark kept.
 * @throws TypeError for bytes that are not UTF-8.
 */
export function exactText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
