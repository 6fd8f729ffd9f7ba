import { isUtf8 } from 'node:buffer';
import { Refusal } from './launchCode.ts';

/** One `name=value` of a form, in the order in which it was sent. What is signed and what is read is this. */
export interface Pair {
  readonly name: string;
  readonly value: string;
  readonly from: 'body' | 'query';
  /**
   * The bytes that were sent, name and value, percent-encoded twice (RFC 5849 3.6 and once more for 3.4.1.1), a
   * blank between them. A blank sorts before all that can occur in them, so sorting these texts sorts by name,
   * then by value (RFC 5849 3.4.1.3.2), and a base string needs no encoding of its own. Lossless also where
   * the bytes are not UTF-8.
   */
  readonly encoded: string;
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

const [blank, percent, two, five] = [0x20, 0x25, 0x32, 0x35];
const [ampersand, plus, equals, firstBeyondAscii] = [0x26, 0x2b, 0x3d, 0x80];

/** 1 for the bytes that stay as they are in every encoding (RFC 3986 2.3). */
const unreserved = new Uint8Array(256);
for (const byte of Buffer.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~')) {
  unreserved[byte] = 1;
}

const hexDigits = Uint8Array.from(Buffer.from('0123456789ABCDEF'));

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

/**
 * Adds what was sent to the pairs, decoding and encoding in one pass over the bytes, because a launch spends most
 * of its time here. Texts are cut out of two long ones: made one by one they take longer than the pass.
 *
 * @returns whether some name or value is not UTF-8
 */
function readPairs({ sent, from, limits }: Source, pairs: Pair[]): boolean {
  const { decoded, encoded } = roomFor(sent.length);
  const { length } = sent;
  /** Of each pair: where name, value and encoded text begin, where both end, and whether there is more than ASCII. */
  const places: number[] = [];
  let d = 0;
  let e = 0;
  let at = 0;
  while (at < length) {
    if (sent[at] === ampersand) {
      at++;
      continue;
    }
    if (pairs.length + places.length / placesOfPair >= limits.pairs)
      throw new Refusal('too-large', `over ${limits.pairs} pairs`);
    const name = d;
    const start = e;
    let value = -1;
    let beyondAscii = 0;
    for (; at < length; at++) {
      let byte = sent[at] as number;
      if (unreserved[byte] === 1) {
        decoded[d++] = byte;
        encoded[e++] = byte;
        continue;
      }
      if (byte === ampersand) break;
      if (byte === equals && value < 0) {
        value = d;
        encoded[e++] = blank;
        continue;
      }
      if (byte === plus) byte = blank;
      else if (byte === percent) {
        byte = hexValue(sent[at + 1]) * 16 + hexValue(sent[at + 2]);
        at += 2;
      }
      decoded[d++] = byte;
      if (unreserved[byte] === 1) encoded[e++] = byte;
      else {
        e = writeEncodedTwice(encoded, e, byte);
        if (byte >= firstBeyondAscii) beyondAscii = 1;
      }
    }
    if (value < 0) {
      value = d;
      encoded[e++] = blank;
    }
    places.push(name, value, d, start, e, beyondAscii);
  }
  const allDecoded = decoded.toString('latin1', 0, d);
  const allEncoded = encoded.toString('latin1', 0, e);
  let notUtf8 = false;
  for (let place = 0; place < places.length; place += placesOfPair) {
    const [name, value, end] = [places[place], places[place + 1], places[place + 2]];
    const [start, stop, beyondAscii] = [places[place + 3], places[place + 4], places[place + 5]];
    const encodedPair = allEncoded.slice(start, stop);
    if (beyondAscii === 0) {
      pairs.push({
        name: allDecoded.slice(name, value),
        value: allDecoded.slice(value, end),
        from,
        encoded: encodedPair,
      });
      continue;
    }
    notUtf8 ||= !isUtf8(decoded.subarray(name, value)) || !isUtf8(decoded.subarray(value, end));
    pairs.push({
      name: decoded.toString('utf8', name, value),
      value: decoded.toString('utf8', value, end),
      from,
      encoded: encodedPair,
    });
  }
  return notUtf8;
}

const placesOfPair = 6;

interface Room {
  readonly decoded: Buffer;
  readonly encoded: Buffer;
}

/** Of the sizes that launches have. Buffers made for each would be a good part of what there is to collect. */
const usualLength = 16 * 1024;
const usualRoom = newRoom(usualLength);

/** Room for what is read now: nothing stays in it, since what is read is copied out before anybody else reads. */
function roomFor(length: number): Room {
  return length <= usualLength ? usualRoom : newRoom(length);
}

function newRoom(length: number): Room {
  return { decoded: Buffer.allocUnsafe(length), encoded: Buffer.allocUnsafe(length * 5 + 1) };
}

/** Writes `%25XX`, and says where the next byte goes. */
function writeEncodedTwice(into: Buffer, at: number, byte: number): number {
  into[at] = percent;
  into[at + 1] = two;
  into[at + 2] = five;
  into[at + 3] = hexDigits[byte >> 4] ?? 0;
  into[at + 4] = hexDigits[byte & 15] ?? 0;
  return at + 5;
}

/** @throws Refusal `unreadable` for what is no hexadecimal digit, or past the end */
function hexValue(code: number | undefined): number {
  if (code !== undefined) {
    if (code >= 0x30 && code <= 0x39) return code - 0x30;
    const letter = code | 0x20;
    if (letter >= 0x61 && letter <= 0x66) return letter - 0x61 + 10;
  }
  throw new Refusal('unreadable', 'broken percent-encoding');
}
