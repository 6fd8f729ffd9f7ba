import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Browser } from '../browserLike.ts';
import { engines } from '../databases.ts';
import {
  type AccessCourse,
  look,
  type Name,
  names,
  openAccessCourse,
  type Settings,
} from './accessCourse.ts';
import { change, comparable, launched, verdict } from './visitors.ts';

/** Those that are open; all others say `closed`, or what stands under their own name. */
interface Expected {
  readonly open: string;
  readonly closed?: string;
  readonly but?: Partial<Record<Name, string>>;
  /** `*`: with a link. */
  readonly listed: string;
  /** Items whose short URL answers otherwise than their page. */
  readonly tiny?: Partial<Record<Name, string>>;
}

interface Row {
  readonly name: string;
  readonly settings: Settings;
  /** Ann signed in with her password, as a student of section 001. */
  readonly student?: Expected;
  /** Ann launched by domain protector 1, and what she opened. */
  readonly launched?: Expected & { readonly at: Name };
  /** What the launch itself answers, where it is refused. */
  readonly refused?: { readonly at: Name; readonly code: string };
}

const all = names.join(' ');
const allListed = names.map((name) => `${name}*`).join(' ');
const others = (...without: Name[]) => names.filter((name) => !without.includes(name)).join(' ');
const only1 = 'only domain:1';
const only2 = 'only domain:2';

