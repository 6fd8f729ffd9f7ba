import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { namesSeen } from '../../src/storage/namesSeen.ts';
import { versionedCache } from '../../src/storage/versionedCache.ts';

const names = (count: number, of: string) => Array.from({ length: count }, (_, n) => `${of}${n}`);

describe('what is remembered under a version of the settings', () => {
  test('is forgotten with the next version, whichever of both is asked for', () => {
    const cache = versionedCache<string>(10);
    cache.keep(1, 'a', 'old');
    cache.keep(2, 'b', 'new');
    expect([cache.find(1, 'a'), cache.find(2, 'a'), cache.find(1, 'b'), cache.find(2, 'b')]).toEqual([
      undefined,
      undefined,
      undefined,
      'new',
    ]);
  });

  test('what came last counts', () => {
    const cache = versionedCache<string>(1);
    cache.keep(1, 'a', 'first');
    cache.keep(1, 'a', 'second');
    expect(cache.find(1, 'a')).toBe('second');
  });

  test('links of an exam stay, however many others are launched once meanwhile', () => {
    const cache = versionedCache<string>(20);
    const exam = names(20, 'exam');
    for (const link of exam) cache.keep(1, link, link);
    for (const link of names(5_000, 'other')) cache.keep(1, link, link);
    expect(exam.filter((link) => cache.find(1, link) === undefined)).toEqual([]);
  });

  test('a link that is launched again is remembered, also where it is full, and what came first goes', () => {
    const cache = versionedCache<string>(3);
    for (const link of ['a', 'b', 'c', 'late']) cache.keep(1, link, link);
    expect(cache.find(1, 'late')).toBeUndefined();
    cache.keep(1, 'late', 'late');
    expect(['a', 'b', 'c', 'late'].filter((link) => cache.find(1, link))).toEqual(['b', 'c', 'late']);
  });

  test('what is too heavy is not kept, and what was kept under its name is gone', () => {
    const cache = versionedCache<number>(10, (weight) => weight);
    cache.keep(1, 'a', 4);
    cache.keep(1, 'a', 11);
    expect(cache.find(1, 'a')).toBeUndefined();
    cache.keep(1, 'b', 10);
    expect(cache.find(1, 'b')).toBe(10);
  });

  test('never holds more than its most, and never another value than the last, whatever comes', () => {
    const step = fc.record({
      version: fc.constantFrom(1, 1, 1, 1, 1, 2),
      key: fc.constantFrom(...names(9, 'k')),
      weight: fc.integer({ min: 0, max: 12 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
        const cache = versionedCache<{ weight: number }>(10, ({ weight }) => weight);
        const last = new Map<string, unknown>();
        for (const { version, key, weight } of steps) {
          const value = { weight };
          cache.keep(version, key, value);
          last.set(key, value);
          const held = names(9, 'k').flatMap((name) => {
            const found = cache.find(version, name);
            return found ? [{ name, found }] : [];
          });
          for (const { name, found } of held) expect(found).toBe(last.get(name));
          expect(held.reduce((sum, { found }) => sum + found.weight, 0)).toBeLessThanOrEqual(10);
        }
      }),
    );
  });
});

test('a name is known from its second time on, until thousands have come since', () => {
  const cameBefore = namesSeen();
  expect([cameBefore('a'), cameBefore('b'), cameBefore('a'), cameBefore('b')]).toEqual([
    false,
    false,
    true,
    true,
  ]);
  for (const name of names(200_000, 'n')) cameBefore(name);
  expect(cameBefore('a')).toBe(false);
});
