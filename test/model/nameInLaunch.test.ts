import { describe, expect, test } from '@jest/globals';
import { nameInLaunch, type Reading } from '../../src/model/nameInLaunch.ts';
import type { NameTransform, UseIdentity } from '../../src/model/protector.ts';

const absent: Reading = { kind: 'absent' };
const repeated: Reading = { kind: 'repeated' };
const sent = (value: string): Reading => ({ kind: 'value', value });

const none: NameTransform = { kind: 'none' };
const lower: NameTransform = { kind: 'lower' };
const strip: NameTransform = { kind: 'strip', ending: '@msu.example' };

function judge(use: Partial<UseIdentity>, readings: Readonly<Record<string, Reading>>): string {
  const full: UseIdentity = { parameter: 'first', transform: none, otherwise: 'login', ...use };
  const found = nameInLaunch(full, (name) => readings[name] ?? absent);
  return found.kind === 'named' ? `named ${found.username}` : found.verdict;
}

describe('one parameter', () => {
  test.each<[string, Reading, NameTransform, string]>([
    ['absent', absent, none, 'missing'],
    ['repeated', repeated, none, 'repeated'],
    ['empty', sent(''), none, 'empty'],
    ['blank', sent('   '), none, 'empty'],
    ['blank in other ways', sent('\t\r\n\u00A0\u3000'), none, 'empty'],
    ['a name', sent('ann'), none, 'named ann'],
    ['a name in capitals stays so', sent('Ann'), none, 'named Ann'],
    ['a name with an accent', sent('jos\u00E9'), none, 'named jos\u00E9'],
    ['a name in Hebrew', sent('דנה'), none, 'named דנה'],
    ['an e-mail', sent('ann@msu.example'), none, 'named ann@msu.example'],
    ['a dollar and a digit', sent('$1'), none, 'named $1'],
    ['Moodle left its variable', sent('$User.username'), none, 'unresolved'],
    ['Canvas left its variable', sent('$Canvas.user.loginId'), none, 'unresolved'],
    ['a variable with the ending', sent('$User.username@msu.example'), strip, 'unresolved'],
    ['an accent apart', sent('jose\u0301'), none, 'unknown-user'],
    ['the Angstrom sign', sent('\u212B'), none, 'unknown-user'],
    ['a blank before', sent(' ann'), none, 'unknown-user'],
    ['a blank behind', sent('ann '), none, 'unknown-user'],
    ['a line break behind', sent('ann\n'), none, 'unknown-user'],
    ['a zero-width space', sent('ann\u200B'), none, 'unknown-user'],
    ['a NUL', sent('ann\0'), none, 'unknown-user'],
    ['as long as can be', sent('a'.repeat(100)), none, `named ${'a'.repeat(100)}`],
    ['longer than can be', sent('a'.repeat(101)), none, 'unknown-user'],
    ['very long', sent('\u0301'.repeat(100_000)), none, 'unknown-user'],
    ['lower folds A-Z', sent('AnnZ'), lower, 'named annz'],
    ['lower folds nothing else', sent('ÄNN\u0130\u212Bx'), lower, 'unknown-user'],
    ['lower leaves Ä', sent('\u00C4NN'), lower, 'named \u00C4nn'],
    ['lower leaves the Turkish İ', sent('\u0130A'), lower, 'named \u0130a'],
    ['lower leaves the Kelvin sign to nobody', sent('\u212A'), lower, 'unknown-user'],
    ['lower makes what NFC would change', sent('H\u0331'), lower, 'unknown-user'],
    ['strip takes the ending off', sent('ann@msu.example'), strip, 'named ann'],
    ['strip takes one ending off', sent('ann@msu.example@msu.example'), strip, 'named ann@msu.example'],
    ['strip without the ending', sent('ann'), strip, 'unknown-user'],
    ['strip with another ending', sent('ann@other.example'), strip, 'unknown-user'],
    ['strip with a longer ending', sent('ann@msu.example.evil.example'), strip, 'unknown-user'],
    ['strip with a subdomain', sent('ann@sub.msu.example'), strip, 'unknown-user'],
    ['strip with other case', sent('ann@MSU.example'), strip, 'unknown-user'],
    ['strip with nothing left', sent('@msu.example'), strip, 'unknown-user'],
    ['strip with a blank left', sent(' @msu.example'), strip, 'unknown-user'],
    [
      'strip leaves room for a long name',
      sent(`${'a'.repeat(95)}@msu.example`),
      strip,
      `named ${'a'.repeat(95)}`,
    ],
    [
      'an accent apart in the ending',
      sent('ann@u\u0301.example'),
      { kind: 'strip', ending: '@u\u0301.example' },
      'unknown-user',
    ],
    ['an ending that is none', sent('ann'), { kind: 'strip', ending: '' }, 'unknown-user'],
    ['an ending without a domain', sent('ann@'), { kind: 'strip', ending: '@' }, 'unknown-user'],
    ['an ending without @', sent('ann'), { kind: 'strip', ending: 'n' }, 'unknown-user'],
  ])('%s', (_case, reading, transform, judged) => {
    expect(judge({ transform }, { first: reading })).toBe(judged);
  });
});

describe('a second parameter is asked only where the first is absent or empty', () => {
  test.each<[Reading, Reading, string]>([
    [absent, sent('bob'), 'named bob'],
    [sent(''), sent('bob'), 'named bob'],
    [sent('  '), sent('bob'), 'named bob'],
    [sent('ann'), sent('bob'), 'named ann'],
    [repeated, sent('bob'), 'repeated'],
    [sent('$User.username'), sent('bob'), 'unresolved'],
    [sent('ann '), sent('bob'), 'unknown-user'],
    [sent('jose\u0301'), sent('bob'), 'unknown-user'],
    [sent('a'.repeat(101)), sent('bob'), 'unknown-user'],
    [absent, absent, 'missing'],
    [absent, sent(''), 'empty'],
    [sent(''), absent, 'empty'],
    [sent(''), sent(' '), 'empty'],
    [absent, repeated, 'repeated'],
    [sent(''), sent('$Person.email'), 'unresolved'],
    [absent, sent('bob '), 'unknown-user'],
  ])('first %j, second %j: %s', (first, second, judged) => {
    expect(judge({ fallbackParameter: 'second' }, { first, second })).toBe(judged);
  });

  test('a first value that the transform refuses gives no way to the second', () => {
    const readings = { first: sent('ann'), second: sent('bob@msu.example') };
    expect(judge({ fallbackParameter: 'second', transform: strip }, readings)).toBe('unknown-user');
  });

  test('the transform holds for the second as well', () => {
    const readings = { second: sent('bob@msu.example') };
    expect(judge({ fallbackParameter: 'second', transform: strip }, readings)).toBe('named bob');
  });

  test('without a second parameter nothing else of the launch is read', () => {
    expect(judge({}, { second: sent('bob') })).toBe('missing');
  });
});
