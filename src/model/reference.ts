/**
 * Reference numbers such as `K7F3-9QX2`, which people read to each other on the telephone. No two symbols look
 * alike (no 0 O, 1 I L, 2 Z, 5 S, 8 B at once, U V at once), and no vowels, so that no word appears.
 */
const symbols = '234679BCDFGHJKMNPQRTVWXY';
const length = 8;

/** What people write instead of a symbol that looks like it. */
const lookAlikes: Readonly<Record<string, string>> = { '8': 'B', Z: '2', U: 'V' };

/**
 * A reference number from random bytes: each half from four, of which the remainder is even enough (24^4 against 2^32).
 * @throws RangeError for fewer than 8 bytes
 */
export function formatReference(bytes: Uint8Array): string {
  if (bytes.length < 8) throw new RangeError('a reference number needs 8 random bytes');
  return `${half(bytes, 0)}-${half(bytes, 4)}`;
}

function half(bytes: Uint8Array, from: number): string {
  let number = 0;
  for (const byte of bytes.subarray(from, from + 4)) number = number * 256 + byte;
  let text = '';
  for (let place = 0; place < length / 2; place += 1) {
    text += symbols.charAt(number % symbols.length);
    number = Math.floor(number / symbols.length);
  }
  return text;
}

/** The reference number that somebody typed, in its one spelling, or undefined for anything that is none. */
export function readReference(typed: string): string | undefined {
  if (typed.length > 40) return undefined;
  const bare = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\p{Dash_Punctuation}_.]/gu, '');
  const text = Array.from(bare, (symbol) => lookAlikes[symbol] ?? symbol).join('');
  if (text.length !== length || !Array.from(text).every((symbol) => symbols.includes(symbol)))
    return undefined;
  return dashed(text);
}

function dashed(text: string): string {
  return `${text.slice(0, 4)}-${text.slice(4)}`;
}
