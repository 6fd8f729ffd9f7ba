import { describe, expect, test } from '@jest/globals';
import type { DeepLinkSetting } from '../../src/model/deepLink.ts';
import { effectiveSetting } from '../../src/model/effectiveSetting.ts';
import type { Visitor } from '../../src/model/launchSession.ts';
import { listContents } from '../../src/model/listing.ts';
import { mayLaunch } from '../../src/model/mayLaunch.ts';
import { troublesOf } from '../../src/model/settingTroubles.ts';
import { ask } from './askAccess.ts';
import { forSection, launchOf, moodle, place, protectedBy, set, student, tree } from './course.ts';

const key = (...words: string[]): DeepLinkSetting => ({ protect: { kind: 'key', words } });
const given = (visitor: Visitor, item: number, version = 'w'): Visitor => ({
  ...visitor,
  words: [{ item: place(item), version }],
});

describe('a shared word (R9)', () => {
  test.each([
    ['asked for by R6', key('w')],
    ['asked for beside either', { ...key('w'), access: 'either' }],
    ['asked for beside off', { ...key('w'), access: 'off' }],
    ['asked for of what is not listed', { ...key('w'), listing: 'absent' }],
  ] as const)('is %s, and opens once given', (_, parts) => {
    const settings = [set(12, parts)];
    expect(ask(12, { settings, account: student() })).toBe('ask-word');
    expect(ask(12, { settings, account: given(student(), 12) })).toBe('account');
    expect(ask(12, { settings, account: given(student(), 12, 'former') })).toBe('ask-word');
    expect(ask(12, { settings, account: given(student(), 13) })).toBe('ask-word');
    expect(ask(12, { settings })).toBe('sign-in');
  });

  test('opens no short URL of what has no deep link', () => {
    const settings = [set(12, { ...key('w'), access: 'off' })];
    for (const account of [student(), given(student(), 12)])
      expect(ask(12, { settings, account, by: 'tiny' })).toBe('launch-it');
  });

  test('is a launch of its item: scope from there, and protection from what is asked for', () => {
    const settings = [
      set(11, { ...key('w'), scope: 'subtree' }),
      set(13, protectedBy(moodle)),
      set(14, key('other')),
      set(16, { access: 'only' }),
    ];
    const account = given(student(), 11);
    const answers = [11, 12, 13, 14, 15, 16].map((item) => ask(item, { settings, account }));
    expect(answers).toEqual(['account', 'account', 'launch-it', 'ask-word', 'ask-word', 'launch-it']);
    const alone = [set(11, key('w'))];
    expect(ask(12, { settings: alone, account })).toBe('ask-word');
  });

  test('is asked for in the launch’s own session, which opens nothing before', () => {
    const settings = [set(11, { ...key('w'), scope: 'subtree' }), set(15, { protect: { kind: 'none' } })];
    expect(mayLaunch(settings, place(11).chain, moodle)).toBe('ok');
    const launches = [launchOf(11)];
    expect(ask(11, { settings, launches })).toBe('ask-word');
    expect(ask(15, { settings, launches })).toBe('launch-it');
    expect(ask(21, { settings, launches })).toBe('launch-it');
    const elsewhere = given(student(), 11);
    expect(ask(11, { settings, launches, account: elsewhere })).toBe('ask-word');
    const with11 = [launchOf(11, { visitor: elsewhere })];
    expect([11, 12, 15, 21].map((item) => ask(item, { settings, launches: with11 }))).toEqual(
      Array.from({ length: 4 }, () => 'launch 0'),
    );
  });

  test('ends with the launch that it was given in', () => {
    const settings = [set(13, key('w')), set(11, { scope: 'subtree' })];
    const launches = [launchOf(11, { visitor: given(student(), 13) })];
    expect(ask(13, { settings, launches })).toBe('launch 0');
    const shut = [...settings, set(11, { scope: 'subtree', access: 'off' })].slice(-1);
    expect(ask(13, { settings: [...shut, set(13, key('w'))], launches })).toBe('launch-it');
  });

  test('may be either of two where somebody is in two sections', () => {
    const settings = [forSection('A', 12, key('a')), forSection('B', 12, key('b'))];
    for (const version of ['a', 'b'])
      expect(ask(12, { settings, account: given(student(1, 'A', 'B'), 12, version) })).toBe('account');
    expect(ask(12, { settings, account: given(student(1, 'A'), 12, 'b') })).toBe('ask-word');
  });

  test('that is not set keeps its item shut, and says so', () => {
    const settings = [set(12, key())];
    expect(ask(12, { settings, account: given(student(), 12) })).toBe('launch-it');
    expect(mayLaunch(settings, place(12).chain, moodle)).toBe('wrong-protector');
    const troubles = (parts: DeepLinkSetting) =>
      troublesOf(effectiveSetting([set(12, parts)], place(12).chain, { sections: [] }), [moodle]);
    expect([troubles(key()), troubles(key('w')), troubles({ ...key('w'), access: 'either' })]).toEqual([
      ['word'],
      [],
      [],
    ]);
  });

  test('leaves its item in a launch’s list by its listing until it is given', () => {
    const part = (parts: DeepLinkSetting) => ({
      courseId: 1,
      settings: [set(11, { scope: 'folder', others: 'hide' }), set(12, { ...key('w'), ...parts })],
      within: [],
      nodes: tree,
    });
    const listed = (parts: DeepLinkSetting, visitor = student()) => {
      const launch = launchOf(11, { visitor });
      const [folder] = listContents(part(parts), { kind: 'launched', launch });
      return folder?.children.find(({ id }) => id === 12)?.shows;
    };
    expect(listed({})).toBe('link');
    expect(listed({ listing: 'details' })).toBe('title-only');
    expect(listed({ listing: 'absent' })).toBeUndefined();
    expect(listed({ listing: 'absent' }, given(student(), 12))).toBe('link');
  });
});
