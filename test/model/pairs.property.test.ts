import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parametersOf } from '../../src/lti/lti11/baseString.ts';
import { Refusal } from '../../src/model/launchCode.ts';
import { type ParsedPairs, parsePairs } from '../../src/model/pairs.ts';
import { encode, normalised, pairsFrom, textOf } from '../fuzz/byTheBook.ts';

const signs = fc.constantFrom(
  ...'&&&===++%%;#?/',
  '%41',
  '%2B',
  '%26',
  '%C3%A9',
  '%E9',
  '%c3',
  '%0d%0a',
  '%00',
);
const letters = fc.constantFrom(
  'a',
  'B',
  '_',
  '~',
  '*',
  ' ',
  '\0',
  '\xe9',
  '\xff',
  'user_id',
  'oauth_signature',
);
/** One character for each byte: mostly what a form is made of, now and then anything. */
const bytes = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.array(fc.oneof(signs, letters), { maxLength: 40 }).map((parts) => parts.join('')),
  },
  {
    weight: 1,
    arbitrary: fc.uint8Array({ maxLength: 60 }).map((all) => Buffer.from(all).toString('latin1')),
  },
);

function ours(body: string, query: string): ParsedPairs | string {
  try {
    return parsePairs(Buffer.from(body, 'latin1'), query);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('whatever bytes are sent as a form', () => {
  test('they are the pairs of the book, or refused where the book cannot read them either', () => {
    fc.assert(
      fc.property(bytes, bytes, (body, query) => {
        const read = ours(body, query);
        const [inBody, inQuery] = [pairsFrom(body, 'body'), pairsFrom(query, 'query')];
        if (inBody === undefined || inQuery === undefined) {
          expect(read).toBe('unreadable');
          return;
        }
        if (typeof read === 'string') throw new Error(`${read}, and the book reads it`);
        const all = [...inBody, ...inQuery];
        const text = (each: string) => Buffer.from(each, 'latin1').toString('utf8');
        expect(read.pairs.map(({ name, value, from }) => ({ name, value, from }))).toEqual(
          all.map(({ name, value, from }) => ({ name: text(name), value: text(value), from })),
        );
        const isText = all.every(
          ({ name, value }) => textOf(name) !== undefined && textOf(value) !== undefined,
        );
        expect(read.notUtf8).toBe(!isText);
      }),
      { numRuns: 500 },
    );
  });

  test('what is signed of them is to the byte what the book signs, also where they are no text', () => {
    fc.assert(
      fc.property(bytes, bytes, (body, query) => {
        const [inBody, inQuery] = [pairsFrom(body, 'body'), pairsFrom(query, 'query')];
        fc.pre(inBody !== undefined && inQuery !== undefined);
        const read = parsePairs(Buffer.from(body, 'latin1'), query);
        expect(parametersOf(read.pairs)).toBe(encode(normalised([...(inBody ?? []), ...(inQuery ?? [])])));
      }),
      { numRuns: 500 },
    );
  });

  test('another spelling of the same bytes is the same form, and another byte another one', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ minLength: 1, maxLength: 40 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (all, at, by) => {
          const value = Buffer.from(all);
          const plain = encode(value.toString('latin1'));
          const spelled = [...value].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
          const parametersOfValue = (text: string) =>
            parametersOf(parsePairs(Buffer.from(`x=${text}`), '').pairs);
          expect(parametersOfValue(spelled)).toBe(parametersOfValue(plain));
          const position = at % value.length;
          value[position] = (value[position] ?? 0) ^ by;
          expect(parametersOfValue(encode(value.toString('latin1')))).not.toBe(parametersOfValue(plain));
        },
      ),
    );
  });
});
