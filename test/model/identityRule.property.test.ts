import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decideIdentity, type IdentityQuestion, outcomeOf } from '../../src/model/identityRule.ts';
import { nameInLaunch, type Reading } from '../../src/model/nameInLaunch.ts';
import type { NameTransform, UseIdentity } from '../../src/model/protector.ts';

const day = fc.constantFrom('2026-09-14', '2026-09-15', '2026-09-16');
const grant = fc.record({
  role: fc.constantFrom(
    'student' as const,
    'coordinator' as const,
    'instructor' as const,
    'assistant' as const,
    'proctor' as const,
  ),
  section: fc.constantFrom('', '001'),
  starts: fc.option(day),
  ends: fc.option(day),
});
const transform: fc.Arbitrary<NameTransform> = fc.constantFrom<NameTransform>(
  { kind: 'none' },
  { kind: 'lower' },
  { kind: 'strip', ending: '@msu.example' },
  { kind: 'strip', ending: '@' },
  { kind: 'strip', ending: '' },
);
const use: fc.Arbitrary<UseIdentity> = fc.record(
  {
    parameter: fc.constant('first'),
    fallbackParameter: fc.constant('second'),
    transform,
    otherwise: fc.constantFrom('login' as const, 'stop' as const),
  },
  { requiredKeys: ['parameter', 'transform', 'otherwise'] },
);
const question: fc.Arbitrary<IdentityQuestion> = fc.record({
  use: fc.oneof({ weight: 4, arbitrary: use }, { weight: 1, arbitrary: fc.constant<false>(false) }),
  trusted: fc.boolean(),
  name: fc.option(
    fc.oneof(
      { weight: 4, arbitrary: fc.constant({ kind: 'named' as const, username: 'ann' }) },
      {
        weight: 1,
        arbitrary: fc.record({
          kind: fc.constant('verdict' as const),
          verdict: fc.constantFrom(
            'missing' as const,
            'empty' as const,
            'repeated' as const,
            'unresolved' as const,
            'unknown-user' as const,
          ),
        }),
      },
    ),
    { nil: undefined },
  ),
  person: fc.option(
    fc.record({
      disabled: fc.boolean(),
      domainCoordinator: fc.boolean(),
      roles: fc.array(grant, { maxLength: 3 }),
    }),
    { nil: undefined },
  ),
  remembered: fc.constantFrom(undefined, 'same' as const, 'other' as const),
  rememberMode: fc.constantFrom('off' as const, 'warn' as const, 'enforce' as const),
  today: fc.constant('2026-09-15'),
});

describe('whatever is known of a launch and a person', () => {
  test('only a student of today who is nothing else comes in by name, and none of them is turned away', () => {
    fc.assert(
      fc.property(question, (asked) => {
        const { person, today, name } = asked;
        const isActive = ({ starts, ends }: { starts: string | null; ends: string | null }) =>
          (starts === null || starts <= today) && (ends === null || today <= ends);
        const active = person?.roles.filter(isActive).map(({ role }) => role) ?? [];
        const mayComeIn = [
          asked.use !== false,
          asked.trusted,
          name?.kind === 'named',
          person !== undefined && !person.disabled && !person.domainCoordinator,
          active.length > 0 && active.every((role) => role === 'student'),
          asked.remembered !== 'other' || asked.rememberMode !== 'enforce',
        ];
        const { accepted, verdict } = decideIdentity(asked);
        expect([accepted, verdict === 'accepted']).toEqual(Array(2).fill(mayComeIn.every(Boolean)));
        expect(outcomeOf(verdict, asked.use) === 'open').toBe(accepted);
      }),
      { numRuns: 2_000 },
    );
  });
});

const word = fc.oneof(
  fc.constantFrom(
    'ann',
    'Ann',
    'ann@msu.example',
    '@msu.example',
    '$User.username',
    '',
    ' ',
    'zoë',
    'zoe\u0308',
    '\u212a',
    'ann\0',
  ),
  fc.string({ unit: 'grapheme', maxLength: 8 }),
  fc.string({ unit: fc.constantFrom(...'aA@ $.\u0308\u200b\u00ad\ufffd\ud800'), maxLength: 6 }),
);
const reading: fc.Arbitrary<Reading> = fc.oneof(
  { weight: 6, arbitrary: word.map((value) => ({ kind: 'value' as const, value })) },
  { weight: 1, arbitrary: fc.constantFrom<Reading>({ kind: 'absent' }, { kind: 'repeated' }) },
);

describe('whatever a launch holds where the name should stand', () => {
  test('it names nobody but whom its letters say, after the one change that was asked for (R4)', () => {
    fc.assert(
      fc.property(use, reading, reading, (used, first, second) => {
        const found = nameInLaunch(used, (name) => (name === 'first' ? first : second));
        if (found.kind === 'verdict') return;
        const isLacking = first.kind === 'absent' || (first.kind === 'value' && first.value.trim() === '');
        const source = isLacking && used.fallbackParameter !== undefined ? second : first;
        if (source.kind !== 'value') throw new Error('named by nothing');
        const { username } = found;
        const { value } = source;
        if (used.transform.kind === 'none') expect(value).toBe(username);
        if (used.transform.kind === 'strip') expect(value).toBe(username + used.transform.ending);
        if (used.transform.kind === 'lower')
          expect(
            [...value].map((each) => (each >= 'A' && each <= 'Z' ? each.toLowerCase() : each)).join(''),
          ).toBe(username);
        expect(username).toBe(username.normalize('NFC'));
        expect(username).not.toMatch(/^\s|\s$|[\p{Cc}\p{Cf}\p{Cs}\ufffd]/u);
        expect(value).not.toMatch(/^\$[A-Za-z]/);
      }),
      { numRuns: 2_000 },
    );
  });
});
