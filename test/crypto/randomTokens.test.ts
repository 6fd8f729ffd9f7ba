import { expect, test } from '@jest/globals';
import { hashStream, sha256, tokenHash } from '../../src/crypto/digest.ts';
import { freshBytes, freshText } from '../../src/crypto/freshBytes.ts';
import {
  claimToken,
  launchKeyAt,
  randomKey,
  randomReference,
  randomSecret,
  randomToken,
} from '../../src/crypto/randomTokens.ts';
import { readReference } from '../../src/model/reference.ts';
import { brokenSecretRules, faultsOfKey, usualSecretRules } from '../../src/model/secretRules.ts';

test('session ids, tickets and one-time addresses are 32 random bytes, never the same twice', () => {
  const tokens = Array.from({ length: 200 }, randomToken);
  expect(new Set(tokens).size).toBe(200);
  for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32);
});

test('tokens and claims that are drawn in turn have no bytes in common, however many there are', () => {
  const drawn = Array.from({ length: 1_000 }, () => [
    Buffer.from(randomToken(), 'base64url').toString('hex'),
    claimToken().toString('hex'),
  ]).flat();
  const parts = drawn.flatMap((text) => text.match(/.{16}/g) ?? []);
  expect(parts).toHaveLength(6_000);
  expect(new Set(parts).size).toBe(6_000);
  expect(() => freshBytes(65)).toThrow(RangeError);
  expect(() => freshText(65)).toThrow(RangeError);
});

test('what is kept of a token is 32 bytes that do not contain it', () => {
  const token = randomToken();
  expect(tokenHash(token)).toHaveLength(32);
  expect(tokenHash(token).equals(tokenHash(token))).toBe(true);
  expect(tokenHash(token).toString('base64url')).not.toBe(token);
});

test('generated keys may be typed again: they keep the rules for keys and begin with a letter', () => {
  const keys = Array.from({ length: 300 }, randomKey);
  expect(new Set(keys).size).toBe(300);
  for (const key of keys) {
    expect(key).toMatch(/^[A-Za-z][A-Za-z0-9_-]{21,}$/);
    expect(faultsOfKey(key)).toEqual([]);
  }
});

test('generated secrets hold 256 bits and keep the usual rules', () => {
  const secret = randomSecret();
  expect(secret.reveal()).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(brokenSecretRules(secret, usualSecretRules)).toEqual([]);
  expect(`${secret}`).toBe('[secret]');
});

test('a claim is 16 bytes of its own', () => {
  expect(claimToken()).toHaveLength(16);
  expect(claimToken().equals(claimToken())).toBe(false);
});

test('keys of sessions lie in the order of their launches, and of one moment no two are alike', () => {
  const [early, late] = [Date.UTC(2026, 10, 23, 8, 59, 59, 999), Date.UTC(2026, 10, 23, 9)];
  const keys = [early, late].map((now) => Array.from({ length: 500 }, () => launchKeyAt(now)));
  const [first = [], second = []] = keys;
  for (const key of keys.flat()) expect(key).toHaveLength(16);
  expect(new Set(keys.flat().map((key) => key.toString('hex', 6))).size).toBe(1_000);
  for (const [n, key] of first.entries())
    expect(Buffer.compare(key, second[n] ?? Buffer.alloc(0))).toBeLessThan(0);
});

test('reference numbers are in the form that people read out', () => {
  const reference = randomReference();
  expect(readReference(reference)).toBe(reference);
});

test('SHA-256 is that of FIPS 180, for text, bytes and streams', async () => {
  const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
  expect(sha256('abc').toString('hex')).toBe(abc);
  expect(sha256(Buffer.from('abc')).toString('hex')).toBe(abc);
  async function* chunks() {
    yield Buffer.from('a');
    yield Buffer.from('');
    yield Buffer.from('bc');
  }
  const hashed = await hashStream(chunks());
  expect(hashed.sha256.toString('hex')).toBe(abc);
  expect(hashed.length).toBe(3);
});
