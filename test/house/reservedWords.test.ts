import { describe, expect, test } from '@jest/globals';
import { isCourseId, isDomainName, isItemId } from '../../src/model/ids.ts';
import { isReserved, reservedWords } from '../../src/model/reservedWords.ts';
import { assetsWord } from '../../src/web/staticAssets.ts';
import { appOn, brokenDoor, routesOf } from './appOn.ts';

const patterns = [
  ...routesOf(appOn(brokenDoor(() => new Error('not asked')))).map(({ pattern }) => pattern),
  `/${assetsWord}/:file`,
];

const isName = (segment: string | undefined) => segment?.startsWith(':') === true;

/** Our own words at a place where, one route further, somebody's id stands. */
function wordsAfter(before: readonly string[]): string[] {
  const found = patterns.flatMap((pattern) => {
    const segments = pattern.split('/').slice(1);
    const fits = before.every((word, at) => (word === ':' ? isName(segments[at]) : segments[at] === word));
    const word = segments[before.length];
    return fits && word !== undefined && word !== '' && !isName(word) ? [word] : [];
  });
  return [...new Set(found)].sort();
}

const unreserved = (words: readonly string[], list: readonly string[]) =>
  words.filter((word) => !list.includes(word));

describe('words of our routes are nobody’s ids (R10)', () => {
  test('reserves every first word that a route is mounted under', () => {
    const words = wordsAfter([]);
    expect(words).toEqual(expect.arrayContaining(['adm', 'assets', 'livez', 'login', 'lti11', 'tiny']));
    expect(unreserved(words, reservedWords.first)).toEqual([]);
  });

  test('reserves every word that stands where a domain, a course or an item could stand', () => {
    expect(wordsAfter(['adm'])).toContain('launch');
    expect(unreserved(wordsAfter(['adm']), reservedWords.underAdm)).toEqual([]);
    const underDomain = [...wordsAfter([':']), ...wordsAfter(['adm', ':'])];
    expect(unreserved(underDomain, reservedWords.underDomain)).toEqual([]);
    const underCourse = [...wordsAfter([':', ':']), ...wordsAfter(['adm', ':', ':'])];
    expect(unreserved(underCourse, reservedWords.underCourse)).toEqual([]);
  });

  test('mounts no route twice, whose second one nobody would ever reach', () => {
    const routes = routesOf(appOn(brokenDoor(() => new Error('not asked'))));
    const named = routes.flatMap(({ pattern, methods }) => {
      const shape = pattern.replace(/:\w+/g, ':');
      return methods.filter((method) => method !== 'HEAD').map((method) => `${method} ${shape}`);
    });
    const launches = /\/adm\/launch\/(?:tiny|select)\//;
    const twice = named.filter((name, at) => named.indexOf(name) !== at && !launches.test(name));
    expect(twice).toEqual([]);
  });

  test('keeps each list in order and in lower case, because ids are compared with it so', () => {
    for (const list of Object.values(reservedWords)) {
      expect([...list]).toEqual([...list].sort());
      expect([...list]).toEqual(list.map((word) => word.toLowerCase()));
      expect(new Set(list).size).toBe(list.length);
    }
  });

  test.each([
    ['domain', isDomainName, [...reservedWords.first, ...reservedWords.underAdm]],
    ['course', isCourseId, [...reservedWords.first, ...reservedWords.underDomain]],
    ['item', isItemId, [...reservedWords.first, ...reservedWords.underCourse]],
  ] as const)('refuses a %s that is called like one of them, in any letter case', (kind, isId, words) => {
    for (const word of words) {
      expect([word, isReserved(kind, word), isId(word)]).toEqual([word, true, false]);
      expect([word, isReserved(kind, word.toUpperCase()), isId(word.toUpperCase())]).toEqual([
        word,
        true,
        false,
      ]);
    }
  });
});
