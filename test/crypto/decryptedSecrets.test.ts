import { expect, test } from '@jest/globals';
import { newDataKey } from '../../src/crypto/dataKey.ts';
import { DecryptedSecrets } from '../../src/crypto/decryptedSecrets.ts';
import { type Place, seal } from '../../src/crypto/envelope.ts';
import { Secret } from '../../src/model/secret.ts';

const key = newDataKey();
const place: Place = { table: 'protectors', column: 'secret', owner: 'course:1', number: 1 };

test('a secret is decrypted once and then at hand', () => {
  const secrets = new DecryptedSecrets();
  const envelope = seal(new Secret('word'), key, place);
  const first = secrets.openSecret(envelope, place, [key]);
  expect(first.reveal()).toBe('word');
  expect(secrets.openSecret(envelope, place, [key])).toBe(first);
});

test('a ciphertext that was copied to another row stays shut, also when its own row was just opened', () => {
  const secrets = new DecryptedSecrets();
  const envelope = seal(new Secret('word'), key, place);
  secrets.openSecret(envelope, place, [key]);
  const others = [
    { ...place, number: 2 },
    { ...place, owner: 'course:2' },
    { ...place, column: 'previous' },
    { ...place, table: 't' },
  ];
  for (const other of others)
    expect(() => secrets.openSecret(envelope, other, [key])).toThrow('not-authentic');
  expect(secrets.size).toBe(1);
});

test('a secret whose key was taken away stays shut, although it is at hand', () => {
  const secrets = new DecryptedSecrets();
  const envelope = seal(new Secret('word'), key, place);
  secrets.openSecret(envelope, place, [key]);
  expect(() => secrets.openSecret(envelope, place, [newDataKey()])).toThrow('unknown-key');
});

test('an altered ciphertext is refused again and again, and nothing is kept of it', () => {
  const secrets = new DecryptedSecrets();
  const envelope = seal(new Secret('word'), key, place);
  const altered = envelope.replace(/.{4}$/, (end) => (end === 'AAAA' ? 'BBBB' : 'AAAA'));
  for (const _ of [1, 2]) expect(() => secrets.openSecret(altered, place, [key])).toThrow('cannot open');
  expect(secrets.size).toBe(0);
});

test('only so many are kept, and the one not used for longest goes first', () => {
  const secrets = new DecryptedSecrets(2);
  const envelopes = ['a', 'b', 'c'].map((word) => seal(new Secret(word), key, place));
  const [a = '', b = '', c = ''] = envelopes;
  const first = secrets.openSecret(a, place, [key]);
  const second = secrets.openSecret(b, place, [key]);
  secrets.openSecret(a, place, [key]);
  secrets.openSecret(c, place, [key]);
  expect(secrets.size).toBe(2);
  expect(secrets.openSecret(a, place, [key])).toBe(first);
  expect(secrets.openSecret(b, place, [key])).not.toBe(second);
});
