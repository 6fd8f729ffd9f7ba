import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { newDataKey } from '../../src/crypto/dataKey.ts';
import { CannotOpen, keyIdOf, longestEnvelope, open, type Place, seal } from '../../src/crypto/envelope.ts';
import { Secret } from '../../src/model/secret.ts';

const key = newDataKey();
const place: Place = { table: 'protectors', column: 'secret', owner: 'course:17', number: 3 };
const text = 'geheim, 秘密, סוד, 🔑';

function whyNot(envelope: string, from: Place = place, keys = [key]): string {
  try {
    open(envelope, keys, from);
    return 'opened';
  } catch (error) {
    return error instanceof CannotOpen ? error.reason : `${error}`;
  }
}

/** The envelope with one of its five parts replaced. */
function withPart(envelope: string, index: number, change: (part: string) => string): string {
  const parts = envelope.split('.');
  parts[index] = change(parts[index] ?? '');
  return parts.join('.');
}

function flip(base64url: string, bit: number): string {
  const bytes = Buffer.from(base64url, 'base64url');
  bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return bytes.toString('base64url');
}

describe('an envelope', () => {
  test('gives back exactly the secret that was sealed, whatever its script', () => {
    expect(open(seal(new Secret(text), key, place), [newDataKey(), key], place).reveal()).toBe(text);
  });

  test('keeps an empty text, a byte order mark and blanks as they are', () => {
    for (const odd of ['', '\ufeffa', ' a ', 'a\0b']) {
      expect(open(seal(new Secret(odd), key, place), [key], place).reveal()).toBe(odd);
    }
  });

  test('names version, algorithm and key id, and never looks the same twice', () => {
    const envelope = seal(new Secret(text), key, place);
    expect(envelope).toMatch(/^v1\.A256GCM\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]{16}\.[A-Za-z0-9_-]+$/);
    expect(keyIdOf(envelope)).toBe(key.id);
    expect(seal(new Secret(text), key, place)).not.toBe(envelope);
  });

  test('fits its column for the longest secret that the rules let through', () => {
    const longest = new Secret('語'.repeat(255));
    expect(seal(longest, key, place).length).toBeLessThanOrEqual(longestEnvelope);
    expect(() => seal(new Secret('x'.repeat(1000)), key, place)).toThrow(RangeError);
  });

  test('refuses to seal half a surrogate pair, which would come back as another secret', () => {
    expect(() => seal(new Secret('a\ud83d'), key, place)).toThrow(RangeError);
  });

  test('opens in no other place, also where the parts run together to the same text', () => {
    const envelope = seal(new Secret(text), key, place);
    const others: Place[] = [
      { ...place, table: 'other' },
      { ...place, column: 'previousSecret' },
      { ...place, owner: 'course:18' },
      { ...place, owner: 'domain:17' },
      { ...place, number: 4 },
      { ...place, table: 'protectorss', column: 'ecret' },
      { ...place, owner: 'course:1', number: 73 },
      { ...place, table: 'protectors","secret', column: '' },
    ];
    for (const other of others) expect(whyNot(envelope, other)).toBe('not-authentic');
  });

  test('opens with no bit flipped in IV, ciphertext or tag', () => {
    const envelope = seal(new Secret('secret'), key, place);
    const tried = [3, 4].flatMap((part) => {
      const bits = Buffer.from(envelope.split('.')[part] ?? '', 'base64url').length * 8;
      return Array.from({ length: bits }, (_, bit) => withPart(envelope, part, (old) => flip(old, bit)));
    });
    expect(tried).toHaveLength((12 + 6 + 16) * 8);
    for (const changed of tried) expect(whyNot(changed)).toBe('not-authentic');
  });

  test('does not open cut short at any length', () => {
    const envelope = seal(new Secret('secret'), key, place);
    for (let length = 0; length < envelope.length; length += 1) {
      expect(whyNot(envelope.slice(0, length))).not.toBe('opened');
    }
  });

  test('does not open under a key that is missing, or another key that took its id', () => {
    const envelope = seal(new Secret(text), key, place);
    expect(whyNot(envelope, place, [newDataKey()])).toBe('unknown-key');
    expect(whyNot(envelope, place, [])).toBe('unknown-key');
    expect(whyNot(envelope, place, [{ ...newDataKey(), id: key.id }])).toBe('not-authentic');
  });

  test('does not open under the same key with another id written on it', () => {
    const renamed = { ...key, id: 'renamed' };
    const envelope = withPart(seal(new Secret(text), key, place), 2, () => 'renamed');
    expect(whyNot(envelope, place, [renamed])).toBe('not-authentic');
  });

  const good = seal(new Secret('secret'), key, place);
  const wrongForms: [string, string][] = [
    ['nothing', ''],
    ['another version', withPart(good, 0, () => 'v2')],
    ['another algorithm', withPart(good, 1, () => 'A128GCM')],
    ['no algorithm', withPart(good, 1, () => 'none')],
    ['a key id with foreign characters', withPart(good, 2, () => '../../x')],
    ['an empty key id', withPart(good, 2, () => '')],
    ['a short IV', withPart(good, 3, (iv) => iv.slice(0, 12))],
    ['a long IV', withPart(good, 3, (iv) => `${iv}AAAA`)],
    ['a body shorter than a tag', withPart(good, 4, () => 'AAAA')],
    ['padding', `${good}=`],
    ['base64 of the other kind', withPart(good, 3, () => '++++++++++++++++')],
    ['a line end', `${good}\n`],
    ['a blank before', ` ${good}`],
    ['one part more', `${good}.AAAA`],
    ['an empty part more', `${good}.`],
    ['more than any column holds', `${good}${'A'.repeat(longestEnvelope)}`],
  ];
  test.each(wrongForms)('with %s is refused before anything is decrypted', (_, envelope) => {
    expect(whyNot(envelope)).toBe('malformed');
    if (envelope.length <= longestEnvelope) expect(keyIdOf(envelope)).toBeUndefined();
  });

  test('has one spelling only: surplus bits in the last character are refused', () => {
    // 'secret' and the tag are 22 bytes, which leaves four unused bits in the last character.
    const last = good.slice(-1);
    const spellings = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_');
    const others = spellings.filter((each) => each !== last).map((each) => good.slice(0, -1) + each);
    for (const other of others) expect(whyNot(other)).not.toBe('opened');
  });

  test('says why it does not open without a word of the secret, the key or the ciphertext', () => {
    const envelope = seal(new Secret(text), key, place);
    let caught: unknown;
    try {
      open(envelope, [key], { ...place, number: 9 });
    } catch (error) {
      caught = error;
    }
    const shown = inspect(caught, { depth: 9 });
    for (const word of [text, envelope, key.id, key.key.export().toString('hex')])
      expect(shown).not.toContain(word);
    expect(caught).not.toHaveProperty('cause');
  });

  test('takes whole numbers only, because two numbers beyond them are written alike', () => {
    for (const number of [Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 1.5]) {
      expect(() => seal(new Secret(text), key, { ...place, number })).toThrow(RangeError);
    }
  });
});

test('a key does not print its bytes', () => {
  const bytes = key.key.export();
  const shown = `${inspect(key, { depth: 9, showHidden: true })}${JSON.stringify(key)}${String(key.key)}`;
  for (const form of ['hex', 'base64', 'base64url'] as const)
    expect(shown).not.toContain(bytes.toString(form));
});
