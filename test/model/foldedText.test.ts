import { describe, expect, test } from '@jest/globals';
import { excerptAround, folded, searchedFor, withMarks } from '../../src/model/foldedText.ts';
import { plainText } from '../../src/model/plainText.ts';

const shown = (text: string, words: string) =>
  withMarks(text, searchedFor(words))
    .map(({ text: piece, marked }) => (marked ? `[${piece}]` : piece))
    .join('');

describe('folding', () => {
  test.each([
    ['Straße', 'strasse'],
    ['STRASSE', 'strasse'],
    ['ﬁnd', 'find'],
    ['ＡＢＣ', 'abc'],
    ['Ångström', 'angstrom'],
    ['A\u030angstro\u0308m', 'angstrom'],
    ['İstanbul', 'istanbul'],
    ['ΣΊΣΥΦΟΣ Σίσυφος', 'σισυφοσ σισυφοσ'],
    ['co\u00adop\u200berate', 'cooperate'],
    ['naïve Café', 'naive cafe'],
  ])('%s becomes %s', (text, expected) => expect(folded(text)).toBe(expected));

  test('finds what it folded in itself, whatever the script', () => {
    for (const text of ['שָׁלוֹם', 'नमस्ते', '한국어', '日本語', 'ﷺ', '🎓', 'Ǆ', 'ẞ']) {
      expect(folded(`x ${text} y`)).toContain(folded(text));
    }
  });

  // What takes the square of its length, or worse, runs into the limit that every test has: each row in a turn of its own.
  test('long rows of odd signs take no longer than others', async () => {
    const odd = [
      '\u05b0\u05b1',
      '\u0301',
      '\ufdfa',
      '*',
      '](',
      '[',
      '`',
      '\\',
      '> ',
      '- ',
      '|',
      '_ ',
      '(*',
      '    \n',
      '~~~\n',
    ];
    for (const sign of odd) {
      const text = folded(plainText(sign.repeat(100_000)));
      expect([sign, text.length <= 18 * 100_000]).toEqual([sign, true]);
      await new Promise(setImmediate);
    }
  });
});

test('the words of a search are bounded, each once', () => {
  expect(searchedFor('  Oats  OATS\toats wave ')).toEqual(['oats', 'wave']);
  expect(searchedFor(Array.from({ length: 60 }, (_, n) => `w${n}`).join(' '))).toHaveLength(8);
  expect(searchedFor('a'.repeat(10_000))).toEqual(['a'.repeat(200)]);
  expect(searchedFor(' \u0301 ')).toEqual([]);
});

test('marks what was found as it was written', () => {
  expect(shown('Die Straße führt nach Köln', 'strasse koln')).toBe('Die [Straße] führt nach [Köln]');
  expect(shown('cafe\u0301s', 'cafe')).toBe('[cafe\u0301]s');
  expect(shown('🎓 and 🎓', '🎓')).toBe('[🎓] and [🎓]');
  expect(shown('<b>oats</b>', 'oats')).toBe('<b>[oats]</b>');
  expect(shown('banana', 'ana nan')).toBe('b[anan]a');
  expect(shown('nothing', '')).toBe('nothing');
});

test('shows the place where a word stands, cut at blanks and never within a sign', () => {
  const long = `${'before '.repeat(500)}needle ${'after '.repeat(500)}`;
  const excerpt = excerptAround(long, ['needle']);
  expect(excerpt).toMatch(/^… before.* needle after.* after …$/);
  expect(excerpt.length).toBeLessThan(270);
  expect(excerptAround('short text', ['nowhere'])).toBe('short text');
  expect(excerptAround('🎓'.repeat(2_000), ['nowhere'])).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
  expect(excerptAround(`${'x'.repeat(1_995)}needle`, ['needle'])).toContain('needle');
});

test.each([
  ['# Title\n\nSome *soft* and **hard** words, `code` too.', 'Title Some soft and hard words, code too.'],
  ['See [the page](https://a.example/x_(y)) and ![a wave](item:sum).', 'See the page and a wave.'],
  ['- one\n- two\n1. three\n> four', 'one two three four'],
  ['| a | b |\n| --- | --: |\n| 1 | 2 |', 'a b 1 2'],
  ['```js\nconst snake_case = 2 * 3;\n```', 'const snake_case = 2 * 3;'],
  ['[ref]: https://hidden.example/\nText 1\\*2', 'Text 1*2'],
])('leaves Markdown’s signs out of %j', (markdown, expected) => expect(plainText(markdown)).toBe(expected));
