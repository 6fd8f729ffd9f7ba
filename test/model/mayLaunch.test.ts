import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mayOpen } from '../../src/model/access.ts';
import type { StoredSetting } from '../../src/model/deepLink.ts';
import { type LaunchAnswer, mayLaunch } from '../../src/model/mayLaunch.ts';
import {
  allItems,
  canvas,
  forSection,
  forUser,
  launchOf,
  moodle,
  place,
  protectedBy,
  quiz,
  set,
} from './course.ts';
import { anySettings } from './settingsArbitrary.ts';

const chain = [12, 11, 10];
const ann = { personId: 1, sections: ['A'] };

describe('step 8: does the item take this launch', () => {
  test.each<[string, readonly StoredSetting[], LaunchAnswer, LaunchAnswer]>([
    ['nothing is set', [], 'ok', 'ok'],
    ['only, by any protector', [set(12, { access: 'only' })], 'ok', 'ok'],
    ['this protector', [set(11, protectedBy(moodle))], 'ok', 'ok'],
    ['one of two', [set(null, protectedBy(canvas, moodle))], 'ok', 'ok'],
    ['another protector', [set(12, protectedBy(quiz))], 'wrong-protector', 'wrong-protector'],
    [
      'another beside either',
      [set(12, { ...protectedBy(quiz), access: 'either' })],
      'wrong-protector',
      'wrong-protector',
    ],
    ['nobody’s protector', [set(12, protectedBy())], 'wrong-protector', 'wrong-protector'],
    ['a key', [set(12, { protect: { kind: 'key' } })], 'wrong-protector', 'wrong-protector'],
    ['off', [set(null, { access: 'off' })], 'link-closed', 'link-closed'],
    [
      'off before the protector',
      [set(12, { ...protectedBy(quiz), access: 'off' })],
      'link-closed',
      'link-closed',
    ],
    ['off elsewhere', [set(13, { access: 'off' }), set(20, { access: 'off' })], 'ok', 'ok'],
    ['off but for Ann', [set(12, { access: 'off' }), forUser(1, 11, { access: 'only' })], 'ok', 'ok'],
    [
      'off but for Bob',
      [set(12, { access: 'off' }), forUser(2, 11, { access: 'only' })],
      'link-closed',
      'ok',
    ],
    [
      'off but for section A',
      [set(12, { access: 'off' }), forSection('A', null, { access: 'either' })],
      'ok',
      'ok',
    ],
    [
      'off but for section B',
      [set(12, { access: 'off' }), forSection('B', 12, { access: 'either' })],
      'link-closed',
      'ok',
    ],
    ['off for Ann alone', [forUser(1, 12, { access: 'off' })], 'link-closed', 'ok'],
    ['another for Ann alone', [forUser(1, 12, protectedBy(quiz))], 'wrong-protector', 'ok'],
    [
      'off, and for Bob elsewhere not',
      [set(12, { access: 'off' }), forUser(2, 13, { access: 'only' })],
      'link-closed',
      'link-closed',
    ],
    [
      'for a user of a section the two together',
      [
        set(12, { ...protectedBy(quiz), access: 'off' }),
        forSection('A', 12, protectedBy(moodle)),
        forUser(1, 12, { access: 'only' }),
      ],
      'ok',
      'ok',
    ],
  ])(
    '%s: for Ann of section A %j gives %s, and %s while nobody is known',
    (_case, settings, forAnn, unknown) => {
      expect(mayLaunch(settings, chain, moodle, ann)).toBe(forAnn);
      expect(mayLaunch(settings, chain, moodle)).toBe(unknown);
    },
  );

  test('whoever is known to be taken is taken while unknown, so that nobody loses the login page', () => {
    fc.assert(
      fc.property(
        anySettings,
        fc.constantFrom(...allItems),
        fc.constantFrom(undefined, 'A', 'B'),
        (settings, id, section) => {
          const who = { personId: 1, sections: section === undefined ? [] : [section] };
          const { chain: path } = place(id);
          if (mayLaunch(settings, path, moodle, who) === 'ok')
            expect(mayLaunch(settings, path, moodle)).toBe('ok');
        },
      ),
    );
  });

  test('a launch that is taken opens its item at the next request, and one that is not does not', () => {
    fc.assert(
      fc.property(
        anySettings,
        fc.constantFrom(...allItems),
        fc.subarray(['A', 'B']),
        (settings, id, sections) => {
          const item = place(id);
          const taken = mayLaunch(settings, item.chain, moodle, { personId: 1, sections }) === 'ok';
          const launch = launchOf(id, { visitor: { personId: 1, standing: { kind: 'student', sections } } });
          const answer = mayOpen({ item, settings, launches: [launch], account: undefined, by: 'address' });
          expect(answer.open).toBe(taken);
        },
      ),
    );
  });
});
