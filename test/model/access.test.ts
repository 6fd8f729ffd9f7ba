import { describe, expect, test } from '@jest/globals';
import type { DeepLinkSetting, StoredSetting } from '../../src/model/deepLink.ts';
import { ask } from './askAccess.ts';
import {
  forSection,
  forUser,
  launchOf,
  moodle,
  protectedBy,
  quiz,
  set,
  staff,
  stranger,
  student,
} from './course.ts';

const only = set(null, { access: 'only' });
const key: DeepLinkSetting = { protect: { kind: 'key' } };

describe('without a launch', () => {
  test.each<[string, DeepLinkSetting, 'address' | 'tiny', string]>([
    ['nothing is set', {}, 'address', 'account'],
    ['nothing is set', {}, 'tiny', 'account'],
    ['either', { access: 'either' }, 'tiny', 'account'],
    ['only', { access: 'only' }, 'address', 'launch-it'],
    ['only', { access: 'only' }, 'tiny', 'launch-it'],
    ['off', { access: 'off' }, 'address', 'account'],
    ['off', { access: 'off' }, 'tiny', 'launch-it'],
    ['a protector (R6)', protectedBy(moodle), 'address', 'launch-it'],
    ['a protector beside either', { ...protectedBy(moodle), access: 'either' }, 'address', 'account'],
    ['a protector beside off', { ...protectedBy(moodle), access: 'off' }, 'address', 'account'],
    ['a key', key, 'address', 'launch-it'],
    ['a key beside either', { ...key, access: 'either' }, 'address', 'launch-it'],
    ['a key beside off', { ...key, access: 'off' }, 'address', 'launch-it'],
    ['only and absent', { access: 'only', listing: 'absent' }, 'address', 'not-found'],
    ['only and details', { access: 'only', listing: 'details' }, 'address', 'launch-it'],
    ['either and absent: not listed, but open', { listing: 'absent' }, 'address', 'account'],
  ])('a student meets %s', (_case, parts, by, answer) => {
    expect(ask(12, { settings: [set(12, parts)], account: student(), by })).toBe(answer);
  });

  test.each<[string, DeepLinkSetting]>([
    ['nothing', {}],
    ['only', { access: 'only' }],
    ['off', { access: 'off' }],
    ['absent', { access: 'only', listing: 'absent' }],
    ['a key', key],
    ['nobody’s protector', protectedBy()],
  ])(
    'where %s is set, staff come in, a stranger learns nothing, and nobody signed in must sign in',
    (_case, parts) => {
      const settings = [set(12, parts)];
      for (const by of ['address', 'tiny'] as const) {
        expect(ask(12, { settings, account: staff(), by })).toBe('account');
        expect(ask(12, { settings, account: stranger(), by })).toBe('not-found');
        expect(ask(12, { settings, by })).toBe('sign-in');
      }
    },
  );

  test('a section and a single student can be let in where all others are not', () => {
    const settings = [
      only,
      forSection('A', 11, { access: 'either' }),
      forUser(7, null, { access: 'either' }),
    ];
    expect(ask(12, { settings, account: student(1, 'A') })).toBe('account');
    expect(ask(12, { settings, account: student(7) })).toBe('account');
    expect(ask(12, { settings, account: student(1, 'B') })).toBe('launch-it');
    expect(ask(12, { settings, account: student(1, 'A', 'B') })).toBe('launch-it');
  });

  test('the 404 of an absent item goes by the student who asks', () => {
    const settings = [only, forSection('A', 12, { listing: 'absent' })];
    expect(ask(12, { settings, account: student(1, 'A') })).toBe('not-found');
    expect(ask(12, { settings, account: student(1, 'B') })).toBe('launch-it');
  });
});

