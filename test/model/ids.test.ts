import { describe, expect, test } from '@jest/globals';
import { isCourseId, isDomainName, isItemId, isSection } from '../../src/model/ids.ts';
import { isReserved, reservedWords } from '../../src/model/reservedWords.ts';

const hostile = [
  ...[
    '',
    '.',
    '..',
    '.hidden',
    '-x',
    '_x',
    'a/b',
    'a\\b',
    'a b',
    ' a',
    'a ',
    'a\n',
    'a\0',
    'a%2fb',
    '<b>',
    'ä',
    'ａ',
  ],
  ...["a'b", 'a"b', 'a;b', 'a?b', 'a#b', 'a:b', 'a@b', 'a,b', '\u202Ea', 'x'.repeat(65)],
];

describe('ids that stand in addresses', () => {
  test.each(['msu', 'm', '0', 'uni-1', 'a--', 'x'.repeat(32)])('a domain may be called %s', (name) => {
    expect(isDomainName(name)).toBe(true);
  });

  test.each([...hostile, 'MSU', 'Msu', 'a.b', 'a_b', 'x'.repeat(33)])(
    'a domain cannot be called %j',
    (name) => {
      expect(isDomainName(name)).toBe(false);
    },
  );

  test.each(['phy101', 'PHY.101', '0', 'a_b-c.d', '2026', 'x'.repeat(64), 'a..b'])(
    '%s names a course, item, section',
    (id) => {
      expect([isCourseId(id), isItemId(id), isSection(id)]).toEqual([true, true, true]);
    },
  );

  test.each(hostile)('%j names no course, item or section', (id) => {
    expect([isCourseId(id), isItemId(id), isSection(id)]).toEqual([false, false, false]);
  });
});

describe('words of our routes', () => {
  test.each(reservedWords.first.map((word) => [word]))('nobody takes "%s", in whatever case', (word) => {
    for (const spelling of [word, word.toUpperCase(), word.charAt(0).toUpperCase() + word.slice(1)]) {
      expect([isDomainName(spelling), isCourseId(spelling), isItemId(spelling)]).toEqual([
        false,
        false,
        false,
      ]);
    }
  });

  test.each([
    ['domain', 'domains', true],
    ['domain', 'protectors', false],
    ['course', 'Protectors', true],
    ['course', 'JOURNAL', true],
    ['course', 'roster', false],
    ['item', 'Roster', true],
    ['item', 'contents', true],
    ['item', 'people', false],
    ['item', 'intro', false],
    ['course', 'constructor', false],
    ['item', '__proto__', false],
  ] as const)('as a %s, %s is taken by a page of ours: %s', (kind, word, reserved) => {
    expect(isReserved(kind, word)).toBe(reserved);
  });

  test('every word is written as it is compared', () => {
    for (const word of Object.values(reservedWords).flat()) expect(word).toBe(word.toLowerCase());
  });

  test('a section may have any name, since it stands in no address', () => {
    expect(isSection('login')).toBe(true);
  });
});
