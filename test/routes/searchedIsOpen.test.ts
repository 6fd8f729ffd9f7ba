import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fillTexts } from '../../src/services/items/fillTexts.ts';
import { removeItems } from '../../src/storage/treeChanges.ts';
import { engines } from '../databases.ts';
import { type AccessCourse, names, openAccessCourse, type Settings } from './accessCourse.ts';
import { change, launched, rowsOf, verdict } from './visitors.ts';

const parts = fc.record(
  {
    access: fc.constantFrom('either', 'only', 'off'),
    protect: fc.constantFrom('none', 'only', 'only domain:1', 'only domain:2'),
    scope: fc.constantFrom('resource', 'folder', 'subtree'),
    others: fc.constantFrom('hide', 'show'),
    listing: fc.constantFrom('full', 'details', 'absent'),
  },
  { requiredKeys: [] },
);
const settings = fc.uniqueArray(fc.tuple(fc.constantFrom('course' as const, ...names), parts), {
  maxLength: 5,
  selector: ([name]) => name,
});

const linksIn = (text: string, pattern: RegExp): readonly string[] =>
  [...(pattern.exec(text)?.[0] ?? '').matchAll(/href="\/msu\/phy101\/([^"]*)"/g)].map(([, id = '']) => id);

describe.each(engines)('whatever is set, on %s', (engine) => {
  let course: AccessCourse;
  beforeAll(async () => {
    course = await openAccessCourse(engine);
    await change(course.world, "UPDATE items SET body = 'A common word.' WHERE kind = 'page'");
  });
  afterAll(() => course.world.close());

  test('search, previous, next and crumbs lead to nothing that does not open, and search to nothing unlisted', async () => {
    await fc.assert(
      fc.asyncProperty(settings, fc.constantFrom(...names), async (set, start) => {
        await course.set(set as Settings);
        const byLaunch = await launched(course.world, course.links[start]).catch(() => undefined);
        for (const visitor of [course.student, ...(byLaunch ? [byLaunch] : [])]) {
          const contents = await visitor.get('/msu/phy101');
          const listed = linksIn(contents.text, /<ul class="list">[\s\S]*<\/ul>/);
          const search = await visitor.get('/msu/phy101/search?q=TITLE');
          const found = linksIn(search.text, /<ul class="list found"[\s\S]*<\/ul>/);
          const verdicts = new Map<string, string>();
          for (const name of names) {
            const page = await visitor.get(`/msu/phy101/${name}`);
            verdicts.set(name, verdict(page));
            if (page.status !== 200) continue;
            for (const to of linksIn(page.text, /<nav class="book"[\s\S]*?<\/nav>/)) {
              expect([name, to, verdict(await visitor.get(`/msu/phy101/${to}`))]).toEqual([name, to, 'open']);
            }
          }
          const openOnes = listed.filter((name) => verdicts.get(name) === 'open');
          expect([...found].sort()).toEqual([...openOnes].sort());
        }
      }),
      { numRuns: engine === 'sqlite' ? 25 : 8 },
    );
  }, 300_000);

  test('texts of an older version are made anew, once, and nobody else’s is touched', async () => {
    const { world } = course;
    const { door } = world.database;
    await course.staff.get('/msu/phy101/search?q=common');
    await change(world, "UPDATE item_texts SET rules = 0, folded = 'old' WHERE item_id = ?", [
      course.items.quiz.id,
    ]);
    await change(world, 'DELETE FROM item_texts WHERE item_id = ?', [course.items.deep.id]);
    expect([await fillTexts(door), await fillTexts(door)]).toEqual([2, 0]);
    const found = await course.staff.get('/msu/phy101/search?q=common');
    expect(found.text).toContain('/msu/phy101/quiz"');
    const old = await rowsOf(world, "SELECT item_id FROM item_texts WHERE INSTR(folded, 'old') > 0");
    expect(old).toEqual([]);
  });

  test('an item that is deleted takes what it is found by along', async () => {
    const { world } = course;
    await course.set([]);
    await course.staff.get('/msu/phy101/search?q=common');
    const kept = () => rowsOf<{ item_id: number }>(world, 'SELECT item_id FROM item_texts ORDER BY item_id');
    expect(await kept()).toHaveLength(names.length);
    const scope = { domainId: world.domain.id, courseId: world.course.id };
    await world.database.door.write((sql) => removeItems(sql, scope, [course.items.exam.id]));
    expect((await kept()).map(({ item_id }) => item_id)).not.toContain(course.items.exam.id);
  });
});
