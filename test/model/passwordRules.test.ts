import { expect, test } from '@jest/globals';
import { faultsOfPassword, type PasswordFault } from '../../src/model/passwordRules.ts';
import { Secret } from '../../src/model/secret.ts';

const about = {
  username: 'ann.archer-smith',
  displayName: 'Ann Archer Smith',
  email: 'archer.smith@msu.example',
  isCommon: (password: string) => password === 'everybody has this',
};

function faults(password: string): readonly PasswordFault[] {
  return faultsOfPassword(new Secret(password), about);
}

test.each([
  'x9'.repeat(6),
  'correct horse battery staple',
  'ohne ziffern und zeichen',
  '🐎'.repeat(12),
  'é'.repeat(256),
  'e\u0301'.repeat(256),
  'Ann Archer Smith rides at dawn',
])('a long password is taken, without any rule of composition: %s', (password) => {
  expect(faults(password)).toEqual([]);
});

test.each<[string, string, PasswordFault[]]>([
  ['nothing', '', ['too-short']],
  ['eleven characters', 'x9x9x9x9x9x', ['too-short']],
  ['eleven characters with accents of their own', 'e\u0301'.repeat(11), ['too-short']],
  ['257 characters', 'é'.repeat(257), ['too-long']],
  ['a book', 'x'.repeat(100_000), ['too-long']],
  ['a common one', 'everybody has this', ['common']],
  ['the username', 'ann.archer-smith', ['like-name']],
  ['the username in capitals', 'ANN.ARCHER-SMITH', ['like-name']],
  ['the username and digits', 'ann.archer-smith2026!', ['like-name']],
  ['the display name', 'Ann Archer Smith', ['like-name']],
  ['the display name without blanks', 'annarchersmith1', ['like-name']],
  ['the e-mail', 'Archer.Smith@msu.example', ['like-name']],
  ['the e-mail’s first part', 'archer.smith', ['like-name']],
  ['the name in full-width letters', 'ａｎｎ．ａｒｃｈｅｒ－ｓｍｉｔｈ', ['like-name']],
])('a password is refused that others would guess: %s', (_, password, expected) => {
  expect(faults(password)).toEqual(expected);
});

test('everything that is wrong is told at once', () => {
  const person = { username: 'ann', isCommon: () => true };
  expect(faultsOfPassword(new Secret('ann1'), person)).toEqual(['too-short', 'common', 'like-name']);
});

test('a person whose name is only signs or digits, or who has no e-mail, may have any good password', () => {
  const person = { username: '4711', email: '', displayName: '', isCommon: () => false };
  expect(faultsOfPassword(new Secret('81724 918273 1'), person)).toEqual([]);
});
