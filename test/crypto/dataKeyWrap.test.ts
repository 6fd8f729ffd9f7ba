import { expect, test } from '@jest/globals';
import { dataKeyFrom, newDataKey } from '../../src/crypto/dataKey.ts';
import { unwrapDataKey, wrapDataKey } from '../../src/crypto/dataKeyWrap.ts';
import { open, seal } from '../../src/crypto/envelope.ts';
import { sealBytes } from '../../src/crypto/sealing.ts';
import { Secret } from '../../src/model/secret.ts';

const root = newDataKey();
const dataKey = newDataKey();
const place = { table: 'protectors', column: 'secret', owner: 'domain:1', number: 1 };

test('a domain key survives wrapping and opens what it sealed', () => {
  const wrapped = wrapDataKey(dataKey, root, '1');
  const again = unwrapDataKey(wrapped, [newDataKey(), root], { domainId: '1', keyId: dataKey.id });
  expect(open(seal(new Secret('x'), dataKey, place), [again], place).reveal()).toBe('x');
});

test('a wrapped key copied to another domain, or under another id, does not open (R20)', () => {
  const wrapped = wrapDataKey(dataKey, root, '1');
  expect(() => unwrapDataKey(wrapped, [root], { domainId: '2', keyId: dataKey.id })).toThrow('not-authentic');
  expect(() => unwrapDataKey(wrapped, [root], { domainId: '1', keyId: 'other' })).toThrow('not-authentic');
});

test('a lost root key is named as such, so that the start can say what is missing', () => {
  const wrapped = wrapDataKey(dataKey, root, '1');
  const owner = { domainId: '1', keyId: dataKey.id };
  expect(() => unwrapDataKey(wrapped, [newDataKey()], owner)).toThrow('unknown-key');
});

test('a secret that was sealed under the root key is no wrapped key', () => {
  const sealed = seal(new Secret('x'.repeat(32)), root, place);
  expect(() => unwrapDataKey(sealed, [root], { domainId: '1', keyId: 'k' })).toThrow('not-authentic');
});

test('a wrapped text of another length is no key', () => {
  const wrapped = sealBytes(Buffer.alloc(16), root, ['data key', '1', 'k']);
  expect(() => unwrapDataKey(wrapped, [root], { domainId: '1', keyId: 'k' })).toThrow('malformed');
});

test('a key has 32 bytes and an id that fits an envelope', () => {
  for (const id of ['', 'a.b', 'ä', 'a b', 'x'.repeat(33)])
    expect(() => dataKeyFrom(id, Buffer.alloc(32))).toThrow();
  for (const length of [0, 16, 31, 33])
    expect(() => dataKeyFrom('id', Buffer.alloc(length))).toThrow(RangeError);
});
