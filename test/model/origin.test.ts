import { describe, expect, test } from '@jest/globals';
import { isOrigin } from '../../src/model/origin.ts';

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
  ])('%j is none', (text) => expect(isOrigin(text)).toBe(false));
});
