import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { mayOpen } from '../../src/model/access.ts';
import { type ListedItem, listContents, type Viewer } from '../../src/model/listing.ts';
import { allItems, launchOf, place, student, tree } from './course.ts';
import { anySettings } from './settingsArbitrary.ts';

const asStudent: Viewer = { kind: 'student', visitor: student() };

describe('whatever is set', () => {
  test('every link in a launched session leads to an open page: no title leaks', () => {
    fc.assert(
      fc.property(anySettings, fc.constantFrom(...allItems), (settings, id) => {
        const launch = launchOf(id, { visitor: student(1, 'A') });
        const listed = flat(
          listContents({ courseId: 1, settings, within: [], nodes: tree }, { kind: 'launched', launch }),
        );
        for (const { id: seen } of listed) {
          const question = { item: place(seen), settings, launches: [launch], account: undefined };
          expect(mayOpen({ ...question, by: 'address' })).toEqual({
            open: true,
            by: 'launch',
            launchIndex: 0,
          });
        }
      }),
      { numRuns: 500 },
    );
  });

  test('a launched student finds the launched item in the list as long as it opens', () => {
    fc.assert(
      fc.property(anySettings, fc.constantFrom(...allItems), (settings, id) => {
        const launch = launchOf(id);
        const listed = flat(
          listContents({ courseId: 1, settings, within: [], nodes: tree }, { kind: 'launched', launch }),
        );
        const { open } = mayOpen({
          item: place(id),
          settings,
          launches: [launch],
          account: undefined,
          by: 'address',
        });
        expect(listed.some((item) => item.id === id && item.shows === 'link')).toBe(open);
      }),
      { numRuns: 500 },
    );
  });

  test('a normal session never lists what is absent, nor what is in it', () => {
    fc.assert(
      fc.property(anySettings, (settings) => {
        const listed = flat(listContents({ courseId: 1, settings, within: [], nodes: tree }, asStudent));
        const seen = new Set(listed.map(({ id }) => id));
        for (const { item, audience, parts } of settings) {
          if (
            audience.kind !== 'user' ||
            audience.personId !== 1 ||
            parts.listing !== 'absent' ||
            item === null
          )
            continue;
          expect(seen.has(item)).toBe(false);
          expect([...seen].some((id) => place(id).chain.includes(item))).toBe(false);
        }
      }),
    );
  });
});

function flat(items: readonly ListedItem[]): readonly ListedItem[] {
  return items.flatMap((item) => [item, ...flat(item.children)]);
}
