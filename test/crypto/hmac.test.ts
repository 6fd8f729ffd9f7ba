import { createHmac, randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { type HmacAlgorithm, HmacKey, hmac, keyRoom } from '../../src/crypto/hmac.ts';

/** The text as `code` wants it, with something in the room for the key. */
function withRoom(text: Buffer): Buffer {
  return Buffer.concat([Buffer.alloc(keyRoom, 0x55), text]);
}

/** RFC 2202 3 and RFC 4231 4: key, text, and the codes with SHA-1 and SHA-256. */
const published = [
  [
    'Jefe',
    'what do ya want for nothing?',
    'effcdf6ae5eb2fa2d27416d5f184df9c259a7c79',
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  ],
  [
    '\x0b'.repeat(20),
    'Hi There',
    'b617318655057264e28bc0b6fb378c8ef146be00',
    'b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7',
  ],
] as const;

describe('codes by a key that was made ready', () => {
  test.each(published)('of the key %j are as published', (key, text, sha1, sha256) => {
    for (const [algorithm, code] of [
      ['sha1', sha1],
      ['sha256', sha256],
    ] as const) {
      const found = new HmacKey(algorithm, key).code(withRoom(Buffer.from(text)));
      expect(Buffer.from(found, 'base64').toString('hex')).toBe(code);
    }
  });

  test.each<HmacAlgorithm>(['sha1', 'sha256'])('are those of Node.js: %s', (algorithm) => {
    const keyLengths = [0, 1, 20, 32, 63, 64, 65, 100, 200];
    for (const length of [...keyLengths, ...keyLengths, ...keyLengths]) {
      const secret = randomBytes(length).toString('latin1').slice(0, length);
      const key = new HmacKey(algorithm, secret);
      // A key is used many times.
      for (const textLength of [0, 1, 55, 64, 65, 3000, 100_000]) {
        const text = randomBytes(textLength);
        const expected = createHmac(algorithm, secret).update(text).digest('base64');
        expect(key.code(withRoom(text))).toBe(expected);
      }
      expect(key.code(withRoom(Buffer.from('ä安')))).toBe(hmac(algorithm, secret, 'ä安').toString('base64'));
    }
  });

  test('leave nothing of the key beside the text', () => {
    const room = withRoom(Buffer.from('a text'));
    new HmacKey('sha1', 'a secret').code(room);
    expect(room).toEqual(Buffer.concat([Buffer.alloc(keyRoom), Buffer.from('a text')]));
  });

  test('the key is not printed', () => {
    const shown = inspect(new HmacKey('sha1', 'a secret'), { depth: 9, showHidden: true });
    expect(shown).toMatch(/^HmacKey \{\s*\}$/);
  });
});
