import { expect, test } from '@jest/globals';
import { loadCommonPasswords } from '../../src/crypto/commonPasswords.ts';

test.each([
  'password',
  'password123456789',
  'PassWord123456789',
  'Password!!!!!',
  '123password!2024',
  'passwordpassword',
  'Passwordpassword1',
  'qwertyuiop123',
  'football 2026!',
  '123456789012',
  '987654321098',
  'abcdefghijkl',
  'aaaaaaaaaaaa',
  'abcabcabcabc',
  'ababababababa',
  'ｐａｓｓｗｏｒｄ１２３４５６',
])('a password that everybody tries is refused: %s', async (password) => {
  expect((await loadCommonPasswords())(password)).toBe(true);
});

test.each([
  'correct horse battery staple',
  'tomatoes on the roof 7',
  'R7#kq-9vTz!m',
  'zwölf Boxkämpfer jagen',
  '我喜欢在海边散步和看书因为安静',
  '839201746528',
  '',
])('an honest password is let through: %s', async (password) => {
  expect((await loadCommonPasswords())(password)).toBe(false);
});

test('the list is loaded once', () => {
  expect(loadCommonPasswords()).toBe(loadCommonPasswords());
});
