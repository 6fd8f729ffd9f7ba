import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { type AccessCourse, look, type Name, names, openAccessCourse } from './accessCourse.ts';
import { all, allListed, type Expected, others, table } from './accessTable.ts';
import { change, comparable, launched, verdict } from './visitors.ts';

describe.each(engines)('the deep-link settings on %s', (engine) => {
  let course: AccessCourse;
  let nobody: Browser;
  beforeAll(async () => {
    course = await openAccessCourse(engine);
    nobody = course.world.browser();
  });
  afterAll(() => course.world.close());

  async function expectSeen(visitor: Browser, expected: Expected): Promise<void> {
    const open = expected.open.split(' ');
    const says = (name: Name) =>
      open.includes(name) ? 'open' : (expected.but?.[name] ?? expected.closed ?? 'lms');
    const items = Object.fromEntries(names.map((name) => [name, says(name)]));
    const tiny = Object.fromEntries(
      names.map((name) => [name, expected.tiny?.[name] ?? (says(name) === 'open' ? 'to' : says(name))]),
    );
    const seen = await look(course, visitor);
    expect({ items: seen.items, listed: seen.listed, contents: seen.contents }).toEqual({
      items,
      listed: expected.listed,
      contents: 'open',
    });
    expect(seen.tiny).toEqual(tiny);
    expect(seen.file).toBe(items.notes);
    // Nothing leaks a closed item: a title on another page is one that the contents list.
    const listed = expected.listed.replaceAll('*', '').split(' ');
    expect(seen.titles.filter((name) => !listed.includes(name) && says(name) !== 'open')).toEqual([]);
  }

  // The rules are the same on every engine; some rows show that their rows are read alike.
  const rows = engine === 'sqlite' ? table : table.filter((_, n) => n % 6 === 0);
  test.each(rows)('$name', async (row) => {
    await course.set(row.settings);
    if (row.student) await expectSeen(course.student, row.student);
    if (row.launched) {
      const { at, ...expected } = row.launched;
      await expectSeen(await launched(course.world, course.links[at]), expected);
    }
    if (row.refused) {
      const answer = await course.world.launch(course.world.browser(), course.links[row.refused.at]);
      expect([answer.status, answer.setCookies]).toEqual([403, []]);
      expect((await course.world.journal())[0]).toMatchObject({ code: row.refused.code });
    }

    // Whom no setting reaches is asked about now and then; each look is twenty requests.
    if (table.indexOf(row) % 3 !== 0) return;
    const byStaff = await look(course, course.staff);
    expect(new Set([...Object.values(byStaff.items), byStaff.file])).toEqual(new Set(['open']));
    expect([new Set(Object.values(byStaff.tiny)), byStaff.listed]).toEqual([new Set(['to']), allListed]);
    for (const [visitor, says] of [
      [nobody, 'sign-in'],
      [course.stranger, 'none'],
    ] as const) {
      const seen = await look(course, visitor);
      const answers = [...Object.values(seen.items), ...Object.values(seen.tiny), seen.file, seen.contents];
      expect([says, new Set(answers), seen.titles]).toEqual([says, new Set([says]), []]);
    }
  });

  test('hold for one person by name before anything else', async () => {
    const { world } = course;
    await course.set([
      ['course', { access: 'only' }],
      ['course', { audience: 'section', section: '001', access: 'only' }],
      ['course', { audience: 'user', person_id: world.ann.id, access: 'either' }],
    ]);
    await expectSeen(course.student, { open: all, listed: allListed });
  });

  test('give a student of two sections the stricter value of each part', async () => {
    const { world } = course;
    await course.set([
      ['quiz', { audience: 'section', section: '001', access: 'either', listing: 'absent' }],
      ['quiz', { audience: 'section', section: '002', access: 'only', listing: 'full' }],
    ]);
    await world.make.role({ course_id: world.course.id, person_id: world.ann.id, section: '002' });
    try {
      await expectSeen(course.student, {
        open: others('quiz'),
        closed: 'none',
        listed: 'outside* week* notes* deep* deeper* exam*',
      });
    } finally {
      await change(world, "DELETE FROM roles WHERE section = '002'");
    }
  });

  test('answer alike for what is not there and for what nobody may know of', async () => {
    await course.set([['quiz', { access: 'only', listing: 'absent' }]]);
    const { world, student, stranger } = course;
    const there = ['/msu/phy101/quiz', '/msu/phy101/quiz/file'];
    const missing = [
      '/msu/phy101/nothing',
      '/msu/phy101/nothing/file',
      '/msu/phy101/Quiz',
      '/msu/chem999',
      '/msu/chem999/quiz',
      '/nowhere/phy101/quiz',
      '/tiny/msu/zzzzzz',
      '/tiny/nowhere/zzzzzz',
      `/tiny/MSU/${course.links.quiz.short_id}`,
      `/tiny/msu/${course.links.quiz.short_id}x`,
    ];
    for (const visitor of [student, stranger]) {
      const texts = [];
      for (const path of [...there, ...missing]) {
        const answer = await visitor.get(path);
        expect([path, answer.status]).toEqual([path, 404]);
        texts.push(comparable(answer));
      }
      expect(new Set(texts).size).toBe(1);
    }
    for (const path of [...there, ...missing, '/msu/phy101']) {
      const answer = await world.browser().get(path);
      expect([path, answer.status, answer.headers.location]).toEqual([
        path,
        303,
        `/login?next=${encodeURIComponent(path)}`,
      ]);
    }
  });

  test('say no more of an absent item to who was launched elsewhere than of a link that never was', async () => {
    await course.set([
      ['quiz', { access: 'only', others: 'hide' }],
      ['exam', { listing: 'absent' }],
    ]);
    const ann = await launched(course.world, course.links.quiz);
    const absent = await ann.get(`/tiny/msu/${course.links.exam.short_id}`);
    const missing = await ann.get('/tiny/msu/zzzzzz');
    expect([absent.status, comparable(absent)]).toEqual([404, comparable(missing)]);
  });

  test('open a file by its own address only, and nothing at the file address of a page', async () => {
    await course.set([]);
    expect(verdict(await course.student.get('/msu/phy101/quiz/file'))).toBe('none');
    expect(verdict(await course.student.get('/msu/phy101/week/file'))).toBe('none');
  });
});
