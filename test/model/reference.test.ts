import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formatReference, readReference } from '../../src/model/reference.ts';

test('a reference number has two groups of symbols that nobody mistakes for each other', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), (bytes) => {
      const reference = formatReference(bytes);
      expect(reference).toMatch(/^[234679B-DF-HJKMNP-RTV-Y]{4}-[234679B-DF-HJKMNP-RTV-Y]{4}$/);
      expect(readReference(reference)).toBe(reference);
    }),
  );
});

test('different bytes give different numbers, to the last byte', () => {
  const bytes = Array.from({ length: 9 }, (_, index) => Buffer.alloc(8, 0).fill(1, Math.min(index, 8)));
  expect(new Set(bytes.map(formatReference)).size).toBe(9);
});

test('too few random bytes are refused', () => {
  expect(() => formatReference(Buffer.alloc(7))).toThrow(RangeError);
});

test.each([
  'K7F3-9QX2',
  'k7f3-9qx2',
  'k7f39qx2',
  ' K7F3 9QX2 ',
  'K7F3–9QX2',
  'k 7 f 3 - 9 q x z',
  'Ｋ７Ｆ３－９ＱＸ２',
])('a number read out and typed again is found: %j', (typed) => {
  expect(readReference(typed)).toBe('K7F3-9QX2');
});

test('what looks like a symbol counts as that symbol', () => {
  expect(readReference('8ZU3-8zu4')).toBe('B2V3-B2V4');
});

test.each([
  '',
  'K7F3',
  'K7F3-9QX',
  'K7F3-9QX22',
  'K7F3-9QXO',
  'K7F3-9QX1',
  'K7F3/9QX2',
  "K7F3-9QX'",
  'x'.repeat(1000),
])('anything else is no reference number: %j', (typed) => {
  expect(readReference(typed)).toBeUndefined();
});
