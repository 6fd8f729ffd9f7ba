import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DeepLinkSetting, StoredSetting } from '../../src/model/deepLink.ts';
import { effectiveSetting, opensWithoutLaunch } from '../../src/model/effectiveSetting.ts';
import { standardMenu } from '../../src/model/menu.ts';
import { forSection, forUser, moodle, protectedBy, set } from './course.ts';
import { anySettings } from './settingsArbitrary.ts';
import { chain, valuesFor } from './settingValues.ts';

const nobody = { sections: [] };
const ann = { personId: 1, sections: ['A'] };

describe('inheritance', () => {
  test('where nobody has set anything, a coordinator finds the defaults of the contract', () => {
    expect(valuesFor([], nobody)).toEqual({
      access: 'either',
      protect: { kind: 'none' },
      scope: 'resource',
      others: 'show',
      listing: 'full',
      target: 'frame',
      exit: { kind: 'lms' },
      menu: standardMenu,
    });
    expect(effectiveSetting([], chain, nobody).listing.source).toEqual({ kind: 'default' });
  });

  // From the most specific to the least: whichever are left, the first of them holds.
  const levels: readonly ((parts: DeepLinkSetting) => StoredSetting)[] = [
    (parts) => forUser(1, 12, parts),
    (parts) => forUser(1, 11, parts),
    (parts) => forUser(1, 10, parts),
    (parts) => forUser(1, null, parts),
    (parts) => forSection('A', 12, parts),
    (parts) => forSection('A', 11, parts),
    (parts) => forSection('A', 10, parts),
    (parts) => forSection('A', null, parts),
    (parts) => set(12, parts),
    (parts) => set(11, parts),
    (parts) => set(10, parts),
    (parts) => set(null, parts),
  ];

  test.each(levels.map((_level, position) => [position]))(
    'level %i wins over every level behind it',
    (position) => {
      const winner = levels[position]?.({ access: 'off' });
      const losers = levels.slice(position + 1).map((level) => level({ access: 'only' }));
      const settings = winner === undefined ? [] : [...losers, winner];
      const { access } = effectiveSetting(settings, chain, ann);
      expect(access).toEqual({
        value: 'off',
        source: { kind: 'set', item: winner?.item, audience: winner?.audience },
      });
    },
  );

  test('each part is inherited on its own', () => {
    const settings = [
      set(12, { scope: 'folder' }),
      set(11, { scope: 'subtree', others: 'hide', menu: { numbers: [2], shows: ['exit'] } }),
      forSection('A', 10, { listing: 'absent', target: 'top' }),
      forUser(1, null, { access: 'off' }),
      set(null, { target: 'window', exit: { kind: 'none' } }),
    ];
    expect(valuesFor(settings, ann)).toEqual({
      access: 'off',
      protect: { kind: 'none' },
      scope: 'folder',
      others: 'hide',
      listing: 'absent',
      target: 'top',
      exit: { kind: 'none' },
      menu: { numbers: [2], shows: ['exit'] },
    });
  });

  test.each<[string, StoredSetting]>([
    ['another item', set(13, { access: 'off' })],
    ['another folder', set(20, { access: 'off' })],
    ['another section', forSection('B', 12, { access: 'off' })],
    ['a section spelt otherwise', forSection('a', 12, { access: 'off' })],
    ['another user', forUser(2, 12, { access: 'off' })],
  ])('what is set for %s does not hold', (_case, setting) => {
    expect(valuesFor([setting], ann).access).toBe('either');
  });

  test('somebody unknown is met by what holds for everybody only', () => {
    const settings = [
      forUser(1, 12, { access: 'off' }),
      forSection('A', 12, { access: 'off' }),
      set(null, { access: 'only' }),
    ];
    expect(valuesFor(settings, nobody).access).toBe('only');
  });

  test('an empty chain asks for the course itself', () => {
    expect(
      effectiveSetting([set(null, { access: 'off' }), set(12, { access: 'only' })], [], nobody).access.value,
    ).toBe('off');
  });
});

describe('R6: a protect without access', () => {
  test('makes the item open by launch only, and the page says why', () => {
    const { access } = effectiveSetting([set(11, protectedBy(moodle))], chain, nobody);
    expect(access).toEqual({ value: 'only', source: { kind: 'R6' } });
  });

  test('makes a key-protected item open by launch only too', () => {
    expect(valuesFor([set(12, { protect: { kind: 'key' } })], nobody).access).toBe('only');
  });

  test.each<[string, StoredSetting]>([
    ['the course', set(null, { access: 'either' })],
    ['the section', forSection('A', null, { access: 'either' })],
    ['the user', forUser(1, 10, { access: 'either' })],
  ])(
    'leaves an access alone that %s sets, and warns that it opens without a launch too',
    (_case, setting) => {
      const effective = effectiveSetting([set(12, protectedBy(moodle)), setting], chain, ann);
      expect(effective.access.value).toBe('either');
      expect(opensWithoutLaunch(effective)).toBe(true);
    },
  );

  test('does not hold where the effective protect is none', () => {
    const settings = [set(10, protectedBy(moodle)), set(12, { protect: { kind: 'none' } })];
    const effective = effectiveSetting(settings, chain, nobody);
    expect([effective.access.value, opensWithoutLaunch(effective)]).toEqual(['either', false]);
  });

  test('does not warn beside only and off', () => {
    for (const access of ['only', 'off'] as const) {
      const settings = [set(12, { ...protectedBy(moodle), access })];
      expect(opensWithoutLaunch(effectiveSetting(settings, chain, nobody))).toBe(false);
    }
  });
});

describe('whatever is set', () => {
  test('more specific is never ignored: each part is that of the first level that sets it', () => {
    fc.assert(
      fc.property(anySettings, fc.constantFrom(undefined, 'A', 'B'), (settings, section) => {
        const who = { personId: 1, sections: section === undefined ? [] : [section] };
        const audiences = ['user 1', `section ${section}`, 'everybody'];
        const places = [...chain, null];
        const byLevel = audiences.flatMap((audience) =>
          places.flatMap((item) =>
            settings.filter((setting) => setting.item === item && nameOf(setting) === audience),
          ),
        );
        const effective = effectiveSetting(settings, chain, who);
        for (const part of ['protect', 'scope', 'others', 'listing', 'target', 'exit'] as const) {
          const expected = byLevel.find(({ parts }) => parts[part] !== undefined)?.parts[part];
          if (expected !== undefined) expect(effective[part].value).toEqual(expected);
          else expect(effective[part].source).toEqual({ kind: 'default' });
        }
        const access = byLevel.find(({ parts }) => parts.access !== undefined)?.parts.access;
        const unset = effective.protect.value.kind === 'none' ? 'either' : 'only';
        expect(effective.access.value).toBe(access ?? unset);
      }),
    );
  });

  test('the order in which settings are kept changes nothing', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        const who = { personId: 1, sections: ['A', 'B'] };
        expect(valuesFor([...settings].reverse(), who)).toEqual(valuesFor(settings, who));
      }),
    );
  });
});

function nameOf({ audience }: StoredSetting): string {
  if (audience.kind === 'everybody') return 'everybody';
  return audience.kind === 'user' ? `user ${audience.personId}` : `section ${audience.section}`;
}
