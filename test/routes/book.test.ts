import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Browser } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import type { World } from '../world.ts';
import { type AccessCourse, openAccessCourse, titleOf } from './accessCourse.ts';
import { launched } from './visitors.ts';

/** What a page says of what comes before and after it: `outside < 2 of 5 > notes`. */
function around(answer: Answer): string {
  const [nav = ''] = /<nav class="book"[\s\S]*?<\/nav>/.exec(answer.text) ?? [];
  const step = (rel: string) => new RegExp(`rel="${rel}" href="/msu/phy101/([^"]*)"`).exec(nav)?.[1] ?? '';
  const place = /class="place">([^<]*)</.exec(nav)?.[1] ?? '';
  return nav === '' ? 'none' : `${step('prev')} < ${place} > ${step('next')}`;
}

const crumbsOn = ({ text }: Answer): readonly string[] =>
  [
    ...(/<nav class="crumbs"[\s\S]*?<\/nav>/.exec(text)?.[0].matchAll(/href="\/msu\/phy101\/([^"]*)"/g) ??
      []),
  ].map(([, id = '']) => id);

/** The order is outside, week (quiz, notes, deep (deeper)), exam. */
describe.each(engines)('the course as a book, on %s', (engine) => {
  let course: AccessCourse;
  let world: World;
  beforeAll(async () => {
    course = await openAccessCourse(engine);
    world = course.world;
  });
  beforeEach(() => course.set([]));
  afterAll(() => world.close());

  const page = (visitor: Browser, item: string) => visitor.get(`/msu/phy101/${item}`);
  const walk = async (visitor: Browser, items: readonly string[]) => {
    const seen: Record<string, string> = {};
    for (const item of items) seen[item] = around(await page(visitor, item));
    return seen;
  };

  test('reads on over the borders of folders in a normal session, without the folders themselves', async () => {
    expect(
      await walk(course.student, ['outside', 'week', 'quiz', 'notes', 'deep', 'deeper', 'exam']),
    ).toEqual({
      outside: ' < 1 of 5 > quiz',
      week: 'outside <  > quiz',
      quiz: 'outside < 2 of 5 > notes',
      notes: 'quiz < 3 of 5 > deeper',
      deep: 'notes <  > deeper',
      deeper: 'notes < 4 of 5 > exam',
      exam: 'deeper < 5 of 5 > ',
    });
    expect(crumbsOn(await page(course.student, 'deeper'))).toEqual(['week', 'deep']);
  });

  test('ends where the scope of the launch ends', async () => {
    const scopes = {
      subtree: { quiz: ' < 1 of 3 > notes', notes: 'quiz < 2 of 3 > deeper', deeper: 'notes < 3 of 3 > ' },
      folder: { quiz: ' < 1 of 2 > notes', notes: 'quiz < 2 of 2 > ' },
    };
    for (const [scope, expected] of Object.entries(scopes)) {
      await course.set([['week', { scope }]]);
      const visitor = await launched(world, course.links.week);
      expect([scope, await walk(visitor, Object.keys(expected))]).toEqual([scope, expected]);
    }
    await course.set([['quiz', { scope: 'resource', others: 'hide' }]]);
    const alone = await page(await launched(world, course.links.quiz), 'quiz');
    expect([around(alone), crumbsOn(alone)]).toEqual(['none', []]);
  });

  test('says nothing of what is outside where others are hidden, neither title nor number', async () => {
    await course.set([['deep', { scope: 'subtree', others: 'hide' }]]);
    const visitor = await launched(world, course.links.deep);
    for (const path of ['/deep', '/deeper', '', '/search?q=TITLE', '/search?q=TITLE&from=outside']) {
      const { text, status } = await visitor.get(`/msu/phy101${path}`);
      expect([path, status]).toEqual([path, 200]);
      for (const name of ['outside', 'week', 'quiz', 'notes', 'exam'] as const) {
        expect([path, name, text.includes(`phy101/${name}"`), text.includes(titleOf(name))]).toEqual([
          path,
          name,
          false,
          false,
        ]);
      }
      expect([path, / of [3-9]/.test(text)]).toEqual([path, false]);
    }
  });

  test('what others: show opens elsewhere is a book of its own', async () => {
    await course.set([
      ['week', { scope: 'subtree', others: 'show' }],
      ['exam', { access: 'only' }],
    ]);
    const visitor = await launched(world, course.links.week);
    expect(await walk(visitor, ['quiz', 'deeper', 'outside'])).toEqual({
      quiz: ' < 1 of 3 > notes',
      deeper: 'notes < 3 of 3 > ',
      outside: 'none',
    });
  });

  test('never points at what is closed, absent, shown by its title alone, or of another protector', async () => {
    const shut = [
      { access: 'only' },
      { listing: 'absent' },
      { listing: 'details' },
      { protect: 'only course:9' },
      { protect: 'only course:9', access: 'only' },
      { audience: 'section', section: '001', access: 'only' },
      { audience: 'user', person_id: world.ann.id, listing: 'absent' },
    ];
    for (const parts of shut) {
      await course.set([['notes', parts]]);
      expect([parts, await walk(course.student, ['quiz', 'deeper'])]).toEqual([
        parts,
        { quiz: 'outside < 2 of 4 > deeper', deeper: 'quiz < 3 of 4 > exam' },
      ]);
    }
    await course.set([
      ['week', { scope: 'subtree' }],
      ['notes', { protect: 'only domain:2' }],
    ]);
    const visitor = await launched(world, course.links.week);
    const quiz = await page(visitor, 'quiz');
    expect([around(quiz), quiz.text.includes('notes')]).toEqual([' < 1 of 2 > deeper', false]);
  });

  test('names only folders that may be seen in the way to an item', async () => {
    await course.set([['deep', { listing: 'absent' }]]);
    const deeper = await page(course.staff, 'deeper');
    expect(crumbsOn(deeper)).toEqual(['week', 'deep']);
    await course.set([
      ['week', { scope: 'subtree' }],
      ['deep', { protect: 'only domain:2' }],
      ['deeper', { protect: 'none' }],
    ]);
    const seen = await page(await launched(world, course.links.week), 'deeper');
    expect([seen.status, crumbsOn(seen)]).toEqual([200, ['week']]);
  });

  test('shows staff everything, with what students are told in words', async () => {
    await course.set([
      ['quiz', { access: 'only' }],
      ['notes', { listing: 'absent' }],
      ['exam', { audience: 'section', section: '001', access: 'off' }],
    ]);
    const week = await page(course.staff, 'week');
    expect(week.text).toContain('by launch only');
    expect(week.text).toContain('in no list');
    expect((await page(course.staff, 'exam')).text).toContain('other for some students');
    expect(around(await page(course.staff, 'quiz'))).toBe('outside < 2 of 5 > notes');
    for (const item of ['week', 'outside']) {
      expect((await page(course.student, item)).text).not.toMatch(/class="state"/);
    }
  });

  test('titles with markup stay text in the way on', async () => {
    const { text } = await page(course.student, 'quiz');
    expect(text).toContain('TITLE&lt;notes&gt;</span>');
    expect(text).not.toContain('TITLE<');
  });
});
