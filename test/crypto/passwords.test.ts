import { describe, expect, test } from '@jest/globals';
import argon2 from 'argon2';
import { isAcceptablePasswordHash, needsRehash, Passwords } from '../../src/crypto/passwords.ts';
import { Secret } from '../../src/model/secret.ts';

const clock = () => 0;
const passwords = new Passwords({ cores: 2, clock });
const word = new Secret('correct horse 电池 🐎');

describe('a password', () => {
  test('is hashed with argon2id, 19 MiB, two passes, one lane, and fits itself only', async () => {
    const stored = await passwords.hashPassword(word);
    expect(stored).toMatch(/^\$argon2id\$v=19\$/);
    const parameters = stored.split('$')[3]?.split(',').sort();
    expect(parameters).toEqual(['m=19456', 'p=1', 't=2']);
    expect(stored.length).toBeLessThanOrEqual(255);
    expect(isAcceptablePasswordHash(stored)).toBe(true);
    expect(needsRehash(stored)).toBe(false);
    expect(await passwords.verifyPassword(stored, word)).toBe(true);
    expect(await passwords.verifyPassword(stored, new Secret('Correct horse 电池 🐎'))).toBe(false);
    expect(await passwords.verifyPassword(stored, new Secret(''))).toBe(false);
  });

  test('fits however the keyboard composes its accents', async () => {
    const stored = await passwords.hashPassword(new Secret('pass\u00e9 compos\u00e9'));
    expect(await passwords.verifyPassword(stored, new Secret('passe\u0301 compose\u0301'))).toBe(true);
  });

  test('counts to its last character and keeps its blanks', async () => {
    const long = 'x'.repeat(255);
    const stored = await passwords.hashPassword(new Secret(`${long}a`));
    expect(await passwords.verifyPassword(stored, new Secret(`${long}b`))).toBe(false);
    expect(await passwords.verifyPassword(stored, new Secret(`${long}a `))).toBe(false);
  });

  test('with a hash from another program is verified, and hashed anew afterwards', async () => {
    const weaker = await argon2.hash('a password of old', { memoryCost: 8192, timeCost: 1, parallelism: 2 });
    expect(isAcceptablePasswordHash(weaker)).toBe(true);
    expect(await passwords.verifyPassword(weaker, new Secret('a password of old'))).toBe(true);
    expect(needsRehash(weaker)).toBe(true);
  });

  test('for nobody costs one real verification and never fits', async () => {
    const seen: string[] = [];
    const hasher = {
      hash: () => Promise.resolve(''),
      verify: (stored: string) => {
        seen.push(stored);
        return Promise.resolve(true);
      },
    };
    const counted = new Passwords({ cores: 1, clock, hasher });
    expect(await counted.verifyNobody(word)).toBe(false);
    expect(await counted.verifyPassword('not a hash', word)).toBe(false);
    expect(await counted.verifyPassword('', word)).toBe(false);
    expect(seen).toHaveLength(3);
    for (const stored of seen) {
      expect(isAcceptablePasswordHash(stored)).toBe(true);
      expect(needsRehash(stored)).toBe(false);
    }
    expect(await passwords.verifyNobody(word)).toBe(false);
  });

  test('too long to have been set here fits nobody, and is never hashed', async () => {
    const endless = new Secret('x'.repeat(5000));
    const stored = await passwords.hashPassword(word);
    expect(await passwords.verifyPassword(stored, endless)).toBe(false);
    await expect(passwords.hashPassword(endless)).rejects.toThrow(RangeError);
  });

  test('waits at the gate like every other', async () => {
    const ends: (() => void)[] = [];
    const hasher = {
      hash: () => new Promise<string>((end) => ends.push(() => end('hash'))),
      verify: () => Promise.resolve(true),
    };
    const slow = new Passwords({ cores: 1, clock, hasher });
    const asked = [1, 2, 3].map(() => slow.hashPassword(word));
    expect(slow.gate.running).toBe(2);
    expect(slow.gate.waiting).toBe(1);
    while (ends.length > 0) {
      ends.shift()?.();
      await Promise.race(asked);
      await new Promise(setImmediate);
    }
    expect(await Promise.all(asked)).toEqual(['hash', 'hash', 'hash']);
  });
});

