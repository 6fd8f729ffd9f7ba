import { describe, expect, test } from '@jest/globals';
import { baseString, parametersOf, percentEncode } from '../../../src/lti/lti11/baseString.ts';
import { parsePairs } from '../../../src/model/pairs.ts';
import { encode, referenceBaseString } from '../reference5849.ts';

describe('the base string', () => {
  test("RFC 5849's own example comes out to the letter", () => {
    // 3.4.1.1, where the OAuth fields stand in a header; in a form they count alike.
    const body = Buffer.from(
      'c2&a3=2+q&oauth_consumer_key=9djdj82h48djs9d2&oauth_token=kkk9d7dh3k39sjv7&oauth_signature_method=HMAC-SHA1' +
        '&oauth_timestamp=137131201&oauth_nonce=7d8f3e4a&oauth_signature=djosJKDKJSD8743243%2Fjdk33klY%3D',
    );
    const { pairs } = parsePairs(body, 'b5=%3D%253D&a3=a&c%40=&a2=r%20b');
    expect(baseString('http://EXAMPLE.COM:80', '/request', parametersOf(pairs))).toBe(
      'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3D2%2520q%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D' +
        '%26c2%3D%26oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1' +
        '%26oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
    );
  });

  test.each([
    ['https://links.msu.example', '/a', 'https%3A%2F%2Flinks.msu.example%2Fa'],
    ['HTTPS://Links.MSU.example', '/A', 'https%3A%2F%2Flinks.msu.example%2FA'],
    ['https://links.msu.example:443', '/a', 'https%3A%2F%2Flinks.msu.example%2Fa'],
    ['http://links.msu.example:80', '/a', 'http%3A%2F%2Flinks.msu.example%2Fa'],
    ['https://links.msu.example:80', '/a', 'https%3A%2F%2Flinks.msu.example%3A80%2Fa'],
    ['https://links.msu.example:4433', '/a', 'https%3A%2F%2Flinks.msu.example%3A4433%2Fa'],
    ['http://localhost:8080', '/a/', 'http%3A%2F%2Flocalhost%3A8080%2Fa%2F'],
    ['http://[::1]:8080', '/a', 'http%3A%2F%2F%5B%3A%3A1%5D%3A8080%2Fa'],
    ['https://a.example', '/x%20y/%7e', 'https%3A%2F%2Fa.example%2Fx%2520y%2F%257e'],
    ['https://a.example', '//x/../y;z', 'https%3A%2F%2Fa.example%2F%2Fx%2F..%2Fy%3Bz'],
  ])('%s and %s are addressed as RFC 5849 3.4.1.2 says', (origin, path, address) => {
    expect(baseString(origin, path, '')).toBe(`POST&${address}&`);
    expect(baseString(origin, path, '')).toBe(
      referenceBaseString({ method: 'POST', url: origin + path, body: [] }),
    );
  });

  test.each([
    'links.msu.example',
    'ftp://a.example',
    'https://',
    'https://a.example/x',
    'https://u@a.example',
    '',
  ])('an origin that is none, %j, is a fault of the settings and verifies nothing', (origin) => {
    expect(() => baseString(origin, '/a', '')).toThrow(TypeError);
  });

  test.each(['', 'abc-._~', 'a b+c', "!*'()", '&=%', 'é', '安', '😀', '\0\r\n', 'ß\u0301', '\ud800'])(
    '%j is encoded as RFC 5849 3.6 says',
    (text) => {
      expect(percentEncode(text)).toBe(encode(text));
    },
  );
});
