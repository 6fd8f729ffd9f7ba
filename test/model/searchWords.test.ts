import { describe, expect, test } from '@jest/globals';
import { searchFold, searchWordsBytes, searchWordsOf } from '../../src/model/searchWords.ts';

describe('what people are searched for by', () => {
  test.each([
    ['ANN', 'ann'],
    ['Žofie Dvořáková', 'zofie dvorakova'],
    ['MÜLLER', 'müller'],
    ['Straße', 'STRASSE'],
    ['ΣΊΣΥΦΟΣ', 'σισυφος'],
    ['İstanbul', 'istanbul'],
    ['ａｎｎ', 'ann'],
    ['Ёлкин', 'елкин'],
    ['한국', '한국'],
  ])('%s is found by %s', (name, typed) => {
    expect(searchFold(name)).toBe(searchFold(typed));
  });

  test('folding twice changes nothing', () => {
    for (const text of ['Žofie', 'İi', 'ﬁn', 'ẞ', 'Ǆ', 'ΰ', 'ﷺ', '\u0345', 'K\u030a'])
      expect(searchFold(searchFold(text))).toBe(searchFold(text));
  });

  test('is username, name and e-mail address, in one text that an index takes', () => {
    const person = { username: 'Ann', displayName: 'Ánn Smith', email: 'Ann@MSU.example' };
    expect(searchWordsOf(person)).toBe('ann\nann smith\nann@msu.example');
    expect(searchWordsOf({ ...person, email: null })).toBe('ann\nann smith\n');
    const long = searchWordsOf({ username: 'a', displayName: '한'.repeat(200), email: '한'.repeat(900) });
    expect(Buffer.byteLength(long)).toBeLessThanOrEqual(searchWordsBytes);
    expect(Buffer.byteLength(long)).toBeGreaterThan(searchWordsBytes - 4);
    expect(long.endsWith('한')).toBe(true);
  });
});