const table: readonly Row[] = [
  {
    name: 'without any setting everything opens, launched or not',
    settings: [],
    student: { open: all, listed: allListed },
    launched: { at: 'quiz', open: all, listed: allListed },
  },
  {
    name: 'only: a normal session sees the title and is sent to the LMS',
    settings: [['quiz', { access: 'only' }]],
    student: { open: others('quiz'), listed: allListed },
    launched: { at: 'quiz', open: all, listed: allListed },
  },
  {
    name: 'only and details: the title stands there without a link',
    settings: [['quiz', { access: 'only', listing: 'details' }]],
    student: { open: others('quiz'), listed: 'outside* week* quiz notes* deep* deeper* exam*' },
  },
  {
    name: 'only and absent: it does not exist for a normal session',
    settings: [['quiz', { access: 'only', listing: 'absent' }]],
    student: { open: others('quiz'), closed: 'none', listed: 'outside* week* notes* deep* deeper* exam*' },
    launched: { at: 'quiz', open: all, listed: allListed },
  },
  {
    name: 'absent alone: not listed, but open to who knows the address',
    settings: [['quiz', { listing: 'absent' }]],
    student: { open: all, listed: 'outside* week* notes* deep* deeper* exam*' },
  },
  {
    name: 'a protector and nothing about access counts as only (R6), for all in the folder',
    settings: [['week', { protect: only1 }]],
    student: { open: 'outside exam', listed: allListed },
    launched: { at: 'quiz', open: 'quiz outside exam', listed: 'outside* quiz* exam*' },
  },
  {
    name: 'an explicit either beside a protector opens without a launch too (R6)',
    settings: [['week', { protect: only2, access: 'either' }]],
    student: { open: all, listed: allListed },
    refused: { at: 'quiz', code: 'wrong-protector' },
  },
  {
    name: 'the protector of another item does not open this one',
    settings: [['quiz', { protect: only2 }]],
    student: { open: others('quiz'), listed: allListed },
    refused: { at: 'quiz', code: 'wrong-protector' },
  },
  {
    name: 'an empty set of protectors is opened by nobody',
    settings: [['quiz', { protect: 'only' }]],
    student: { open: others('quiz'), listed: allListed },
    refused: { at: 'quiz', code: 'wrong-protector' },
  },
  {
    name: "a course's protector of the same number is another one",
    settings: [['quiz', { protect: 'only course:1' }]],
    refused: { at: 'quiz', code: 'wrong-protector' },
  },
  {
    name: 'the shared word opens for nobody as long as nobody can be asked for it',
    settings: [['quiz', { protect: 'key' }]],
    student: { open: others('quiz'), listed: allListed },
    refused: { at: 'quiz', code: 'wrong-protector' },
  },
  {
    name: 'the shared word beside an explicit either is still asked for',
    settings: [['quiz', { protect: 'key', access: 'either' }]],
    student: { open: others('quiz'), listed: allListed },
  },
  {
    name: 'off: closed to launch and short URL, open from the contents',
    settings: [['quiz', { access: 'off' }]],
    student: { open: all, listed: allListed, tiny: { quiz: 'lms' } },
    refused: { at: 'quiz', code: 'link-closed' },
  },
  {
    name: 'off and absent: the short URL is closed as if it were not there',
    settings: [['quiz', { access: 'off', listing: 'absent' }]],
    student: { open: all, listed: 'outside* week* notes* deep* deeper* exam*', tiny: { quiz: 'none' } },
  },
  {
    name: 'resource, hide: the launched item and nothing else',
    settings: [['week', { protect: only1, others: 'hide' }]],
    launched: { at: 'quiz', open: 'quiz', listed: 'quiz*' },
  },
  {
    name: 'folder, hide: the folder, its page and its direct children',
    settings: [['week', { protect: only1, others: 'hide', scope: 'folder' }]],
    launched: { at: 'quiz', open: 'week quiz notes deep', listed: 'week* quiz* notes* deep*' },
  },
  {
    name: 'subtree, hide: everything below as well',
    settings: [['week', { protect: only1, others: 'hide', scope: 'subtree' }]],
    launched: { at: 'quiz', open: 'week quiz notes deep deeper', listed: 'week* quiz* notes* deep* deeper*' },
  },
  {
    name: 'folder, of a launched folder: itself and its direct children, not its neighbours',
    settings: [['week', { protect: only1, others: 'hide', scope: 'folder' }]],
    launched: { at: 'deep', open: 'deep deeper', listed: 'deep* deeper*' },
  },
  {
    name: 'resource, of a launched folder: itself alone',
    settings: [['week', { protect: only1, others: 'hide', scope: 'resource' }]],
    launched: { at: 'week', open: 'week', listed: 'week*' },
  },
  {
    name: 'folder, of an item at the root: what is at the root',
    settings: [['course', { access: 'only', others: 'hide', scope: 'folder' }]],
    launched: { at: 'exam', open: 'outside week exam', listed: 'outside* week* exam*' },
  },
  {
    name: 'subtree, of an item at the root: the whole course',
    settings: [['course', { access: 'only', others: 'hide', scope: 'subtree' }]],
    launched: { at: 'exam', open: all, listed: allListed },
  },
  {
    name: 'scope comes from the launched item, not from the requested one',
    settings: [
      ['course', { access: 'only', others: 'hide' }],
      ['notes', { scope: 'subtree' }],
    ],
    launched: { at: 'quiz', open: 'quiz', listed: 'quiz*' },
  },
  {
    name: 'protect comes from the requested item: in scope, with another protector, shut and not listed',
    settings: [
      ['week', { protect: only1, others: 'hide', scope: 'subtree' }],
      ['notes', { protect: only2 }],
      ['deep', { protect: only2 }],
    ],
    launched: { at: 'quiz', open: 'week quiz', listed: 'week* quiz*' },
  },
  {
    name: 'in scope with another protector stays shut to a launch even beside an explicit either',
    settings: [
      ['week', { protect: only1, scope: 'folder' }],
      ['notes', { protect: only2, access: 'either' }],
    ],
    launched: { at: 'quiz', open: others('notes', 'deeper'), listed: 'outside* week* quiz* deep* exam*' },
  },
  {
    name: 'show: what is either elsewhere, and no more',
    settings: [
      ['week', { protect: only1, others: 'show' }],
      ['exam', { access: 'only' }],
    ],
    launched: { at: 'quiz', open: 'quiz outside', listed: 'outside* quiz*' },
  },
  {
    name: 'show: what is off elsewhere stays shut in a launched session',
    settings: [
      ['quiz', { protect: only1, others: 'show' }],
      ['exam', { access: 'off' }],
    ],
    launched: { at: 'quiz', open: others('exam'), listed: 'outside* week* quiz* notes* deep* deeper*' },
  },
  {
    name: 'show: what is absent elsewhere is not listed and opens to who knows it',
    settings: [
      ['quiz', { protect: only1, others: 'show' }],
      ['exam', { listing: 'absent' }],
    ],
    launched: { at: 'quiz', open: all, listed: 'outside* week* quiz* notes* deep* deeper*' },
  },
  {
    name: 'hide and absent: the rest of the course does not exist',
    settings: [
      ['course', { listing: 'absent' }],
      ['quiz', { others: 'hide' }],
    ],
    launched: { at: 'quiz', open: 'quiz', closed: 'none', listed: 'quiz*' },
  },
  {
    name: 'what is in an absent folder is not listed, whatever it says of itself',
    settings: [
      ['week', { listing: 'absent' }],
      ['quiz', { listing: 'full' }],
    ],
    student: { open: all, listed: 'outside* exam*' },
  },
  {
    name: 'the whole course by launch only',
    settings: [['course', { access: 'only' }]],
    student: { open: '', listed: allListed },
    launched: { at: 'quiz', open: 'quiz', listed: 'quiz*' },
  },
  {
    name: 'the item overrides its folder, the folder the course',
    settings: [
      ['course', { access: 'only' }],
      ['week', { access: 'either' }],
      ['deep', { access: 'only' }],
      ['deeper', { access: 'either' }],
    ],
    student: { open: 'week quiz notes deeper', listed: allListed },
  },
  {
    name: 'a section overrides everybody, also where everybody is nearer',
    settings: [
      ['course', { audience: 'section', section: '001', access: 'only' }],
      ['quiz', { access: 'either' }],
    ],
    student: { open: '', listed: allListed },
  },
  {
    name: "another section's setting is nothing to her",
    settings: [['course', { audience: 'section', section: '002', access: 'only' }]],
    student: { open: all, listed: allListed },
  },
  {
    name: "another person's setting is nothing to her",
    settings: [['course', { audience: 'user', person_id: 99_999, access: 'only' }]],
    student: { open: all, listed: allListed },
  },
];

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
