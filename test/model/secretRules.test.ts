import { describe, expect, test } from '@jest/globals';
import { Secret } from '../../src/model/secret.ts';
import {
  type BrokenSecretRule,
  brokenSecretRules,
  faultsOfKey,
  faultsOfRules,
  type SecretRules,
  usualSecretRules,
} from '../../src/model/secretRules.ts';

const strict: SecretRules = {
  minLength: 12,
  maxLength: 128,
  require: ['lower', 'upper', 'digit', 'special'],
};

function broken(text: string, rules: SecretRules, key?: string): readonly BrokenSecretRule[] {
  return brokenSecretRules(new Secret(text), rules, key);
}

describe('a typed secret', () => {
  test('that keeps every rule is taken', () => {
    expect(broken('Abcdefghij1!', strict)).toEqual([]);
    expect(broken('Ärger-über-7-Öfen', strict)).toEqual([]);
    expect(broken('x'.repeat(20), usualSecretRules)).toEqual([]);
    expect(broken('with a blank inside it', usualSecretRules)).toEqual([]);
    expect(broken('語'.repeat(255), usualSecretRules)).toEqual([]);
  });

  test('is told every rule that it breaks, at once', () => {
    expect(broken('', strict)).toEqual(['too-short', 'no-lower', 'no-upper', 'no-digit', 'no-special']);
    expect(broken('abc', strict)).toEqual(['too-short', 'no-upper', 'no-digit', 'no-special']);
    expect(broken(' key\u0007', { ...strict, require: ['digit'] }, ' key\u0007')).toEqual([
      'too-short',
      'no-digit',
      'unprintable',
      'outer-blank',
      'same-as-key',
    ]);
  });

  const single: [string, string, BrokenSecretRule][] = [
    ['one character too few', 'Abcdefghi1!', 'too-short'],
    ['one character too many', `A1!${'x'.repeat(126)}`, 'too-long'],
    ['no lower case', 'ABCDEFGHIJ1!', 'no-lower'],
    ['no upper case', 'abcdefghij1!', 'no-upper'],
    ['no digit', 'Abcdefghijk!', 'no-digit'],
    ['nothing special; a blank is not', 'Abcdefghij 1', 'no-special'],
    ['a line end from pasting', 'Abcdefghij1!\n', 'unprintable'],
    ['a zero-width space from pasting', 'Abcdefghij1!\u200b', 'unprintable'],
    ['a no-break space', 'Abcdefghij\u00a01!', 'unprintable'],
    ['half a surrogate pair', 'Abcdefghij1!\ud83d', 'unprintable'],
    ['a blank before', ' Abcdefghij1!', 'outer-blank'],
    ['a blank behind', 'Abcdefghij1! ', 'outer-blank'],
  ];
  test.each(single)('with %s is refused for that alone', (_, text, rule) => {
    expect(broken(text, strict)).toEqual([rule]);
  });

  test('is counted in characters as people see them typed, not in bytes or halves', () => {
    const rules = { minLength: 4, maxLength: 4, require: [] };
    expect(broken('🔑🔑🔑🔑', rules)).toEqual([]);
    expect(broken('🔑🔑🔑', rules)).toEqual(['too-short']);
    expect(broken('🔑🔑🔑🔑🔑', rules)).toEqual(['too-long']);
  });

  test('never outgrows its column, whatever a domain’s rules say', () => {
    const boundless = { minLength: 0, maxLength: 9999, require: [] };
    expect(broken('x'.repeat(256), boundless)).toEqual(['too-long']);
    expect(broken('🔑'.repeat(201), boundless)).toEqual(['too-long']);
    expect(broken('', boundless)).toEqual(['too-short']);
  });

  test('that equals the key, which every launch shows, is refused', () => {
    expect(broken('Abcdefghij1!', strict, 'Abcdefghij1!')).toEqual(['same-as-key']);
    expect(broken('Abcdefghij1!', strict, 'abcdefghij1!')).toEqual([]);
  });
});

test.each([
  ['the usual ones', usualSecretRules, []],
  ['all kinds', strict, []],
  ['no minimum', { minLength: 0, maxLength: 10, require: [] }, ['min-length']],
  ['half a character', { minLength: 1.5, maxLength: 10, require: [] }, ['min-length']],
  ['more than the column', { minLength: 1, maxLength: 256, require: [] }, ['max-length']],
  ['no number', { minLength: Number.NaN, maxLength: 20, require: [] }, ['min-length']],
  ['nothing between', { minLength: 21, maxLength: 20, require: [] }, ['min-over-max']],
  ['an unknown kind', { minLength: 1, maxLength: 20, require: ['emoji'] }, ['unknown-kind']],
  ['a kind twice', { minLength: 1, maxLength: 20, require: ['digit', 'digit'] }, ['repeated-kind']],
  [
    'more kinds than characters',
    { minLength: 1, maxLength: 1, require: ['digit', 'upper'] },
    ['too-many-kinds'],
  ],
  [
    'several at once',
    { minLength: 300, maxLength: 0, require: ['x', 'x'] },
    ['min-length', 'max-length', 'min-over-max', 'unknown-kind', 'repeated-kind', 'too-many-kinds'],
  ],
])('rules that no secret could keep are refused: %s', (_, rules, faults) => {
  expect(faultsOfRules(rules)).toEqual(faults);
});

test.each([
  ['an honest one', 'moodle-prod', []],
  ['a blank inside', 'moodle prod', []],
  ['the longest', 'x'.repeat(255), []],
  ['every sign but the colon', '!"#$%&\'()*+,-./;<=>?@[\\]^_`{|}~', []],
  ['nothing', '', ['empty']],
  ['too long', 'x'.repeat(256), ['too-long']],
  ['a colon', 'a:b', ['colon']],
  ['a blank before', ' a', ['outer-blank']],
  ['a blank behind', 'a ', ['outer-blank']],
  ['an accent', 'clé', ['not-ascii']],
  ['a tab', 'a\tb', ['not-ascii']],
  ['a line end', 'a\n', ['not-ascii']],
  ['a DEL', 'a\x7f', ['not-ascii']],
  ['everything at once', ` é:${'x'.repeat(255)}`, ['too-long', 'not-ascii', 'colon', 'outer-blank']],
])('a key is what every LMS can send back unchanged: %s', (_, key, faults) => {
  expect(faultsOfKey(key)).toEqual(faults);
});
