import { describe, expect, test } from '@jest/globals';
import { chooseLanguage, languageTag } from '../../src/model/language.ts';

describe('the language that an LMS asks for', () => {
  test.each([
    ['de', 'de'],
    ['de-DE', 'de-de'],
    ['de_DE', 'de-de'],
    ['DE-de', 'de-de'],
    ['pt_br', 'pt-br'],
    ['EN-US', 'en-us'],
    [' de ', 'de'],
    ['de_DE.UTF-8', 'de-de'],
    ['de_DE@euro', 'de-de'],
    ['de_du', 'de-du'],
    ['zh-Hans-CN', 'zh-hans-cn'],
    ['sr-Latn-RS-abcdefgh', 'sr-latn-rs-abcde'],
    ['gsw', 'gsw'],
  ])('is understood in all spellings: %j', (text, tag) => {
    expect(languageTag(text)).toBe(tag);
  });

  test.each([
    undefined,
    '',
    ' ',
    'd',
    'german',
    '$Locale',
    '1',
    'de/../en',
    '<b>',
    'de"x',
    'd\u00e9',
    '-de',
    'de--',
    'x'.repeat(50),
  ])('is none where it is junk: %j', (text) => {
    expect(languageTag(text)).toBeUndefined();
  });
});

test.each([
  [['de-CH'], ['en', 'de'], 'de'],
  [['de_AT', 'en'], ['en', 'de'], 'de'],
  [['DE'], ['en', 'de'], 'de'],
  [['fr', 'de'], ['en', 'de'], 'de'],
  [['fr'], ['en', 'de'], undefined],
  [[], ['en', 'de'], undefined],
  [['pt'], ['en', 'pt-BR'], 'pt-BR'],
  [['pt-PT'], ['en', 'pt-BR'], 'pt-BR'],
  [['pt-br'], ['en', 'pt', 'pt-BR'], 'pt-BR'],
  [['zh-Hans-CN'], ['en', 'zh-Hans'], 'zh-Hans'],
  [['fr', '*'], ['en', 'de'], 'en'],
  [['junk!', 'de'], ['en', 'de'], 'de'],
  [['__proto__', 'constructor'], ['en', 'de'], undefined],
  [['d'], ['en', 'de'], undefined],
  [['den'], ['en', 'de'], undefined],
  [['de'], [], undefined],
] as const)('whoever reads %j is answered, of %j, in %j', (wanted, have, chosen) => {
  expect(chooseLanguage(wanted, have)).toBe(chosen);
});
