import { describe, expect, test } from '@jest/globals';
import { decideIdentity, type IdentityQuestion, outcomeOf } from '../../src/model/identityRule.ts';
import { type IdentityVerdict, identityVerdicts } from '../../src/model/launchCode.ts';
import type { UseIdentity } from '../../src/model/protector.ts';
import { cases, dora, enforced, honest, nobody, use } from './identityCases.ts';

type Change = Partial<IdentityQuestion>;

describe('the launch’s word for who one is', () => {
  const rows = cases.map(([title, change, verdict, marked]) => ({ title, change, verdict, marked }));

  test.each(rows)('$title: $verdict', ({ change, verdict, marked }) => {
    expect(decideIdentity({ ...honest, ...change })).toEqual({
      verdict,
      accepted: verdict === 'accepted',
      changeMarked: marked === 'marked',
    });
  });

  test('at least sixty cases are tried, and every verdict among them', () => {
    expect(cases.length).toBeGreaterThanOrEqual(60);
    expect(new Set(cases.map(([, , verdict]) => verdict))).toEqual(new Set(identityVerdicts));
  });

  test('of two faults at once the one that stands first in the list is told', () => {
    const faults: readonly (readonly [IdentityVerdict, Change])[] = [
      ['not-used', { use: false }],
      ['vetoed-by-course', { trusted: false }],
      ['missing', { name: nobody('missing') }],
      ['unknown-user', { person: undefined }],
      ['disabled-user', { person: { ...dora, disabled: true } }],
      ['changed', enforced],
      ['privileged', { person: dora }],
    ];
    faults.forEach(([verdict, change], position) => {
      for (const [, later] of faults.slice(position + 1)) {
        expect(decideIdentity({ ...honest, ...later, ...change }).verdict).toBe(verdict);
      }
    });
  });
});

describe('what follows from the verdict', () => {
  const stop: UseIdentity = { ...use, otherwise: 'stop' };

  const refused = identityVerdicts.filter((verdict) => verdict !== 'accepted' && verdict !== 'changed');

  test.each(refused)('%s follows the protector’s choice', (verdict) => {
    expect([outcomeOf(verdict, use), outcomeOf(verdict, stop)]).toEqual(['login', 'stop']);
  });

  test('a student whose LMS user was somebody else before may always prove who they are (R3)', () => {
    expect([outcomeOf('changed', use), outcomeOf('changed', stop)]).toEqual(['login', 'login']);
  });

  test('an accepted student needs no second login, whatever the protector says about others', () => {
    expect([outcomeOf('accepted', use), outcomeOf('accepted', stop)]).toEqual(['open', 'open']);
  });

  test.each(identityVerdicts)('a protector without identity asks for the password, even at %s', (verdict) => {
    expect(outcomeOf(verdict, false)).toBe('login');
  });
});
