import { describe, expect, test } from '@jest/globals';
import { parametersOf } from '../../src/lti/lti11/baseString.ts';
import { Refusal } from '../../src/model/launchCode.ts';
import { type Pair, parsePairs } from '../../src/model/pairs.ts';

function body(text: string | Buffer): readonly Pair[] {
  return parsePairs(Buffer.from(text), '').pairs;
}

function named(text: string | Buffer): readonly (readonly [string, string])[] {
  return body(text).map(({ name, value }) => [name, value]);
}

/** The pair as it stands in a base string. */
function signedAs(pair: Pair | undefined): string | undefined {
  return pair && parametersOf([pair]);
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'no refusal';
}

describe('reading a form as pairs', () => {
  test('every pair arrives, in the order in which it was sent, the body first', () => {
    const { pairs } = parsePairs(Buffer.from('b=1&a=2&b=3'), 'q=4&a=5');
    expect(pairs.map(({ name, value, from }) => [name, value, from])).toEqual([
      ['b', '1', 'body'],
      ['a', '2', 'body'],
      ['b', '3', 'body'],
      ['q', '4', 'query'],
      ['a', '5', 'query'],
    ]);
  });

  test.each([
    ['', []],
    ['&&&', []],
    [
      'a=1&&b=2&',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    ['flag', [['flag', '']]],
    ['a=', [['a', '']]],
    ['=a', [['', 'a']]],
    ['=', [['', '']]],
    ['a=b=c', [['a', 'b=c']]],
    ['a+b=c+d', [['a b', 'c d']]],
    ['a%2Bb=c%2bd', [['a+b', 'c+d']]],
    ['a=%25zz', [['a', '%zz']]],
    ['a=%2541', [['a', '%41']]],
    ['user%5Fid=1', [['user_id', '1']]],
    ['%75ser_id=1', [['user_id', '1']]],
    ['a=1;b=2', [['a', '1;b=2']]],
    [
      'a[b]=1&a[b]=2',
      [
        ['a[b]', '1'],
        ['a[b]', '2'],
      ],
    ],
    ['a=%0D%0A%00', [['a', '\r\n\0']]],
    ['a=%C3%A9%E5%AE%89%F0%9F%98%80', [['a', 'é安😀']]],
    ['a=é', [['a', 'é']]],
    ['a=%D7%A9%D7%9C%D7%95%D7%9D', [['a', 'שלום']]],
    ['a=%EF%BB%BFb', [['a', '\ufeffb']]],
    [
      '__proto__=1&constructor=2&hasOwnProperty=3',
      [
        ['__proto__', '1'],
        ['constructor', '2'],
        ['hasOwnProperty', '3'],
      ],
    ],
  ])('%j is decoded once and nothing is reshaped', (text, pairs) => {
    expect(named(text)).toEqual(pairs);
  });

  test.each([
    'a=%',
    'a=%4',
    'a=%zz',
    'a=%4g',
    'a=%%41',
    'a=%u0041',
    '%=1',
    'a=% 41',
    'a=%+1',
    'a=%-1',
    'b=1&a=%&c=2',
  ])('%j is refused, because nobody can say what was meant', (text) => {
    expect(codeOf(() => body(text))).toBe('unreadable');
    expect(codeOf(() => parsePairs(Buffer.from(''), text))).toBe('unreadable');
  });

  test('a query with characters that are no bytes is refused', () => {
    expect(codeOf(() => parsePairs(Buffer.from(''), 'a=\u0141'))).toBe('unreadable');
  });

  test('a thousand pairs are read, one more is too large, wherever it stands', () => {
    const thousand = Buffer.from('a=1&'.repeat(1000));
    expect(parsePairs(thousand, '').pairs).toHaveLength(1000);
    expect(codeOf(() => parsePairs(thousand, 'b'))).toBe('too-large');
    expect(codeOf(() => body('a&'.repeat(1001)))).toBe('too-large');
    expect(parsePairs(thousand, '&&').pairs).toHaveLength(1000);
    expect(codeOf(() => parsePairs(Buffer.from('a&b&c'), '', { pairs: 2 }))).toBe('too-large');
  });

  test.each([
    ['Latin-1', Buffer.from('a=caf\xe9', 'latin1'), true],
    ['Latin-1, encoded', Buffer.from('a=caf%E9'), true],
    ['in the name', Buffer.from('%E9=1'), true],
    ['half a character in the name, half in the value', Buffer.from('%C3=%A9'), true],
    ['overlong', Buffer.from('a=%C0%AF'), true],
    ['a surrogate', Buffer.from('a=%ED%A0%80'), true],
    ['before a readable pair', Buffer.from('a=%E9&b=%C3%A9'), true],
    ['UTF-8', Buffer.from('a=caf%C3%A9'), false],
    ['U+FFFD itself', Buffer.from('a=%EF%BF%BD'), false],
    ['ASCII', Buffer.from('a=b'), false],
  ])('bytes that are not UTF-8 are noticed: %s', (_, bytes, notUtf8) => {
    expect(parsePairs(bytes, '').notUtf8).toBe(notUtf8);
    expect(parsePairs(Buffer.from(''), bytes.toString('latin1')).notUtf8).toBe(notUtf8);
    expect(parsePairs(bytes, 'b=1').notUtf8).toBe(notUtf8);
  });

  test('bytes that are not UTF-8 stay different for the signature where they read alike', () => {
    const [one, other] = body('a=%E9&a=%E8');
    expect(one?.value).toBe(other?.value);
    expect(signedAs(one)).toBe('a%3D%25E9');
    expect(signedAs(other)).toBe('a%3D%25E8');
  });

  test('the texts of the base string sort by name, then by value', () => {
    const sorted = parametersOf(body('a1=&a=z&a%C3%A9=&a=b&a%20=&a-=&a=')).split('%26');
    expect(sorted).toEqual(['a%3D', 'a%3Db', 'a%3Dz', 'a%2520%3D', 'a%25C3%25A9%3D', 'a-%3D', 'a1%3D']);
  });

  test('every byte is encoded alike, however it was sent', () => {
    const all = Array.from({ length: 256 }, (_, byte) => byte);
    for (const byte of all) {
      const lower = `%${byte.toString(16).padStart(2, '0')}`;
      const [plain] = body(`x=${lower}`);
      const [capital] = body(`x=${lower.toUpperCase()}`);
      const char = String.fromCharCode(byte);
      const expected = /[\w.~-]/.test(char) ? char : `%25${lower.slice(1).toUpperCase()}`;
      expect(signedAs(plain)).toBe(`x%3D${expected}`);
      expect(capital).toEqual(plain);
      if (!'&+%'.includes(char)) {
        expect(body(Buffer.from([0x78, 0x3d, byte]))).toEqual([plain]);
      }
    }
  });
});
