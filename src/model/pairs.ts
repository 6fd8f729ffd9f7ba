import { isAscii, isUtf8 } from 'node:buffer';
import { ByNames, ownText } from './byNames.ts';
import { Refusal } from './launchCode.ts';

/** One `name=value` of a form, in the order in which it was sent. What is signed and what is read is this. */
export interface Pair {
  readonly name: string;
  readonly value: string;
  readonly from: 'body' | 'query';
  /**
   * The bytes of many pairs, decoded once, each byte a character (latin1): what a signature is about. Lossless also
   * where the bytes are not UTF-8. This pair's name begins at `nameAt`, its value at `valueAt`, and goes to `end`.
   */
  readonly sent: string;
  readonly nameAt: number;
  readonly valueAt: number;
  readonly end: number;
}

export interface ParsedPairs {
  readonly pairs: readonly Pair[];
  /** Some name or value is not UTF-8; it was decoded with U+FFFD in place of what could not be read (R12). */
  readonly notUtf8: boolean;
}

export interface PairLimits {
  readonly pairs: number;
}

export const usualPairLimits: PairLimits = { pairs: 1000 };

const [blank, percent, ampersand, plus, equals] = [0x20, 0x25, 0x26, 0x2b, 0x3d];
const firstBeyondAscii = 0x80;

/** 1 for the bytes that mean something else than themselves. */
const special = new Uint8Array(256);
for (const byte of [percent, ampersand, plus, equals]) special[byte] = 1;

/** What a hexadecimal digit stands for; all bits for any other byte. */
const hexValues = new Uint8Array(256).fill(255);
for (const [value, digit] of Buffer.from('0123456789abcdef').entries()) hexValues[digit] = value;
for (const [value, digit] of Buffer.from('0123456789ABCDEF').entries()) hexValues[digit] = value;

/**
 * Reads an urlencoded body and a query string (without its `?`) into one list, the body's pairs first, each in its
 * order, decoded once. `+` is a blank; a pair without `=` has the value ''; empty segments are skipped.
 *
 * @throws Refusal `unreadable` where percent-encoding is broken, `too-large` where there are too many pairs
 */
export function parsePairs(body: Buffer, rawQuery: string, limits = usualPairLimits): ParsedPairs {
  const pairs: Pair[] = [];
  let notUtf8 = readPairs({ sent: body, from: 'body', limits }, pairs);
  if (rawQuery !== '') {
    // Node.js hands the request line over with one byte per character; anything else was made up on the way.
    if (/[^\0-\xff]/.test(rawQuery)) throw new Refusal('unreadable', 'a query that is no bytes');
    const sent = Buffer.from(rawQuery, 'latin1');
    notUtf8 = readPairs({ sent, from: 'query', limits }, pairs) || notUtf8;
  }
  return { pairs, notUtf8 };
}

interface Source {
  readonly sent: Buffer;
  readonly from: Pair['from'];
  readonly limits: PairLimits;
}

/** How many bytes the names and values have. */
export function bytesOf(pairs: readonly Pair[]): number {
  let bytes = 0;
  for (const { nameAt, end } of pairs) bytes += end - nameAt;
  return bytes;
}

/**
 * Adds what was sent to the pairs, decoding in one pass over the bytes. Texts are cut out of one long one: made one by
 * one they take longer than the pass. Names are taken from the last form of the kind, so that they are not made anew.
 *
 * @returns whether some name or value is not UTF-8
 */
function readPairs(source: Source, pairs: Pair[]): boolean {
  const decoded = source.sent.length <= usualLength ? usualRoom : Buffer.allocUnsafe(source.sent.length);
  const count = decode(source, decoded, pairs.length);
  const { from } = source;
  const sent = decoded.toString('latin1', 0, places[count * placesOfPair]);
  const length = lengthOfNames(count);
  const known = knownNames.find(count, length);
  let hasNews = false;
  let notUtf8 = false;
  for (let n = 0; n < count; n++) {
    const place = n * placesOfPair;
    const nameAt = places[place] as number;
    const valueAt = places[place + 1] as number;
    const end = places[place + placesOfPair] as number;
    const knownName = known?.[n];
    const isKnown = knownName?.length === valueAt - nameAt && standsAt(decoded, nameAt, knownName);
    let name = isKnown ? knownName : sent.slice(nameAt, valueAt);
    let value = sent.slice(valueAt, end);
    if (places[place + 2] === 1) {
      notUtf8 ||= !isUtf8(decoded.subarray(nameAt, valueAt)) || !isUtf8(decoded.subarray(valueAt, end));
      if (!isKnown) name = decoded.toString('utf8', nameAt, valueAt);
      value = decoded.toString('utf8', valueAt, end);
    }
    hasNews ||= !isKnown;
    pairs.push({ name, value, from, sent, nameAt, valueAt, end });
  }
  if (hasNews) remember(pairs.slice(pairs.length - count), length);
  return notUtf8;
}

/** Of the last form of each kind. */
const knownNames = new ByNames<readonly (string | undefined)[]>();

function remember(pairs: readonly Pair[], length: number): void {
  knownNames.keep(pairs.length, length, () => pairs.map(asciiName));
}

/** Each character of it is one byte, and no other bytes read so. */
function asciiName({ name }: Pair): string | undefined {
  return isAscii(Buffer.from(name, 'utf8')) ? ownText(name) : undefined;
}

function lengthOfNames(count: number): number {
  let length = 0;
  for (let place = 0; place < count * placesOfPair; place += placesOfPair)
    length += (places[place + 1] as number) - (places[place] as number);
  return length;
}

function standsAt(bytes: Buffer, at: number, text: string): boolean {
  for (let n = 0; n < text.length; n++) if (bytes[at + n] !== text.charCodeAt(n)) return false;
  return true;
}

/** Of the size that launches have. A buffer made for each would be a good part of what there is to collect. */
const usualLength = 16 * 1024;
const usualRoom = Buffer.allocUnsafe(usualLength);

/**
 * Of each pair in `decoded`: where name and value begin, and 1 where there is more than ASCII; then where the last ends.
 * Nothing of it is kept from one form to the next.
 */
const places: number[] = [];
const placesOfPair = 3;

/** Writes the decoded bytes and the places; says how many pairs there are. `before` were read already. */
function decode({ sent, limits }: Source, decoded: Buffer, before: number): number {
  const { length } = sent;
  let count = 0;
  let d = 0;
  let at = 0;
  while (at < length) {
    if (sent[at] === ampersand) {
      at++;
      continue;
    }
    if (before + count >= limits.pairs) throw new Refusal('too-large', `over ${limits.pairs} pairs`);
    const nameAt = d;
    let valueAt = -1;
    let allBits = 0;
    for (; at < length; at++) {
      let byte = sent[at] as number;
      if (special[byte] === 1) {
        if (byte === ampersand) break;
        if (byte === plus) byte = blank;
        else if (byte === percent) {
          const high = hexValues[sent[at + 1] ?? 0] as number;
          const low = hexValues[sent[at + 2] ?? 0] as number;
          if ((high | low) > 15) throw new Refusal('unreadable', 'broken percent-encoding');
          byte = high * 16 + low;
          at += 2;
        } else if (valueAt < 0) {
          valueAt = d;
          continue;
        }
      }
      decoded[d++] = byte;
      allBits |= byte;
    }
    const place = count++ * placesOfPair;
    places[place] = nameAt;
    places[place + 1] = valueAt < 0 ? d : valueAt;
    places[place + 2] = allBits < firstBeyondAscii ? 0 : 1;
  }
  places[count * placesOfPair] = d;
  return count;
}
