import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { stricterTarget } from '../../src/model/deepLinkStrictness.ts';
import { effectiveSetting } from '../../src/model/effectiveSetting.ts';
import { targetForAnybody } from '../../src/model/targetForAnybody.ts';
import { forSection, forUser, set } from './course.ts';
import { anySettings } from './settingsArbitrary.ts';
import { chain } from './settingValues.ts';

describe('where a launch is shown', () => {
  const settings = [
    set(11, { target: 'top' }),
    forSection('A', 12, { target: 'frame' }),
    forSection('B', null, { target: 'window' }),
    forUser(7, 10, { target: 'frame' }),
  ];

  test.each([
    ['a student of no section: as the folder says', { personId: 1, sections: [] }, 'top'],
    ['a student of section A', { personId: 1, sections: ['A'] }, 'frame'],
    ['a student of section B', { personId: 1, sections: ['B'] }, 'window'],
    ['a student of both', { personId: 1, sections: ['A', 'B'] }, 'window'],
    ['somebody with an exception', { personId: 7, sections: ['B'] }, 'frame'],
  ] as const)('is what is set for %s', (_, who, target) => {
    expect(effectiveSetting(settings, chain, who).target.value).toBe(target);
  });

  test('is a frame where nothing is set, also while nobody is known', () => {
    expect(targetForAnybody([set(12, { access: 'only' })], chain)).toBe('frame');
  });

  test('is not moved by other items', () => {
    expect(targetForAnybody([set(31, { target: 'window' })], chain)).toBe('frame');
  });

  test('whoever signs in later is never in a frame that was not meant for them', () => {
    const anyWho = fc.record({
      personId: fc.constantFrom(1, 2, 3),
      sections: fc.subarray(['A', 'B', 'C']),
    });
    fc.assert(
      fc.property(anySettings, anyWho, (all, who) => {
        const before = targetForAnybody(all, chain);
        const { target } = effectiveSetting(all, chain, who);
        expect(stricterTarget(before, target.value)).toBe(before);
      }),
    );
  });
});
