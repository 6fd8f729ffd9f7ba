import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Fields } from '../../../src/lti/lti11/fields.ts';
import { parsePairs } from '../../../src/model/pairs.ts';

/** Few, and many of them as long as others: forms that are alike in number and length, and yet have other names. */
const names = fc.constantFrom(
  'a',
  'b',
  'ab',
  'ba',
  'aab',
  'user_id',
  'ser_idu',
  '%C3%A9',
  '%E9',
  '__proto__',
  '',
);
const part = fc
  .array(fc.tuple(names, fc.constantFrom('', '1', '2', '%C3%A4')), { maxLength: 4 })
  .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&'));

const decoded = (text: string) => Buffer.from(unescape(text), 'latin1').toString('utf8');
const split = (text: string) =>
  text === '' ? [] : text.split('&').map((pair) => pair.split('=').map(decoded) as [string, string]);

/** By the book, from nothing but this one form. */
function byTheBook(body: string, query: string, name: string) {
  const [inBody, inQuery] = [split(body), split(query)].map((all) => all.filter(([each]) => each === name));
  const [first, ...more] = inBody ?? [];
  if (first === undefined) return { kind: 'absent' };
  return more.length > 0 || (inQuery ?? []).length > 0
    ? { kind: 'repeated' }
    : { kind: 'value', value: first[1] };
}

describe('the fields of a form', () => {
  test('are its own, whatever forms were read before it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(part, part), { minLength: 2, maxLength: 12 }), (forms) => {
        for (const [body, query] of forms) {
          const { pairs, notUtf8 } = parsePairs(Buffer.from(body), query);
          const sent = [...split(body), ...split(query)];
          expect(pairs.map(({ name, value }) => [name, value])).toEqual(sent);
          expect(notUtf8).toBe(`${body}&${query}`.includes('%E9'));
          const fields = new Fields(pairs);
          for (const [name] of [...sent, ['user_id'], ['é'], ['none']] as [string][]) {
            const expected = byTheBook(body, query, name);
            expect(fields.parameter(name)).toEqual(expected);
            expect(fields.value(name)).toBe('value' in expected ? expected.value : undefined);
            expect(fields.has(name)).toBe(expected.kind !== 'absent');
          }
          const ofBody = split(body).map(([name]) => name);
          expect(fields.names).toEqual([...new Set(ofBody)]);
          expect(fields.isPlain).toBe(query === '' && new Set(ofBody).size === ofBody.length);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
