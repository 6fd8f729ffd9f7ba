import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type AccessQuestion, mayOpen } from '../../src/model/access.ts';
import type { LaunchSession, Visitor } from '../../src/model/launchSession.ts';
import { allItems, canvas, moodle, place, quiz, staff } from './course.ts';
import { anySettings } from './settingsArbitrary.ts';

const anyItem = fc.constantFrom(...allItems);
const anyBy = fc.constantFrom('address' as const, 'tiny' as const);

function anyVisitor(personId: number): fc.Arbitrary<Visitor> {
  const kind = fc.constantFrom('student' as const, 'student' as const, 'staff' as const, 'none' as const);
  return fc.record({ kind, sections: fc.subarray(['A', 'B']) }).map((standing) => ({ personId, standing }));
}

function anyLaunch(personId: number): fc.Arbitrary<LaunchSession> {
  return fc.record({
    visitor: anyVisitor(personId),
    launched: fc.record({ id: anyItem, courseId: fc.constantFrom(1, 1, 1, 2) }).map(({ id, courseId }) => ({
      ...place(id),
      courseId,
    })),
    protector: fc.constantFrom(moodle, quiz, canvas),
    passwordSignedIn: fc.boolean(),
  });
}

const anyQuestion: fc.Arbitrary<AccessQuestion> = fc.record({
  item: anyItem.map(place),
  settings: anySettings,
  launches: fc.array(anyLaunch(1), { maxLength: 3 }),
  account: fc.option(anyVisitor(1), { nil: undefined }),
  by: anyBy,
});

const runs = { numRuns: 500 };

describe('whatever a coordinator sets and a browser holds', () => {
  test('nobody signed in opens nothing', () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const answer = mayOpen({ ...question, launches: [], account: undefined });
        expect(answer).toEqual({ open: false, answer: 'sign-in' });
      }),
      runs,
    );
  });

  test('staff are never shut out', () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        expect(mayOpen({ ...question, account: staff(3) }).open).toBe(true);
      }),
      runs,
    );
  });

  test('nothing opens for launches of another course', () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const launches = question.launches.map((launch) => ({
          ...launch,
          launched: { ...launch.launched, courseId: 2 },
        }));
        const alone = mayOpen({ ...question, launches: [] });
        expect(mayOpen({ ...question, launches })).toEqual(alone);
      }),
      runs,
    );
  });

  test('somebody else’s launch never opens more for those who are there: it opens as itself, or not at all', () => {
    fc.assert(
      fc.property(anyQuestion, anyLaunch(2), (question, guest) => {
        const answer = mayOpen({ ...question, launches: [...question.launches, guest] });
        if (!answer.open) return;
        const byGuest = answer.by === 'launch' && answer.launchIndex === question.launches.length;
        const known = byGuest
          ? mayOpen({ ...question, launches: [guest], account: undefined })
          : mayOpen(question);
        expect(known.open).toBe(true);
      }),
      runs,
    );
  });

  test('whatever opens does so for the one identity that is named, with nobody else there', () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const answer = mayOpen(question);
        if (!answer.open) return;
        const alone =
          answer.by === 'account'
            ? { ...question, launches: [] }
            : {
                ...question,
                launches: question.launches.slice(answer.launchIndex, answer.launchIndex + 1),
                account: undefined,
              };
        expect(mayOpen(alone).open).toBe(true);
      }),
      runs,
    );
  });

  test('a student of two sections opens nothing by account that one of them would not', () => {
    fc.assert(
      fc.property(anyQuestion, (question) => {
        const asStudentOf = (...sections: readonly string[]) =>
          mayOpen({
            ...question,
            launches: [],
            account: { personId: 1, standing: { kind: 'student', sections } },
          }).open;
        // A key is the looser of two protects, and opens to nobody yet; so an exception by a set may be the way in.
        const keyed = question.settings.some(({ parts }) => parts.protect?.kind === 'key');
        if (!keyed && asStudentOf('A', 'B'))
          expect([asStudentOf('A'), asStudentOf('B')]).toEqual([true, true]);
      }),
      runs,
    );
  });
});
