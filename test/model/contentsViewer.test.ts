import { describe, expect, test } from '@jest/globals';
import {
  type ContentsQuestion,
  contentsViewer,
  viewerByAccount,
  viewerByLaunch,
} from '../../src/model/contentsViewer.ts';
import { launchOf, place, protectedBy, quiz, set, staff, stranger, student } from './course.ts';

/** Whose view it is, in words: `launch 0 launched`, `account staff`, or the answer. */
function ask(change: Partial<ContentsQuestion>): string {
  const answer = contentsViewer({ courseId: 1, settings: [], launches: [], account: undefined, ...change });
  if (!answer.open) return answer.answer;
  return `${answer.by === 'launch' ? `launch ${answer.launchIndex}` : 'account'} ${answer.viewer.kind}`;
}

const withPassword = { visitor: staff(2), passwordSignedIn: true };
const fromAbroad = { launched: { ...place(30), courseId: 2 } };

describe('whose view the contents page shows', () => {
  test.each<[string, Partial<ContentsQuestion>, string]>([
    ['nobody signed in', {}, 'sign-in'],
    ['a stranger', { account: stranger() }, 'not-found'],
    ['a student', { account: student() }, 'account student'],
    ['staff', { account: staff() }, 'account staff'],
    ['a launch alone', { launches: [launchOf(12)] }, 'launch 0 launched'],
    ['two launches: the newest', { launches: [launchOf(12), launchOf(30)] }, 'launch 0 launched'],
    ['a launch below, and the account', { launches: [launchOf(12)], account: student() }, 'account student'],
    [
      'a launch of a root item alone covers nothing more',
      { launches: [launchOf(30)], account: student() },
      'account student',
    ],
    [
      'a launch and a stranger’s account',
      { launches: [launchOf(12)], account: stranger(2) },
      'launch 0 launched',
    ],
    ['staff by password', { launches: [launchOf(12, withPassword)] }, 'launch 0 staff'],
    ['staff by launch only: ended', { launches: [launchOf(12, { visitor: staff() })] }, 'sign-in'],
    ['off the roster', { launches: [launchOf(12, { visitor: stranger() })] }, 'not-found'],
    ['a launch of another course', { launches: [launchOf(12, fromAbroad)] }, 'sign-in'],
    ['... and a stranger', { launches: [launchOf(12, fromAbroad)], account: stranger() }, 'not-found'],
    [
      'a launch that its item takes no more',
      { settings: [set(12, protectedBy(quiz))], launches: [launchOf(12)] },
      'launch-it',
    ],
    [
      '... and an older one that is taken',
      { settings: [set(12, protectedBy(quiz))], launches: [launchOf(12), launchOf(30)] },
      'launch 1 launched',
    ],
    [
      '... and the account',
      { settings: [set(12, { access: 'off' })], launches: [launchOf(12)], account: student() },
      'account student',
    ],
  ])('%s: %s', (_case, change, answer) => {
    expect(ask(change)).toBe(answer);
  });

  test.each(['folder', 'subtree'] as const)(
    'a launch whose scope %s begins at the root wins over the account',
    (scope) => {
      const settings = [set(30, { scope })];
      expect(ask({ settings, launches: [launchOf(12), launchOf(30)], account: student(2) })).toBe(
        'launch 1 launched',
      );
    },
  );

  test('a launch that its item takes no more wins nothing by its scope', () => {
    const settings = [set(30, { scope: 'folder', access: 'off' })];
    expect(ask({ settings, launches: [launchOf(30)], account: student(2) })).toBe('account student');
  });
});

describe('as whom a session lets one look around', () => {
  test('a launch never makes staff without the password', () => {
    expect(viewerByLaunch(launchOf(12, { visitor: staff() }), 1)).toBeUndefined();
    expect(viewerByLaunch(launchOf(12, withPassword), 1)).toEqual({ kind: 'staff' });
    expect(viewerByLaunch(launchOf(12, withPassword), 2)).toBeUndefined();
  });

  test('an account is what its person is in the course', () => {
    expect(viewerByAccount(staff())?.kind).toBe('staff');
    expect(viewerByAccount(student())?.kind).toBe('student');
    expect(viewerByAccount(stranger())).toBeUndefined();
  });
});
