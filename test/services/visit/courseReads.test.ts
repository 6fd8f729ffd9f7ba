import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { courseReads } from '../../../src/services/visit/courseReads.ts';
import { courseStore } from '../../../src/storage/courseStore.ts';
import { givenWordStore } from '../../../src/storage/givenWordStore.ts';
import { itemStore } from '../../../src/storage/itemStore.ts';
import { linkStore } from '../../../src/storage/linkStore.ts';
import { personStore } from '../../../src/storage/personStore.ts';
import { settingsVersion } from '../../../src/storage/settingsVersion.ts';
import { engines, type OpenDatabase, openDatabase } from '../../databases.ts';
import { factories, madeAt } from '../../factories.ts';

describe.each(engines)('what pages of a course are judged by, on %s', (engine) => {
  let database: OpenDatabase;
  beforeEach(async () => {
    database = await openDatabase(engine);
  });
  afterEach(() => database.drop());

  test('is read once, until anything changes, and never remembered where it is not there', async () => {
    const { door } = database;
    const make = factories(door);
    const domain = await make.domain();
    const course = await make.course({ domain_id: domain.id });
    const person = await make.person({ domain_id: domain.id });
    await make.role({ course_id: course.id, person_id: person.id });
    const item = await make.item({ course_id: course.id });
    let asked = 0;
    const counting = {
      ...door,
      read: ((work) => {
        asked += 1;
        return door.read(work);
      }) as typeof door.read,
    };
    const stores = {
      courses: courseStore(counting),
      items: itemStore(counting),
      people: personStore(counting),
      links: linkStore(counting),
      words: givenWordStore(counting, () => madeAt),
    };
    const reads = courseReads(stores, settingsVersion(door));
    const all = async (ids: readonly number[] = [item.id], people: readonly number[] = [person.id]) => {
      const now = await reads();
      const found = await now.course(domain.name, course.course_id);
      if (!found) throw new Error('The course is gone.');
      const [settings, heads, who] = await Promise.all([
        now.settings(found),
        now.heads(found, ids),
        now.people(found, people),
      ]);
      return { title: found.title, settings, heads, roles: who.flatMap(({ roles }) => roles) };
    };
    const link = await make.link({ course_id: course.id, item_id: item.id });
    const linked = async () => {
      const now = await reads();
      return [
        await now.courseById({ domainId: domain.id, courseId: course.id }),
        await now.link(domain.name, link.short_id),
      ];
    };
    const before = await linked();
    expect(before).toMatchObject([{ course: course.course_id }, { enabled: true, item: { id: item.id } }]);
    const count = asked;
    expect(await linked()).toEqual(before);
    expect(asked).toBe(count);
    await door.write((sql) => sql.run('UPDATE links SET enabled = 0 WHERE id = ?', [link.id]));
    expect(await linked()).toMatchObject([{}, { enabled: false }]);
    expect(await (await reads()).link(domain.name, 'nosuch')).toBeUndefined();

    asked = 0;
    const first = await all();
    // The course is known by its number already.
    expect([first.heads.length, first.roles.length, asked]).toEqual([1, 1, 3]);
    expect(await all()).toEqual(first);
    expect(asked).toBe(3);

    await door.write((sql) => sql.run('DELETE FROM roles WHERE person_id = ?', [person.id]));
    expect((await all()).roles).toEqual([]);
    await make.setting({ course_id: course.id, access: 'only' });
    expect((await all()).settings).toHaveLength(1);
    await door.write((sql) => sql.run("UPDATE courses SET title = 'New' WHERE id = ?", [course.id]));
    expect((await all()).title).toBe('New');

    const known = asked;
    for (let time = 0; time < 2; time += 1) {
      expect((await all([item.id, 999], [999])).heads).toHaveLength(1);
      expect(await (await reads()).course(domain.name, 'nowhere')).toBeUndefined();
    }
    expect(asked).toBe(known + 6);
  });
});
