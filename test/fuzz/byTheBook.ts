import { createHmac } from 'node:crypto';

/**
 * RFC 5849 and the form rules of the HTML standard over bare bytes, for tests alone: it shares no line with what it
 * judges, and is in no hurry. A text of `Bytes` has one character for each byte.
 */
export type Bytes = string;

export interface BookPair {
  readonly name: Bytes;
  readonly value: Bytes;
  readonly from: 'body' | 'query';
}

export function bytesOf(text: string): Bytes {
  return isAscii(text) ? text : Buffer.from(text, 'utf8').toString('latin1');
}

const isAscii = (text: string): boolean => !/[^\0-\x7f]/.test(text);

/** What the bytes say as UTF-8; undefined where they are none. */
export function textOf(bytes: Bytes): string | undefined {
  if (isAscii(bytes)) return bytes;
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(bytes, 'latin1'));
  } catch {
    return undefined;
  }
}

/** Every `name=value`, decoded once; undefined where a percent sign is not followed by two hexadecimal digits. */
export function pairsFrom(sent: Bytes, from: BookPair['from']): readonly BookPair[] | undefined {
  const pairs: BookPair[] = [];
  for (const piece of sent.split('&')) {
    if (piece === '') continue;
    const [name = '', ...rest] = piece.split('=');
    const decoded = [name, rest.join('=')].map(decode);
    const [first, second] = decoded;
    if (first === undefined || second === undefined) return undefined;
    pairs.push({ name: first, value: second, from });
  }
  return pairs;
}

function decode(sent: Bytes): Bytes | undefined {
  if (!/[%+]/.test(sent)) return sent;
  if (/%(?![0-9A-Fa-f]{2})/.test(sent)) return undefined;
  return sent
    .split('+')
    .join(' ')
    .replace(/%(..)/g, (_, digits: string) => decoded.get(digits.toUpperCase()) ?? '');
}

const hexadecimal = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, '0'),
);
const decoded = new Map(hexadecimal.map((digits, byte) => [digits, String.fromCharCode(byte)]));

/** RFC 5849 3.6 */
export function encode(bytes: Bytes): string {
  return bytes.replace(/[^A-Za-z0-9._~-]/g, (byte) => `%${hexadecimal[byte.charCodeAt(0)]}`);
}

/** RFC 5849 3.4.1.3.2: encoded first, then sorted by name and value, then joined. */
export function normalised(pairs: readonly Pick<BookPair, 'name' | 'value'>[]): string {
  return pairs
    .filter(({ name }) => name !== 'oauth_signature')
    .map(({ name, value }) => [encode(name), encode(value)] as const)
    .sort(([name, value], [otherName, otherValue]) => order(name, otherName) || order(value, otherValue))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function order(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

export const hashes: ReadonlyMap<string, string> = new Map([
  ['HMAC-SHA1', 'sha1'],
  ['HMAC-SHA256', 'sha256'],
]);

export interface ToSign {
  readonly method: string;
  /** Scheme, host in small letters, a port that is not the usual one, and the path as it is sent. */
  readonly uri: Bytes;
  /** From `normalised`. */
  readonly parameters: string;
}

/** RFC 5849 3.4.1.1 */
export function textToSign({ method, uri, parameters }: ToSign): string {
  return [method.toUpperCase(), encode(uri), encode(parameters)].join('&');
}

/**
 * RFC 5849 3.4.2, without a token.
 *
 * @param hash of Node.js: `sha1`, `sha256`
 */
export function signatureOf(text: string, secret: string, hash: string): string {
  return createHmac(hash, `${encode(bytesOf(secret))}&`)
    .update(text, 'latin1')
    .digest('base64');
}