describe('a launched student', () => {
  const whole = { scope: 'subtree', others: 'hide' } as const;

  test.each<[string, number, readonly StoredSetting[], string]>([
    ['opens the launched item', 12, [set(null, protectedBy(moodle))], 'launch 0'],
    ['opens it with any protector where none is asked for', 12, [only], 'launch 0'],
    ['opens the neighbour by folder', 13, [only, set(null, { scope: 'folder' })], 'launch 0'],
    ['opens the folder’s own page by folder', 11, [only, set(null, { scope: 'folder' })], 'launch 0'],
    ['does not open the neighbour by resource', 13, [only], 'launch-it'],
    ['does not open what is below by folder', 15, [only, set(null, { scope: 'folder' })], 'launch-it'],
    ['opens what is below by subtree', 15, [only, set(null, { scope: 'subtree' })], 'launch 0'],
    ['does not open what is above by subtree', 16, [only, set(null, { scope: 'subtree' })], 'launch-it'],
    ['goes by the launched item’s scope', 13, [only, set(12, { scope: 'folder' })], 'launch 0'],
    ['not by the requested item’s scope', 13, [only, set(13, { scope: 'subtree' })], 'launch-it'],
    [
      'goes by the requested item’s protect',
      13,
      [set(null, { scope: 'folder' }), set(13, protectedBy(quiz))],
      'launch-it',
    ],
    [
      'opens a neighbour whose set holds the protector',
      13,
      [set(null, { scope: 'folder' }), set(13, protectedBy(quiz, moodle))],
      'launch 0',
    ],
    ['opens no neighbour with a key', 13, [set(null, { scope: 'folder' }), set(13, key)], 'launch-it'],
    [
      'is told 404 where that neighbour is absent',
      13,
      [set(null, { scope: 'folder' }), set(13, { ...protectedBy(quiz), listing: 'absent' })],
      'not-found',
    ],
    [
      'opens a neighbour that is off',
      13,
      [only, set(null, { scope: 'folder' }), set(13, { access: 'off' })],
      'launch 0',
    ],
    ['sees what is either elsewhere', 21, [], 'launch 0'],
    ['... also beside a protect', 21, [set(21, { ...protectedBy(quiz), access: 'either' })], 'launch 0'],
    ['... but not with a key', 21, [set(21, { ...key, access: 'either' })], 'launch-it'],
    ['... but not only', 21, [set(21, { access: 'only' })], 'launch-it'],
    ['... but not off', 21, [set(21, { access: 'off' })], 'launch-it'],
    ['... and not where the launched item hides others', 21, [set(12, { others: 'hide' })], 'launch-it'],
    ['... whatever the requested item says of others', 21, [set(21, { others: 'hide' })], 'launch 0'],
    ['loses the item when it goes off', 12, [set(12, { access: 'off' })], 'launch-it'],
    ['loses the item when the protector is taken off it', 12, [set(12, protectedBy(quiz))], 'launch-it'],
    [
      'loses the neighbours too when the item goes off',
      13,
      [set(11, whole), set(12, { access: 'off' })],
      'launch-it',
    ],
    [
      'loses the neighbours too with the protector',
      13,
      [set(11, whole), set(12, protectedBy(quiz))],
      'launch-it',
    ],
    ['loses what is either elsewhere too', 21, [set(12, protectedBy(quiz))], 'launch-it'],
    ['loses the item when it asks for a key', 12, [set(12, key)], 'launch-it'],
    ['loses the item when nobody’s protector is left', 12, [set(12, protectedBy())], 'launch-it'],
  ])('%s', (_case, item, settings, answer) => {
    expect(ask(item, { settings, launches: [launchOf(12)] })).toBe(answer);
  });

  test('protector 1 of the course is not protector 1 of the domain', () => {
    const settings = [set(null, protectedBy(moodle))];
    expect(ask(12, { settings, launches: [launchOf(12, { protector: quiz })] })).toBe('launch-it');
    expect(ask(12, { settings, launches: [launchOf(12, { protector: moodle })] })).toBe('launch 0');
  });

  test('comes in by the short URL too, but not to what is off', () => {
    const settings = [only, set(null, { scope: 'folder' }), set(13, { access: 'off' })];
    expect(ask(12, { settings, launches: [launchOf(12)], by: 'tiny' })).toBe('launch 0');
    expect(ask(13, { settings, launches: [launchOf(12)], by: 'tiny' })).toBe('launch-it');
  });

  test('goes by the settings of the launch’s own person and sections', () => {
    const settings = [only, forSection('A', 12, { scope: 'folder' })];
    expect(ask(13, { settings, launches: [launchOf(12, { visitor: student(1, 'A') })] })).toBe('launch 0');
    expect(ask(13, { settings, launches: [launchOf(12, { visitor: student(1, 'B') })] })).toBe('launch-it');
  });
});
