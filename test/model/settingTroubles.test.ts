import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DeepLinkSetting, Scope } from '../../src/model/deepLink.ts';
import { effectiveSetting } from '../../src/model/effectiveSetting.ts';
import { covers } from '../../src/model/launchScope.ts';
import { type ProtectorThere, troublesOf } from '../../src/model/settingTroubles.ts';
import { readProtect, settingFrom } from '../../src/storage/deepLinkColumns.ts';
import { allItems, canvas, moodle, place, quiz, set } from './course.ts';

const only = (...refs: (typeof moodle)[]): DeepLinkSetting => ({ protect: { kind: 'protectors', refs } });
const shut = (ref: ProtectorThere): ProtectorThere => ({ ...ref, isShut: true });
const troubles = (parts: DeepLinkSetting, there: readonly ProtectorThere[]) =>
  troublesOf(effectiveSetting([set(12, parts)], place(12).chain, { sections: [] }), there);

describe('what is reported of a setting', () => {
  test.each<[string, DeepLinkSetting, readonly ProtectorThere[], readonly string[]]>([
    ['a protector that is there', only(moodle), [moodle], []],
    ['a protector that was deleted', only(moodle), [canvas], ['gone', 'never']],
    ['one of two that was deleted', only(moodle, canvas), [canvas], ['gone']],
    ['a course’s number that only the domain has', only(quiz), [moodle], ['gone', 'never']],
    ['a protector that is shut', only(moodle), [shut(moodle)], ['now']],
    ['one of two that is shut', only(moodle, canvas), [moodle, shut(canvas)], ['shut']],
    ['one deleted, the other shut', only(moodle, canvas), [shut(canvas)], ['gone', 'now']],
    ['an empty set', only(), [moodle], ['never']],
    ['only by launch, without any protector', { access: 'only' }, [], ['never']],
    ['only by launch, all protectors shut', { access: 'only' }, [shut(moodle), shut(canvas)], ['now']],
    ['only by launch, one protector shut', { access: 'only' }, [shut(moodle), canvas], []],
    ['by either, without any protector', { access: 'either' }, [], []],
    ['a shared word that is not set', { protect: { kind: 'key' } }, [moodle], ['word']],
    ['a shared word that is set', { protect: { kind: 'key', words: ['v'] } }, [], []],
    ['either beside a protector (R6)', { ...only(moodle), access: 'either' }, [moodle], ['open']],
    [
      'either beside a shut protector',
      { ...only(moodle), access: 'either' },
      [shut(moodle)],
      ['shut', 'open'],
    ],
    ['no deep link beside a protector', { ...only(moodle), access: 'off' }, [moodle], ['open']],
  ])('%s', (_what, parts, there, found) => {
    expect(troubles(parts, there)).toEqual(found);
  });

  test('never that its scope leaves the item itself out: none does', () => {
    const scopes = fc.constantFrom<Scope>('resource', 'folder', 'subtree');
    fc.assert(
      fc.property(scopes, fc.constantFrom(...allItems), (scope, item) =>
        covers(scope, place(item), place(item)),
      ),
    );
  });

  test('never a target or way out that cannot be: such a row is a fault', () => {
    const row = {
      ...{ item_id: 12, audience: 'everybody', section: '', person_id: 0, access: null, protect: null },
      ...{ word_version: null, scope: null, others: null, listing: null, target: null, exit_to: null },
      ...{ menu: null, menu_shows: null },
    };
    for (const bad of [
      { target: 'nowhere' },
      { exit_to: 'address javascript:alert(1) Out' },
      { exit_to: 'address https://a.example' },
    ])
      expect(() => settingFrom({ ...row, ...bad })).toThrow();
    expect(() => readProtect('only school:1')).toThrow();
  });
});
