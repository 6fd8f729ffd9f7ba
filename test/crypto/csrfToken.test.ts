import { expect, test } from '@jest/globals';
import { acceptsCsrfToken, csrfToken } from '../../src/crypto/csrfToken.ts';
import { newDataKey } from '../../src/crypto/dataKey.ts';
import { randomToken } from '../../src/crypto/randomTokens.ts';

const keys = [newDataKey(), newDataKey()];
const binding = randomToken();
const token = csrfToken(keys, binding);

test('a form is accepted from the browser that it was shown to, whichever of its cookies it was bound to', () => {
  expect(acceptsCsrfToken(keys, token, [binding])).toBe(true);
  expect(acceptsCsrfToken(keys, token, [randomToken(), '', binding])).toBe(true);
});

test('a form that was open while the keys were changed is still accepted, until its key is gone', () => {
  const [newest, ...older] = keys;
  expect(acceptsCsrfToken([newDataKey(), ...keys], token, [binding])).toBe(true);
  expect(acceptsCsrfToken(newest === undefined ? [] : [newest], token, [binding])).toBe(true);
  expect(acceptsCsrfToken(older, token, [binding])).toBe(false);
  expect(acceptsCsrfToken([], token, [binding])).toBe(false);
});

test('each form has another token, so that compression tells nothing of it', () => {
  expect(csrfToken(keys, binding)).not.toBe(token);
});

const forged: [string, string, string[]][] = [
  ['no token', '', [binding]],
  ['another browser’s token', csrfToken(keys, randomToken()), [binding]],
  ['no cookie', token, []],
  ['an empty cookie', token, ['']],
  ['half a token', token.slice(0, 32), [binding]],
  ['a token and more', `${token}AAAA`, [binding]],
  ['another salt', `AAAA${token.slice(4)}`, [binding]],
  ['another code', `${token.slice(0, -4)}AAAA`, [binding]],
  ['other characters', token.replace(/^./, '+'), [binding]],
  ['an endless token', token.repeat(10_000), [binding]],
  ['the token of other keys', csrfToken([newDataKey()], binding), [binding]],
];
test.each(forged)('a form with %s is refused', (_, sent, bindings) => {
  expect(acceptsCsrfToken(keys, sent, bindings)).toBe(false);
});

test('a token bound to nothing is never made, because it would fit every browser', () => {
  expect(() => csrfToken(keys, '')).toThrow(RangeError);
  expect(() => csrfToken([], binding)).toThrow(RangeError);
});
