import { describe, expect, test } from '@jest/globals';
import { isAnybodyHere } from '../../src/model/launchSession.ts';
import { ask } from './askAccess.ts';
import {
  canvas,
  forUser,
  launchOf,
  moodle,
  place,
  protectedBy,
  quiz,
  set,
  staff,
  stranger,
  student,
} from './course.ts';

const only = set(null, { access: 'only' });

describe('R1: a launch makes a student of one course, nothing more', () => {
  const launchAs = (changes: Parameters<typeof launchOf>[1]) => [launchOf(12, changes)];

  test('the session ends at the request after its person became staff', () => {
    expect(ask(12, { launches: launchAs({ visitor: staff() }) })).toBe('sign-in');
  });

  test('whoever gave the password in this very launch acts as staff, everywhere in the course', () => {
    const launches = launchAs({ visitor: staff(), passwordSignedIn: true });
    for (const item of [12, 21, 30]) expect(ask(item, { settings: [only], launches })).toBe('launch 0');
  });

  test('... but in no other course', () => {
    const abroad = { ...place(12), courseId: 2 };
    const launches = launchAs({ visitor: staff(), passwordSignedIn: true, launched: abroad });
    expect(ask(12, { launches })).toBe('sign-in');
  });

  test('a password makes no more of a student', () => {
    expect(ask(21, { settings: [only], launches: launchAs({ passwordSignedIn: true }) })).toBe('launch-it');
  });

  test('whoever is off the roster is out, and learns nothing, with a password or without', () => {
    for (const passwordSignedIn of [false, true]) {
      expect(ask(12, { launches: launchAs({ visitor: stranger(), passwordSignedIn }) })).toBe('not-found');
    }
  });

  test('a launch from the root of another course opens nothing here', () => {
    const settings = [set(null, { scope: 'subtree' })];
    const launches = launchAs({ launched: { courseId: 2, chain: [30], isFolder: false } });
    expect(ask(12, { settings, launches })).toBe('sign-in');
    expect(ask(12, { settings, launches, account: stranger() })).toBe('not-found');
  });
});

describe('several sessions in one browser', () => {
  test('the launch of the very item wins over a newer one that covers it', () => {
    const settings = [only, set(null, { scope: 'subtree' })];
    expect(ask(13, { settings, launches: [launchOf(12), launchOf(13)] })).toBe('launch 1');
    expect(ask(15, { settings, launches: [launchOf(12), launchOf(13)] })).toBe('launch 0');
  });

  test('a second launch opens what the first covers and may not', () => {
    const settings = [set(null, { scope: 'folder' }), set(13, protectedBy(quiz))];
    const launches = [launchOf(12), launchOf(13, { protector: quiz })];
    expect(ask(13, { settings, launches })).toBe('launch 1');
  });

  test('a launch that covers the item wins over the account', () => {
    expect(ask(12, { launches: [launchOf(12)], account: student(2) })).toBe('launch 0');
    expect(ask(12, { launches: [launchOf(12)], account: staff(2) })).toBe('launch 0');
  });

  test('beyond the launch’s scope the account wins', () => {
    expect(ask(21, { launches: [launchOf(12)], account: student(2) })).toBe('account');
    expect(
      ask(21, { settings: [set(12, { others: 'hide' })], launches: [launchOf(12)], account: student() }),
    ).toBe('account');
  });

  test('what a launch covers and may not open stays shut for a student’s account, not for staff', () => {
    const settings = [set(null, { scope: 'folder' }), set(13, { ...protectedBy(quiz), access: 'either' })];
    expect(ask(13, { settings, launches: [launchOf(12)], account: student() })).toBe('launch-it');
    expect(ask(13, { settings, launches: [launchOf(12)], account: staff(2) })).toBe('account');
    const signedIn = launchOf(21, { visitor: staff(2), passwordSignedIn: true });
    expect(ask(13, { settings, launches: [launchOf(12), signedIn] })).toBe('launch 1');
  });

  test('rights never add up: one launch’s scope and another one’s protector open nothing', () => {
    const settings = [
      set(12, { ...protectedBy(moodle), scope: 'folder' }),
      set(13, protectedBy(quiz)),
      set(21, { ...protectedBy(quiz), scope: 'resource' }),
    ];
    expect(ask(13, { settings, launches: [launchOf(12), launchOf(21, { protector: quiz })] })).toBe(
      'launch-it',
    );
  });

  test('rights never add up: one person’s launch does not use another person’s exception', () => {
    const settings = [set(12, { ...protectedBy(quiz) }), forUser(2, 12, protectedBy(moodle))];
    const launches = [launchOf(12, { visitor: student(1) }), launchOf(21, { visitor: student(2) })];
    expect(ask(12, { settings, launches })).toBe('launch-it');
    expect(ask(12, { settings, launches: [launchOf(12, { visitor: student(2) })] })).toBe('launch 0');
  });

  test('the account’s enrolment does not revive the launch of somebody who has none', () => {
    const settings = [set(null, protectedBy(moodle))];
    const launches = [launchOf(12, { visitor: stranger(2) })];
    expect(ask(12, { settings, launches, account: student(1) })).toBe('launch-it');
  });

  test('a dead launch takes nothing from the account', () => {
    const dead = [launchOf(12, { visitor: staff(2) }), launchOf(12, { protector: canvas })];
    const settings = [set(12, { ...protectedBy(moodle), access: 'either' })];
    expect(ask(12, { settings, launches: dead, account: student(1) })).toBe('account');
  });
});

describe('what is not there answers like what may not be known of', () => {
  const absent = [set(12, { access: 'only', listing: 'absent' })];
  const ended = launchOf(12, { visitor: staff() });
  const abroad = launchOf(12, { launched: { ...place(12), courseId: 2 } });

  test.each([
    ['nobody', [], undefined],
    ['a stranger', [], stranger()],
    ['a student', [], student()],
    ['a launched student', [launchOf(21)], undefined],
    ['a launch off the roster', [launchOf(12, { visitor: stranger() })], undefined],
    ['a launch that ended', [ended], undefined],
    ['a launch of another course', [abroad], undefined],
    ['an ended launch and a stranger', [ended, abroad], stranger(2)],
  ] as const)('to %s', (_case, launches, account) => {
    const answer = isAnybodyHere(1, launches, account) ? 'not-found' : 'sign-in';
    expect(ask(12, { settings: absent, launches, account })).toBe(answer);
  });
});
