import { describe, expect, test } from '@jest/globals';
import { isOrigin, originWord } from '../../src/model/origin.ts';

describe('origins', () => {
  test.each([
    'https://a.example',
    'http://localhost:8080',
    'http://127.0.0.1:3',
    'https://[::1]:8443',
    'https://xn--bcher-kva.example',
  ])('%s is one', (text) => expect(isOrigin(text)).toBe(true));
  test.each([
    '',
    'null',
    '*',
    'https://',
    'https://a.example/',
    'https://a.example:443',
    'HTTPS://a.example',
    'https://A.example',
    'https://*.example',
    'https://u@a.example',
    'ftp://a.example',
    'https://a.example ',
    'https://a;b',
    'https://a,b',
    'https://a.example\n',
    'data:x',
    'https://a.example:99999',
    // Chromium reads a policy that names it as 'none'.
    'https://my_lms.example',
    `https://${'a.'.repeat(150)}example`,
  ])('%j is none', (text) => expect(isOrigin(text)).toBe(false));
  test.each([
    [undefined, 'none'],
    ['null', 'null'],
    ['https://a.example', 'https://a.example'],
    ['', 'other'],
    ['https://a.example, https://b.example', 'other'],
    ['chrome-extension://abc', 'other'],
  ])('of a header %j is kept as %j', (header, word) => expect(originWord(header)).toBe(word));
});