const salt = 'c29tZXNhbHRzb21lc2FsdA';
const hash = Buffer.alloc(32, 7).toString('base64').replace(/=+$/, '');

function phc({ id = 'argon2id', v = 'v=19', params = 'm=19456,t=2,p=1', s = salt, h = hash } = {}): string {
  return `$${id}$${v}$${params}$${s}$${h}`;
}

const bearable: [string, string][] = [
  ['ours', phc()],
  ['the parameters in another order', phc({ params: 'm=19456,p=1,t=2' })],
  ['argon2-cffi’s usual one', phc({ params: 'm=65536,t=3,p=4' })],
  ['the most memory', phc({ params: 'm=262144,t=1,p=1' })],
];
test.each(bearable)('a hash from elsewhere is taken: %s', (_, text) => {
  expect(isAcceptablePasswordHash(text)).toBe(true);
});

const unbearable: [string, string][] = [
  ['nothing', ''],
  ['a plain password', 'password'],
  ['bcrypt', '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'],
  ['argon2i', phc({ id: 'argon2i' })],
  ['argon2d', phc({ id: 'argon2d' })],
  ['no version', `$argon2id$m=19456,t=2,p=1$${salt}$${hash}`],
  ['an unknown version', phc({ v: 'v=20' })],
  ['4 GiB of memory', phc({ params: 'm=4194304,t=1,p=1' })],
  ['a little over 256 MiB', phc({ params: 'm=262145,t=1,p=1' })],
  ['a thousand passes', phc({ params: 'm=19456,t=1000,p=1' })],
  ['11 passes', phc({ params: 'm=19456,t=11,p=1' })],
  ['9 lanes', phc({ params: 'm=19456,t=2,p=9' })],
  ['no lanes', phc({ params: 'm=19456,t=2,p=0' })],
  ['no passes', phc({ params: 'm=19456,t=0,p=1' })],
  ['less memory than its lanes need', phc({ params: 'm=15,t=2,p=2' })],
  ['a negative number', phc({ params: 'm=-19456,t=2,p=1' })],
  ['a number of another spelling', phc({ params: 'm=1e4,t=2,p=1' })],
  ['a leading zero', phc({ params: 'm=019456,t=2,p=1' })],
  ['a parameter twice', phc({ params: 'm=8,m=19456,t=2,p=1' })],
  ['a parameter missing', phc({ params: 'm=19456,t=2' })],
  ['a parameter nobody knows', phc({ params: 'm=19456,t=2,p=1,data=AAAA' })],
  ['a salt of three bytes', phc({ s: 'AAAA' })],
  ['a hash of three bytes', phc({ h: 'AAAA' })],
  ['a hash with padding', phc({ h: `${hash}=` })],
  ['a hash that is no canonical base64', phc({ h: `${hash.slice(0, -1)}d` })],
  ['no hash', `$argon2id$v=19$m=19456,t=2,p=1$${salt}`],
  ['a line end', `${phc()}\n`],
  ['more than the column holds', phc({ h: 'A'.repeat(400) })],
];
test.each(unbearable)('a hash that no sign-in should have to compute is refused: %s', (_, text) => {
  expect(isAcceptablePasswordHash(text)).toBe(false);
  expect(needsRehash(text)).toBe(true);
});

test.each([
  ['less memory', 'm=8192,t=2,p=1'],
  ['fewer passes', 'm=19456,t=1,p=1'],
  ['more of everything, whose longer time would tell that the person exists', 'm=65536,t=3,p=4'],
])('a hash is renewed that was made with %s', (_, params) => {
  expect(needsRehash(phc({ params }))).toBe(true);
});
