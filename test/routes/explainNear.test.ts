import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { readCourseFacts } from '../../src/services/deepLinks/courseFacts.ts';
import { explainItem, readItem } from '../../src/services/explain/readItem.ts';
import type { CourseCoordinator } from '../../src/services/rights/coordinators.ts';
import { courseStore } from '../../src/storage/courseStore.ts';
import { personStore } from '../../src/storage/personStore.ts';
import { engines } from '../databases.ts';
import { type AccessCourse, names, openAccessCourse, type Settings } from './accessCourse.ts';
import { change } from './visitors.ts';

const parts = fc.record(
  {
    access: fc.constantFrom('either', 'only', 'off'),
    protect: fc.constantFrom('none', 'only domain:1', 'only domain:2'),
    scope: fc.constantFrom('resource', 'folder', 'subtree'),
    audience: fc.constantFrom('everybody', 'section'),
  },
  { requiredKeys: [] },
);
const settings = fc.uniqueArray(fc.tuple(fc.constantFrom('course' as const, ...names), parts), {
  maxLength: 5,
  selector: ([name]) => name,
});

describe.each(engines)('what is read to explain an item, on %s', (engine) => {
  let course: AccessCourse;
  let by: CourseCoordinator;
  beforeAll(async () => {
    course = await openAccessCourse(engine);
    const { door } = course.world.database;
    const courses = courseStore(door);
    const [person, domain, found] = await Promise.all([
      personStore(door).findByName('msu', 'cora'),
      courses.findDomain('msu'),
      courses.find('msu', 'phy101'),
    ]);
    if (!person || !domain || !found) throw new Error('no course');
    by = { person, domain, course: found, isDomainCoordinator: false };
  });
  afterAll(() => course.world.close());

  test('explains as the whole course would, whatever is set', async () => {
    const { world } = course;
    const { door } = world.database;
    const now = world.clock.now;
    await change(world, "DELETE FROM links WHERE item_id = (SELECT id FROM items WHERE item_id = 'exam')");
    await fc.assert(
      fc.asyncProperty(settings, fc.constantFrom(...names), async (set, itemId) => {
        const all = set.map(([name, { audience, ...rest }]) => [
          name,
          audience === 'section' ? { ...rest, audience, section: '001' } : rest,
        ]);
        await course.set(all as unknown as Settings);
        const near = await readItem(door, by, { itemId, now });
        const facts = await readCourseFacts(door, by.course);
        const item = facts.tree.find((head) => head.itemId === itemId);
        if (!near || !item) throw new Error('no item');
        const asked = { username: 'ann', now };
        const told = await explainItem(door, by, { overview: near, ...asked });
        const whole = await explainItem(door, by, { overview: { facts, item }, ...asked });
        expect(told).toEqual(whole);
      }),
      { numRuns: engine === 'sqlite' ? 120 : 25 },
    );
  }, 120_000);

  test('leaves out what cannot open it', async () => {
    const { door } = course.world.database;
    await course.set([['outside', { scope: 'folder' }]]);
    const deeper = await readItem(door, by, { itemId: 'deeper', now: course.world.clock.now });
    expect(deeper?.facts.tree.map(({ itemId }) => itemId).sort()).toEqual([
      'deep',
      'deeper',
      'outside',
      'week',
    ]);
  });
});
