import { describe, expect, test } from '@jest/globals';
import type { Scope } from '../../src/model/deepLink.ts';
import { covers, coversCourseRoot } from '../../src/model/launchScope.ts';
import { allItems, place } from './course.ts';

describe('what else a launch opens', () => {
  test.each<[Scope, number, readonly number[]]>([
    ['resource', 12, [12]],
    ['resource', 11, [11]],
    ['resource', 30, [30]],
    ['folder', 12, [11, 12, 13, 14]],
    ['folder', 15, [14, 15]],
    ['folder', 11, [11, 12, 13, 14]],
    ['folder', 14, [14, 15]],
    ['folder', 10, [10, 11, 16]],
    ['folder', 30, [10, 20, 30, 31]],
    ['subtree', 12, [11, 12, 13, 14, 15]],
    ['subtree', 16, [10, 11, 12, 13, 14, 15, 16]],
    ['subtree', 14, [14, 15]],
    ['subtree', 20, [20, 21, 22]],
    ['subtree', 30, allItems],
  ])('with scope %s, launched at %i: %j and nothing beyond', (scope, launched, covered) => {
    const found = allItems.filter((id) => covers(scope, place(launched), place(id)));
    expect(found).toEqual([...covered].sort((one, other) => allItems.indexOf(one) - allItems.indexOf(other)));
  });

  test.each<Scope>(['resource', 'folder', 'subtree'])(
    'a launch of another course opens nothing here, also by %s from its root (R1)',
    (scope) => {
      for (const launched of [12, 30, 10]) {
        const abroad = { ...place(launched), courseId: 2 };
        expect(allItems.filter((id) => covers(scope, abroad, place(id)))).toEqual([]);
      }
    },
  );

  test('a place without an item is in no scope', () => {
    const nowhere = { courseId: 1, chain: [], isFolder: false };
    expect([covers('subtree', nowhere, place(12)), covers('subtree', place(30), nowhere)]).toEqual([
      false,
      false,
    ]);
  });

  test.each<[Scope, number, boolean]>([
    ['resource', 30, false],
    ['folder', 30, true],
    ['subtree', 30, true],
    ['folder', 12, false],
    ['subtree', 20, false],
  ])(
    'with scope %s, launched at %i, the course’s contents page is covered: %s',
    (scope, launched, covered) => {
      expect(coversCourseRoot(scope, place(launched))).toBe(covered);
    },
  );
});
