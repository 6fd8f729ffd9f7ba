import fc from 'fast-check';
import { canonicalUsername, cleanDisplayName } from '../../../src/model/username.ts';

/** Legal ids and names that YAML 1.1 or 1.2 would take for numbers, dates, switches or nothing. */
export const tricky = [
  '001',
  '101',
  '1e3',
  '0x1F',
  '0o17',
  '1_000',
  '1.5',
  'NO',
  'on',
  'y',
  'null',
  'true',
  '2026-01-01',
  'Infinity',
  'a-b',
  'A.b_c',
];
const trickyNames = [
  ...tricky,
  '~',
  '__proto__',
  'constructor',
  '=',
  '<<',
  '# x',
  'a: b',
  '- a',
  '"q"',
  "it's",
  '{a}',
  '[a]',
  '*a',
  '&a',
  '!a',
  '%a',
  '@a',
  'a #b',
  '1:20',
  '---',
  'é',
  '日本',
  '😀',
  'עברית',
];

export const id = fc.constantFrom(...tricky);
export const spoken = fc.oneof(
  fc.constantFrom(...trickyNames),
  fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .filter((text) => cleanDisplayName(text) === text),
);
export const username = fc
  .oneof(fc.constantFrom(...trickyNames), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }))
  .filter((text) => canonicalUsername(text) === text);
export const body = fc
  .array(
    fc.constantFrom(
      ' ',
      '  ',
      '\n',
      '\t',
      '\r\n',
      '\r',
      '#',
      '- a',
      'é',
      '"',
      "'",
      '\\',
      ': ',
      '%',
      '---',
      '...',
      '\u2028',
      '\ufeff',
      '😀',
      'word',
    ),
  )
  .map((parts) => parts.join(''));
export const time = fc.constantFrom('2026-08-01', '2026-08-01T08:00:00Z', '2027-01-15T23:59:59-05:00');

export const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
export const switched = maybe(fc.boolean());
