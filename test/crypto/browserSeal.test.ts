import { expect, test } from '@jest/globals';
import { openFrom, sealFor } from '../../src/crypto/browserSeal.ts';
import { newDataKey } from '../../src/crypto/dataKey.ts';
import { open } from '../../src/crypto/envelope.ts';
import { randomToken } from '../../src/crypto/randomTokens.ts';
import { Secret } from '../../src/model/secret.ts';

const place = { table: 'launches', column: 'returnUrl', owner: 'domain:1', number: 8 };
const address = new Secret('https://moodle.example/return.php?sesskey=abc&x=é');

test('a return URL opens for the browser that holds the cookie, and in its own row only (R28)', () => {
  const cookie = randomToken();
  const sealed = sealFor(cookie, address, place);
  expect(sealed).not.toContain('sesskey');
  expect(sealed).not.toContain(cookie);
  expect(openFrom(cookie, sealed, place).reveal()).toBe(address.reveal());
  expect(() => openFrom(randomToken(), sealed, place)).toThrow('not-authentic');
  expect(() => openFrom(cookie, sealed, { ...place, number: 9 })).toThrow('not-authentic');
  expect(() => openFrom(cookie, `${sealed}A`, place)).toThrow('cannot open');
});

test('a missing or short cookie value opens nothing and seals nothing', () => {
  const sealed = sealFor(randomToken(), address, place);
  for (const cookie of ['', 'short']) {
    expect(() => openFrom(cookie, sealed, place)).toThrow('cannot open');
    expect(() => sealFor(cookie, address, place)).toThrow(RangeError);
  }
});

test('what was sealed for a browser is no envelope of a domain, whatever key it is tried with', () => {
  const sealed = sealFor(randomToken(), address, place);
  expect(() => open(sealed, [{ ...newDataKey(), id: 'browser' }], place)).toThrow('not-authentic');
});

test('an endless address is refused rather than kept', () => {
  expect(() => sealFor(randomToken(), new Secret('x'.repeat(9000)), place)).toThrow(RangeError);
});

/** As they were written into rows before. A cookie's value is a key of one block, of UTF-8, or longer than a block. */
const kept: readonly [string, string][] = [
  [
    `${'A'.repeat(20)}b-_${'9'.repeat(20)}`,
    'v1.A256GCM.browser.qXjDhuNrxiG7VbQp.FWIn9E885SL7mpIMIDLRWCjfwVLlt1jNto1YBaFHvYVkrAqTSRsIDezM6eyqWcL0m-37fYeyg1NhUkumf1j4Kaef',
  ],
  [
    'é'.repeat(40),
    'v1.A256GCM.browser.-rGKfYwiIAz-RXK0.5ICEZy3HJCKr_i5IXYRrd0a7NOq2lCgg3hdI0bzrfGPJ3iSANl_1fEn_0hzZ1xLFcQPBAu8u5iKhfsGgTT6ldUuO',
  ],
  [
    'c'.repeat(90),
    'v1.A256GCM.browser.7AhS3RYqBg0va93n.aW-UhIAyD6VKSjR7jfv5WMmqr4JR39_1Iu76GQHmiYR2sgWZ6ovDnIfo9Jcc4zYJENoh_j3tRNy5AVAAApfrHzYm',
  ],
];
test.each(kept)('opens what was sealed by an earlier version, for the cookie %s', (cookie, sealed) => {
  expect(openFrom(cookie, sealed, place).reveal()).toBe(address.reveal());
  expect(openFrom(cookie, sealFor(cookie, address, place), place).reveal()).toBe(address.reveal());
});
