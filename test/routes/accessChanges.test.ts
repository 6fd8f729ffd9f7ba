import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type Browser, heading } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { type AccessCourse, openAccessCourse } from './accessCourse.ts';
import { change, launched, verdict } from './visitors.ts';

// R8: settings, roles and persons are judged at every request; a launch counts for its item and its protector.
describe.each(engines)('what changes between two requests on %s', (engine) => {
  let course: AccessCourse;
  let ann: Browser;
  const quiz = async (visitor = ann) => verdict(await visitor.get('/msu/phy101/quiz'));
  beforeAll(async () => {
    course = await openAccessCourse(engine);
  });
  beforeEach(async () => {
    await course.set([['quiz', { protect: 'only domain:1', others: 'hide' }]]);
    ann = await launched(course.world, course.links.quiz);
  });
  afterAll(() => course.world.close());

  const settings: [string, string, string][] = [
    ['another protector is asked for', "UPDATE deep_links SET protect = 'only domain:2'", 'lms'],
    ['no protector is accepted any more', "UPDATE deep_links SET protect = 'only'", 'lms'],
    ['the shared word is asked for', "UPDATE deep_links SET protect = 'key'", 'lms'],
    ['deep links are switched off', "UPDATE deep_links SET access = 'off'", 'lms'],
    [
      'the item becomes absent and another protector its own',
      "UPDATE deep_links SET protect = 'only', listing = 'absent'",
      'none',
    ],
    ['the setting is deleted', 'DELETE FROM deep_links', 'open'],
  ];
  test.each(settings)('counts at once for a launched session: %s', async (_, text, says) => {
    expect(await quiz()).toBe('open');
    await change(course.world, text);
    expect(await quiz()).toBe(says);
  });

  test('counts at once for a normal session', async () => {
    expect(await quiz(course.student)).toBe('lms');
    await course.set([['quiz', { access: 'either' }]]);
    expect(await quiz(course.student)).toBe('open');
    await course.set([['course', { access: 'only' }]]);
    expect(await quiz(course.student)).toBe('lms');
  });

  test('lets a moved item go by its new folders', async () => {
    const { world, items } = course;
    await course.set([['deep', { access: 'only' }]]);
    expect(verdict(await course.student.get('/msu/phy101/exam'))).toBe('open');
    const path = `/${items.week.id}/${items.deep.id}/`;
    await change(world, "UPDATE items SET parent_id = ?, path = ? WHERE item_id = 'exam'", [
      items.deep.id,
      path,
    ]);
    expect(verdict(await course.student.get('/msu/phy101/exam'))).toBe('lms');
    await change(world, "UPDATE items SET parent_id = NULL, path = '/' WHERE item_id = 'exam'");
  });

  test('does not carry a launch over to what its link is pointed at afterwards', async () => {
    const { world, items, links } = course;
    await course.set([
      ['quiz', { protect: 'only domain:1', others: 'hide' }],
      ['exam', { protect: 'only domain:1' }],
    ]);
    const point = async (id: number) => {
      await change(world, 'UPDATE links SET item_id = 0 WHERE id = ?', [links.exam.id]);
      await change(world, 'UPDATE links SET item_id = ? WHERE id = ?', [id, links.quiz.id]);
    };
    await point(items.exam.id);
    try {
      expect(await quiz()).toBe('open');
      expect(verdict(await ann.get('/msu/phy101/exam'))).toBe('lms');
      expect(verdict(await ann.get(`/tiny/msu/${links.quiz.short_id}`))).toBe('lms');
      const again = await launched(world, links.quiz, {}, world.browser());
      expect(verdict(await again.get('/msu/phy101/exam'))).toBe('open');
    } finally {
      await point(items.quiz.id);
      await change(world, 'UPDATE links SET item_id = ? WHERE id = ?', [items.exam.id, links.exam.id]);
    }
  });

  test('stays with a launch whose link or protector is closed for new ones', async () => {
    const { world, links } = course;
    await change(world, 'UPDATE links SET enabled = 0 WHERE id = ?', [links.quiz.id]);
    await change(world, 'UPDATE protectors SET enabled = 0 WHERE number = 1');
    try {
      expect(await quiz()).toBe('open');
      const refused = await world.launch(world.browser(), links.quiz);
      expect([refused.status, refused.setCookies]).toEqual([401, []]);
    } finally {
      await change(world, 'UPDATE links SET enabled = 1');
      await change(world, 'UPDATE protectors SET enabled = 1');
    }
  });

  test('closes a short URL that is switched off, out of its dates, or whose item is gone, as if it had never been', async () => {
    const { world, links, student } = course;
    const now = Math.floor(world.clock.now / 1000);
    const path = `/tiny/msu/${links.outside.short_id}`;
    expect((await student.get(path)).headers.location).toBe('/msu/phy101/outside');
    for (const set of [
      'enabled = 0',
      `valid_from = ${now + 1}`,
      `valid_until = ${now - 1}`,
      'item_id = 999999',
    ]) {
      await change(world, `UPDATE links SET ${set} WHERE id = ?`, [links.outside.id]);
      expect([set, verdict(await student.get(path))]).toEqual([set, 'none']);
      await change(
        world,
        'UPDATE links SET enabled = 1, valid_from = NULL, valid_until = NULL, item_id = ? WHERE id = ?',
        [course.items.outside.id, links.outside.id],
      );
    }
  });

  test('takes a new name of an item into every page, and its old id out of every address', async () => {
    const { world } = course;
    await change(world, "UPDATE items SET title = 'Renamed', item_id = 'renamed' WHERE item_id = 'exam'");
    expect(heading(await course.student.get('/msu/phy101/renamed'))).toBe('Renamed');
    expect(verdict(await course.student.get('/msu/phy101/exam'))).toBe('none');
    await change(world, "UPDATE items SET item_id = 'exam' WHERE item_id = 'renamed'");
  });

  test('refuses a setting that cannot be understood, instead of guessing', async () => {
    await change(course.world, "UPDATE deep_links SET access = 'maybe'");
    const answer = await ann.get('/msu/phy101/quiz');
    expect([answer.status, answer.text.includes('TITLE')]).toEqual([500, false]);
    await course.set([]);
    expect(await quiz()).toBe('open');
  });
});
