import { describe, expect, test } from '@jest/globals';
import {
  faultsOfRecord,
  isFilledText,
  isInteger,
  isListOf,
  isOneOf,
  isRecord,
  isText,
  type Judges,
} from '../../src/model/record.ts';

interface Shelf {
  readonly name: string;
  readonly kind: 'open' | 'shut';
  readonly places: number[];
  readonly note?: string;
}

const judges: Judges<Shelf> = {
  name: isFilledText,
  kind: isOneOf(['open', 'shut']),
  places: isListOf(isInteger),
  note: isText,
};

const honest = { name: 'a', kind: 'open', places: [1, 2] };

describe('a record that was written down', () => {
  test.each<[string, unknown]>([
    ['all that it must have', honest],
    ['what it may have', { ...honest, note: '' }],
    ['an empty list', { ...honest, places: [] }],
  ])('is taken with %s', (_, value) => {
    expect(isRecord(value, judges, ['note'])).toBe(true);
  });

  test.each<[string, unknown, readonly string[]]>([
    ['nothing', undefined, ['the whole']],
    ['null', null, ['the whole']],
    ['a text', 'name', ['the whole']],
    ['a list', [honest], ['the whole']],
    ['a name that nobody knows', { ...honest, secret: 1 }, ['the whole']],
    [
      'names that every object has',
      JSON.parse('{"__proto__":{},"toString":1}'),
      ['name', 'kind', 'places', 'the whole'],
    ],
    ['what only its prototype has', Object.create(honest), ['name', 'kind', 'places']],
    ['a missing value', { name: 'a', kind: 'open' }, ['places']],
    ['an empty name', { ...honest, name: '' }, ['name']],
    ['a word of another list', { ...honest, kind: 'ajar' }, ['kind']],
    ['a word in a list', { ...honest, kind: ['open'] }, ['kind']],
    ['half a number', { ...honest, places: [1, 0.5] }, ['places']],
    ['a number as text', { ...honest, places: ['1'] }, ['places']],
    ['no list', { ...honest, places: { 0: 1, length: 1 } }, ['places']],
    ['a wrong value that it may lack', { ...honest, note: null }, ['note']],
  ])('is refused, and the place named, with %s', (_, value, places) => {
    expect(faultsOfRecord(value, judges, ['note'])).toEqual(places);
    expect(isRecord(value, judges, ['note'])).toBe(false);
  });

  test('may lack nothing that is not said to be left out', () => {
    expect(faultsOfRecord(honest, judges)).toEqual(['note']);
  });
});
