import { describe, expect, test } from '@jest/globals';
import type { DeepLinkSetting, StoredSetting } from '../../src/model/deepLink.ts';
import type { LaunchSession } from '../../src/model/launchSession.ts';
import { type ContentsPart, type ListedItem, listContents, type Viewer } from '../../src/model/listing.ts';
import {
  forSection,
  launchOf,
  moodle,
  place,
  protectedBy,
  quiz,
  set,
  staff,
  student,
  tree,
} from './course.ts';

const asStaff: Viewer = { kind: 'staff' };
const asStudent: Viewer = { kind: 'student', visitor: student() };

function launched(item: number, changes: Partial<LaunchSession> = {}): Viewer {
  return { kind: 'launched', launch: launchOf(item, changes) };
}

/** The list as text: a title without a link in brackets, what is in a folder in braces. */
function list(settings: readonly StoredSetting[], viewer: Viewer, part: Partial<ContentsPart> = {}): string {
  return write(listContents({ courseId: 1, settings, within: [], nodes: tree, ...part }, viewer));
}

function write(items: readonly ListedItem[]): string {
  return items
    .map(({ id, shows, children }) => {
      const title = shows === 'link' ? `${id}` : `(${id})`;
      return children.length === 0 ? title : `${title}{${write(children)}}`;
    })
    .join(' ');
}

const everything = '10{11{12 13 14{15}} 16} 20{21 22} 30 31';

describe('contents in a normal session', () => {
  test('staff see everything, whatever is set', () => {
    expect(list([set(null, { access: 'off', listing: 'absent' })], asStaff)).toBe(everything);
  });

  test.each<[string, readonly StoredSetting[], string]>([
    ['everything where nothing is set', [], everything],
    ['a link also to what only a launch opens', [set(null, { access: 'only' })], everything],
    [
      'details as title without link',
      [set(16, { listing: 'details' }), set(30, { listing: 'details' })],
      '10{11{12 13 14{15}} (16)} 20{21 22} (30) 31',
    ],
    [
      'nothing of what is absent',
      [set(13, { listing: 'absent' }), set(31, { listing: 'absent' })],
      '10{11{12 14{15}} 16} 20{21 22} 30',
    ],
    ['nothing in an absent folder', [set(11, { listing: 'absent' })], '10{16} 20{21 22} 30 31'],
    [
      'nothing in it, also where set to full',
      [set(11, { listing: 'absent' }), set(12, { listing: 'full' })],
      '10{16} 20{21 22} 30 31',
    ],
    [
      'details for a folder and all in it',
      [set(20, { listing: 'details' })],
      '10{11{12 13 14{15}} 16} (20){(21) (22)} 30 31',
    ],
    [
      'a link in a folder of details',
      [set(20, { listing: 'details' }), set(21, { listing: 'full' })],
      '10{11{12 13 14{15}} 16} (20){21 (22)} 30 31',
    ],
    ['what others’ sections hide', [forSection('B', null, { listing: 'absent' })], everything],
  ])('a student sees %s', (_case, settings, listed) => {
    expect(list(settings, asStudent)).toBe(listed);
  });

  test('a student of two sections sees what both may see', () => {
    const settings = [
      forSection('A', 10, { listing: 'absent' }),
      forSection('B', 30, { listing: 'details' }),
    ];
    expect(list(settings, { kind: 'student', visitor: student(1, 'A', 'B') })).toBe('20{21 22} (30) 31');
  });

  test('the page of a folder goes by the settings of the folders around it', () => {
    const settings = [set(10, { listing: 'details' })];
    const part = { within: [11, 10], nodes: tree[0]?.children[0]?.children ?? [] };
    expect(list(settings, asStudent, part)).toBe('(12) (13) (14){(15)}');
  });
});

describe('contents in a launched session', () => {
  const hide: DeepLinkSetting = { others: 'hide' };

  test.each<[string, readonly StoredSetting[], string]>([
    ['only the launched item where others are hidden', [set(null, hide)], '12'],
    ['its folder and what is in it', [set(null, { ...hide, scope: 'folder' })], '11{12 13 14}'],
    ['all below its folder', [set(null, { ...hide, scope: 'subtree' })], '11{12 13 14{15}}'],
    [
      'also what normal sessions do not list',
      [set(null, { ...hide, scope: 'folder', listing: 'absent' })],
      '11{12 13 14}',
    ],
    [
      'nothing in scope that refuses the launch',
      [set(null, { ...hide, scope: 'folder' }), set(13, protectedBy(quiz))],
      '11{12 14}',
    ],
    [
      'what opens in a folder that refuses it',
      [set(null, { ...hide, scope: 'folder' }), set(11, protectedBy(quiz)), set(12, protectedBy(moodle))],
      '12',
    ],
    ['all the rest where all is either', [], everything],
    [
      'no rest that only a launch opens',
      [set(20, { access: 'only' }), set(30, { access: 'only' })],
      '10{11{12 13 14{15}} 16} 31',
    ],
    ['no rest that is off', [set(30, { access: 'off' })], '10{11{12 13 14{15}} 16} 20{21 22} 31'],
    [
      'no rest with a key',
      [set(30, { protect: { kind: 'key' }, access: 'either' })],
      '10{11{12 13 14{15}} 16} 20{21 22} 31',
    ],
    [
      'the rest by its listing',
      [set(20, { listing: 'details' }), set(31, { listing: 'absent' })],
      '10{11{12 13 14{15}} 16} (20){(21) (22)} 30',
    ],
    [
      'what is either in a folder that is not',
      [set(20, { access: 'only' }), set(21, { access: 'either' })],
      '10{11{12 13 14{15}} 16} 21 30 31',
    ],
    [
      'nothing in an absent folder',
      [set(20, { listing: 'absent' }), set(21, { listing: 'full' })],
      '10{11{12 13 14{15}} 16} 30 31',
    ],
    [
      'the launched item though its folder is absent',
      [set(11, { listing: 'absent' })],
      '10{12 16} 20{21 22} 30 31',
    ],
    [
      'nothing in scope that refuses the launch, also where it is either',
      [set(null, { scope: 'folder' }), set(13, { ...protectedBy(quiz), access: 'either' })],
      '10{11{12 14{15}} 16} 20{21 22} 30 31',
    ],
    [
      'nothing in an absent folder that is not either',
      [set(20, { access: 'only', listing: 'absent' }), set(21, { access: 'either', listing: 'full' })],
      '10{11{12 13 14{15}} 16} 30 31',
    ],
    ['nothing at all once the item is off', [set(12, { access: 'off' })], ''],
    ['nothing at all once the protector is refused', [set(12, protectedBy(quiz))], ''],
  ])('shows %s', (_case, settings, listed) => {
    expect(list(settings, launched(12))).toBe(listed);
  });

  test('shows nothing to whom it is no session of this course any more (R1)', () => {
    expect(list([], launched(12, { visitor: staff() }))).toBe('');
    expect(list([], launched(12, { launched: { ...place(30), courseId: 2 } }))).toBe('');
  });
});
