import { expect, test } from '@jest/globals';
import { isShortId, launchPath, shortIdSymbols, tinyPath } from '../../src/model/shortUrl.ts';

test('new ids are made of 56 symbols that nobody takes for another one', () => {
  expect(new Set(shortIdSymbols).size).toBe(56);
  expect(shortIdSymbols).not.toMatch(/[01IOl]/);
  expect(shortIdSymbols).toMatch(/^[A-Za-z0-9]+$/);
});

test.each(['abc234', 'ABCDEF', '000000', 'l1O0Il', 'abcdefghijkl'])('%s may be an address', (id) => {
  expect(isShortId(id)).toBe(true);
});

test.each([
  '',
  'abc23',
  'abcdefghijklm',
  'abc 34',
  'abc23\n',
  'abc-34',
  'abc_34',
  '../../',
  'abcdé1',
  'abc23４',
  'abc%32',
])('%j is no address, and no database is asked for it', (id) => {
  expect(isShortId(id)).toBe(false);
});

test('the addresses that stand in printed sheets and in every LMS never move', () => {
  expect(tinyPath('msu', 'abc234')).toBe('/tiny/msu/abc234');
  expect(launchPath('msu', 'abc234')).toBe('/adm/launch/tiny/msu/abc234');
});
