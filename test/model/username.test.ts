import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  canonicalUsername,
  cleanDisplayName,
  usernameFold,
  usernameFromLaunch,
} from '../../src/model/username.ts';

describe('a username', () => {
  test.each([
    ['ann', 'ann'],
    ['Ann', 'Ann'],
    ['ann@msu.example', 'ann@msu.example'],
    ['msu:ann', 'msu:ann'],
    ['Ann van den Berg', 'Ann van den Berg'],
    ['jos\u00e9', 'jos\u00e9'],
    ['jose\u0301', 'jos\u00e9'],
    ['\u1112\u1161\u11ab', '\ud55c'],
    ['安', '安'],
    ['דנה', 'דנה'],
    ['🐎', '🐎'],
    ['x'.repeat(100), 'x'.repeat(100)],
    ['🐎'.repeat(100), '🐎'.repeat(100)],
    ['e\u0301'.repeat(100), '\u00e9'.repeat(100)],
  ])('has one form, whichever way it was typed: %j', (typed, kept) => {
    expect(canonicalUsername(typed)).toBe(kept);
  });

  test.each([
    ['nothing', ''],
    ['a blank', ' '],
    ['a blank before', ' ann'],
    ['a blank behind', 'ann '],
    ['a no-break space', 'ann\u00a0b'],
    ['an ideographic blank behind', 'ann\u3000'],
    ['a tab', 'an\tn'],
    ['a line end', 'ann\n'],
    ['a NUL', 'ann\0'],
    ['a C1 control', 'ann\u0085'],
    ['a line separator', 'ann\u2028'],
    ['a zero-width space', 'an\u200bn'],
    ['a zero-width joiner', 'an\u200dn'],
    ['a soft hyphen', 'an\u00adn'],
    ['a byte order mark', '\ufeffann'],
    ['a turned writing direction', 'ann\u202e'],
    ['an isolate', '\u2066ann\u2069'],
    ['a Hangul filler', 'ann\u3164'],
    ['a half-width Hangul filler', 'ann\uffa0'],
    ['a variation selector', 'ann\ufe0f'],
    ['a joiner of graphemes', 'an\u034fn'],
    ['an empty Braille cell', 'ann\u2800'],
    ['a tag character', 'ann\u{e0061}'],
    ['a private character', 'ann\ue000'],
    ['half a surrogate pair', 'ann\ud83d'],
    ['the other half', '\udc0eann'],
    ['a code point that is no character', 'ann\uffff'],
    ['an accent before everything', '\u0301ann'],
    ['101 characters', 'x'.repeat(101)],
    ['101 characters beyond the first plane', '🐎'.repeat(101)],
    ['a whole book', 'x'.repeat(500_000)],
  ])('is refused that nobody could tell from another one: %s', (_, text) => {
    expect(canonicalUsername(text)).toBeUndefined();
    expect(usernameFromLaunch(text)).toBeUndefined();
  });

  test('in its one form keeps it, and never takes more than 400 bytes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 120 }), (text) => {
        const name = canonicalUsername(text);
        if (name === undefined) return;
        expect(canonicalUsername(name)).toBe(name);
        expect(usernameFromLaunch(name)).toBe(name);
        expect(Buffer.byteLength(name)).toBeLessThanOrEqual(400);
      }),
    );
  });
});

test.each([
  ['an accent of its own', 'jose\u0301'],
  ['the Kelvin sign', '\u212aate'],
  ['the Angstrom sign', '\u212bsa'],
  ['Hangul in pieces', '\u1112\u1161\u11ab'],
  ['accents in another order', 'a\u0301\u0323'],
  ['a compatibility ideograph', '\uf900'],
])('a launch names nobody by a value that NFC would change (R4): %s', (_, value) => {
  expect(usernameFromLaunch(value)).toBeUndefined();
  expect(canonicalUsername(value)).toBeDefined();
});

test.each([
  ['letter case', 'ann', 'ANN'],
  ['sharp s', 'strauß', 'STRAUSS'],
  ['capital sharp s', 'strauẞ', 'strauss'],
  ['a ligature', 'ﬁnn', 'finn'],
  ['full width', 'ａｎｎ', 'ann'],
  ['letters in circles', 'ⓐⓝⓝ', 'ann'],
  ['mathematical bold', '𝐚𝐧𝐧', 'ann'],
  ['dotless i', 'ırma', 'irma'],
  ['Turkish capital I with dot', 'İrma', 'irma'],
  ['long s', 'ſusi', 'susi'],
  ['the Kelvin sign', '\u212aate', 'kate'],
  ['final sigma', 'νίκος', 'ΝΊΚΟΣ'],
  ['lunate sigma', 'νίκοϲ', 'νίκος'],
  ['a superscript', 'ann²', 'ann2'],
  ['an accent of its own', 'jose\u0301', 'jos\u00e9'],
  ['two blanks, which a page shows as one', 'ann  b', 'ann b'],
  ['iota below', 'ᾳnn', 'αιnn'],
  ['Cherokee small letters', 'ꭰnn', 'Ꭰnn'],
])('a second person cannot be made who is read as the first: %s', (_, one, other) => {
  expect(usernameFold(one)).toBe(usernameFold(other));
});

test.each([
  ['an accent', 'jose', 'jos\u00e9'],
  ['another letter', 'ann', 'anne'],
  ['a blank', 'annb', 'ann b'],
  ['a digit', 'ann1', 'ann2'],
])('people whose names truly differ may both be here: %s', (_, one, other) => {
  expect(usernameFold(one)).not.toBe(usernameFold(other));
});

test('folding twice is folding once, so that kept folds can be compared', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      const name = text.normalize('NFC');
      const fold = usernameFold(name);
      expect(usernameFold(fold)).toBe(fold);
      expect(usernameFold(name.normalize('NFD'))).toBe(fold);
      expect(usernameFold(name.toUpperCase())).toBe(fold);
    }),
    { numRuns: 2000 },
  );
});

test('a display name keeps what people are called', () => {
  for (const name of ['Ann A.', 'José', '李小龍', 'Renée-Zoë O’Neill', 'می‌خواهم', '👩‍🔬 Ann']) {
    expect(cleanDisplayName(name)).toBe(name);
  }
  expect(cleanDisplayName('  Ann \n')).toBe('Ann');
  expect(cleanDisplayName('Jose\u0301')).toBe('José');
  expect(cleanDisplayName('🐎'.repeat(200))).toBe('🐎'.repeat(200));
});

test.each([
  '',
  '  ',
  'a\nb',
  'a\tb',
  'a\0',
  'a\u202eb',
  'a\u2067b',
  'a\u2028b',
  'a\ud800',
  'x'.repeat(201),
  'x'.repeat(9000),
])('a display name cannot break or turn the lines of a list: %j', (text) => {
  expect(cleanDisplayName(text)).toBeUndefined();
});
