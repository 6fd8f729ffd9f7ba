import { expect, test } from '@jest/globals';
import { randomShortId, readsRude } from '../../src/crypto/shortIds.ts';
import { isShortId, shortIdSymbols } from '../../src/model/shortUrl.ts';

test('new short ids have six of the 56 symbols and come from the whole of them', () => {
  const ids = Array.from({ length: 2000 }, () => randomShortId());
  for (const id of ids) {
    expect(id).toHaveLength(6);
    expect(isShortId(id)).toBe(true);
  }
  expect(new Set(ids.join(''))).toEqual(new Set(shortIdSymbols));
  expect(new Set(ids).size).toBeGreaterThan(1990);
});

test('longer ones come where the setting asks for them, others never', () => {
  expect(randomShortId(12)).toHaveLength(12);
  for (const length of [0, 5, 13, 6.5, Number.NaN]) expect(() => randomShortId(length)).toThrow(RangeError);
});

test.each(['xxsexx', 'aFuCK2', '2shit2', 'n4ziXX', 'x5ex23', '7it234'])(
  'nobody gets a rude word to read out: %s',
  (id) => {
    expect(readsRude(id)).toBe(true);
  },
);

test('harmless ids are kept', () => {
  for (const id of ['Kx7Pq3', '234567', 'HrmWvz']) expect(readsRude(id)).toBe(false);
});
