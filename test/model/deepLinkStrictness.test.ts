import { describe, expect, test } from '@jest/globals';
import { acceptsProtector, type DeepLinkSetting, type Exit } from '../../src/model/deepLink.ts';
import { effectiveSetting } from '../../src/model/effectiveSetting.ts';
import { type Menu, standardMenu } from '../../src/model/menu.ts';
import { canvas, forSection, forUser, moodle, protectedBy, quiz, set } from './course.ts';
import { chain, valuesFor } from './settingValues.ts';

const ours: Exit = { kind: 'address', url: 'https://a.example/', text: 'Back to our page' };
const quiet: Menu = { numbers: [1], shows: ['exit'] };
const theirs: Exit = { kind: 'address', url: 'https://b.example/', text: 'A page' };

describe('a student of two sections', () => {
  const both = { personId: 1, sections: ['A', 'B'] };

  test.each<[DeepLinkSetting, DeepLinkSetting, DeepLinkSetting]>([
    [{ access: 'either' }, { access: 'off' }, { access: 'off' }],
    [{ access: 'off' }, { access: 'only' }, { access: 'only' }],
    [{ access: 'either' }, { access: 'only' }, { access: 'only' }],
    [{ scope: 'subtree' }, { scope: 'folder' }, { scope: 'folder' }],
    [{ scope: 'folder' }, { scope: 'resource' }, { scope: 'resource' }],
    [{ others: 'show' }, { others: 'hide' }, { others: 'hide' }],
    [{ listing: 'full' }, { listing: 'details' }, { listing: 'details' }],
    [{ listing: 'details' }, { listing: 'absent' }, { listing: 'absent' }],
    [{ target: 'frame' }, { target: 'top' }, { target: 'top' }],
    [{ target: 'top' }, { target: 'window' }, { target: 'window' }],
    [{ exit: { kind: 'lms' } }, { exit: ours }, { exit: ours }],
    [{ exit: ours }, { exit: { kind: 'none' } }, { exit: { kind: 'none' } }],
    [{ exit: ours }, { exit: theirs }, { exit: ours }],
    [{ menu: standardMenu }, { menu: quiet }, { menu: quiet }],
    [
      { menu: { numbers: [2], shows: ['contents', 'exit'] } },
      { menu: { numbers: [3], shows: ['exit', 'userName'] } },
      { menu: { numbers: [2, 3], shows: ['exit'] } },
    ],
    [{ protect: { kind: 'none' } }, { protect: { kind: 'key' } }, { protect: { kind: 'key' } }],
    [{ protect: { kind: 'key' } }, protectedBy(moodle), protectedBy(moodle)],
    [{ protect: { kind: 'none' } }, protectedBy(moodle), protectedBy(moodle)],
    [protectedBy(moodle, quiz), protectedBy(quiz, canvas), protectedBy(quiz)],
    [protectedBy(moodle, quiz), protectedBy(quiz), protectedBy(quiz)],
    [protectedBy(moodle), protectedBy(quiz), protectedBy()],
  ])('of %j and %j gets the stricter, whichever section comes first', (inA, inB, stricter) => {
    for (const [one, other] of [
      [inA, inB],
      [inB, inA],
    ] as const) {
      const values = valuesFor([forSection('A', 12, one), forSection('B', 12, other)], both);
      expect(values).toMatchObject(stricter);
    }
  });

  test('no protector of one section alone gets in where a set names another one twice', () => {
    const settings = [
      forSection('A', 12, protectedBy(moodle, moodle, quiz)),
      forSection('B', 12, protectedBy(moodle, canvas)),
    ];
    const { protect } = valuesFor(settings, both);
    expect(acceptsProtector(protect, moodle)).toBe(true);
    expect(acceptsProtector(protect, quiz) || acceptsProtector(protect, canvas)).toBe(false);
  });

  test('is not let in by a section that has no setting of its own', () => {
    const settings = [set(12, { access: 'only' }), forSection('A', 12, { access: 'either' })];
    expect(valuesFor(settings, both).access).toBe('only');
  });

  test('R6 is judged in each section before the stricter is taken', () => {
    const settings = [forSection('A', 12, protectedBy(moodle)), forSection('B', 12, { access: 'either' })];
    const { access } = effectiveSetting(settings, chain, both);
    expect(access).toEqual({ value: 'only', source: { kind: 'R6' } });
  });

  test('still has an exception that is made for the student', () => {
    const settings = [forSection('A', 12, { access: 'only' }), forUser(1, null, { access: 'either' })];
    expect(valuesFor(settings, both).access).toBe('either');
  });

  test('the page can name both sources of what is left of two sets', () => {
    const settings = [
      forSection('A', 12, protectedBy(moodle, quiz)),
      forSection('B', 11, protectedBy(quiz, canvas)),
    ];
    expect(effectiveSetting(settings, chain, both).protect.source).toEqual({
      kind: 'several',
      sources: [
        { kind: 'set', item: 12, audience: { kind: 'section', section: 'A' } },
        { kind: 'set', item: 11, audience: { kind: 'section', section: 'B' } },
      ],
    });
  });
});
