import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { courseReads } from '../../../src/services/visit/courseReads.ts';
import { visitCourse } from '../../../src/services/visit/courseVisit.ts';
import { liveVisit } from '../../../src/services/visit/liveLaunch.ts';
import { whoIsThere } from '../../../src/services/visit/whoIsThere.ts';
import { administratorStore } from '../../../src/storage/administratorStore.ts';
import { courseStore } from '../../../src/storage/courseStore.ts';
import { givenWordStore } from '../../../src/storage/givenWordStore.ts';
import { itemStore } from '../../../src/storage/itemStore.ts';
import { launchSessionStore } from '../../../src/storage/launchSessionStore.ts';
import { launchStore } from '../../../src/storage/launchStore.ts';
import { linkStore } from '../../../src/storage/linkStore.ts';
import { personStore } from '../../../src/storage/personStore.ts';
import type { CourseRow, ItemRow, PersonRow } from '../../../src/storage/schema/rows.ts';
import { settingsVersion } from '../../../src/storage/settingsVersion.ts';
import { engines, type OpenDatabase, openDatabase } from '../../databases.ts';
import { type Factories, factories, madeAt } from '../../factories.ts';
import { forgetLaunches, launch } from '../../launches.ts';

describe.each(engines)('who is there, on %s', (engine) => {
  let database: OpenDatabase;
  let make: Factories;
  let ann: PersonRow;
  let course: CourseRow;
  let item: ItemRow;
  beforeAll(async () => {
    database = await openDatabase(engine);
    make = factories(database.door);
  });
  beforeEach(async () => {
    await forgetLaunches(database.door);
    const domain = await make.domain();
    course = await make.course({ domain_id: domain.id });
    ann = await make.person({ domain_id: domain.id });
    await make.role({ course_id: course.id, person_id: ann.id });
    item = await make.item({ course_id: course.id });
  });
  afterAll(() => database.drop());

  const parts = () => {
    const { door } = database;
    const stores = {
      people: personStore(door),
      courses: courseStore(door),
      items: itemStore(door),
      links: linkStore(door),
      words: givenWordStore(door, () => madeAt),
    };
    return {
      ...stores,
      administrators: administratorStore(door),
      sessions: launchSessionStore(door),
      reads: courseReads(stores, settingsVersion(door)),
      now: () => madeAt,
    };
  };
  const change = (text: string, values: readonly (string | number)[]) =>
    database.door.write((sql) => sql.run(text, values));
  const byAccount = (
    startedAt: number,
    owner: { personId: number } | { administratorId: number } = { personId: ann.id },
  ) => whoIsThere(parts(), { account: { owner, startedAt }, browser: [] });

  async function launched(fields: object = {}): Promise<Buffer> {
    const record = launch({
      session: {
        state: 'open',
        domainId: course.domain_id,
        courseId: course.id,
        itemId: item.id,
        personId: ann.id,
        expiresAt: madeAt + 1,
        ...fields,
      },
    });
    await launchStore(database.door).record(record);
    if (!record.session) throw new Error('no session');
    return record.session.secretHash;
  }

  test('is nobody without an account and without a launch', async () => {
    expect(await whoIsThere(parts(), { account: undefined, browser: [] })).toEqual({
      person: undefined,
      administrator: undefined,
      launches: [],
    });
  });

  test('is the person of the account until disabled, signed out everywhere, or erased', async () => {
    expect((await byAccount(madeAt)).person?.id).toBe(ann.id);
    await change('UPDATE people SET sessions_after = ? WHERE id = ?', [madeAt + 1, ann.id]);
    expect((await byAccount(madeAt)).person).toBeUndefined();
    expect((await byAccount(madeAt + 1)).person?.id).toBe(ann.id);
    await change('UPDATE people SET disabled_at = 1 WHERE id = ?', [ann.id]);
    expect((await byAccount(madeAt + 1)).person).toBeUndefined();
    await change('DELETE FROM people WHERE id = ?', [ann.id]);
    expect((await byAccount(madeAt + 1)).person).toBeUndefined();
  });

  test('is an administrator by an administrator session alone, whatever person has the same number', async () => {
    const root = await make.administrator();
    const visit = await byAccount(madeAt, { administratorId: root.id });
    expect([visit.administrator?.id, visit.person]).toEqual([root.id, undefined]);
    expect((await byAccount(madeAt, { administratorId: 999_999 })).administrator).toBeUndefined();
    await change('UPDATE administrators SET disabled_at = 1 WHERE id = ?', [root.id]);
    expect((await byAccount(madeAt, { administratorId: root.id })).administrator).toBeUndefined();
  });

  test('holds the launches whose cookies came with the request, and no others', async () => {
    const mine = await launched();
    await launched();
    const over = await launched({ expiresAt: madeAt });
    const visit = await whoIsThere(parts(), { account: undefined, browser: [mine, over, Buffer.alloc(32)] });
    expect(visit.launches.map(({ secretHash }) => secretHash)).toEqual([mine]);
  });

  const others: [string, () => Promise<object>][] = [
    ['a ticket', async () => ({ state: 'ticket' })],
    ['one that waits to be entered', async () => ({ state: 'pending' })],
    [
      'one of another course',
      async () => ({ courseId: (await make.course({ domain_id: course.domain_id })).id }),
    ],
    ['one of a person of another domain', async () => ({ personId: (await make.person()).id })],
    [
      'one of an item of another course',
      async () => ({ itemId: (await make.item({ domain_id: course.domain_id })).id }),
    ],
    ['one of an item that is gone', async () => ({ itemId: 999_999 })],
    ['one of nobody', async () => ({ personId: undefined })],
  ];
  test.each(others)('takes no part in a course by %s', async (_, fields) => {
    const visit = await whoIsThere(parts(), {
      account: undefined,
      browser: [await launched(await fields())],
    });
    const domain = (
      await courseStore(database.door).findById({ domainId: course.domain_id, courseId: course.id })
    )?.domain;
    const found = await visitCourse(parts(), { domain: domain ?? '', course: course.course_id }, visit);
    expect([found?.course.courseId, found?.launches]).toEqual([course.id, []]);
    expect(await liveVisit(parts(), visit)).toBeUndefined();
  });

  test('takes part as what the launch made of them, and no more once they became staff', async () => {
    const visit = await whoIsThere(parts(), { account: undefined, browser: [await launched()] });
    expect(await liveVisit(parts(), visit)).toBeDefined();
    await make.role({ course_id: course.id, person_id: ann.id, role: 'proctor' });
    expect(await liveVisit(parts(), visit)).toBeUndefined();
  });

  test('finds no course that is archived, or of another domain', async () => {
    const visit = await byAccount(madeAt);
    const { domain = '' } = visit.person ?? {};
    expect(await visitCourse(parts(), { domain, course: course.course_id }, visit)).toBeDefined();
    const elsewhere = await make.domain();
    expect(
      await visitCourse(parts(), { domain: elsewhere.name, course: course.course_id }, visit),
    ).toBeUndefined();
    await change('UPDATE courses SET archived_at = 1 WHERE id = ?', [course.id]);
    // One request sees one state of things; the next one the new state.
    const next = await byAccount(madeAt);
    expect(await visitCourse(parts(), { domain, course: course.course_id }, next)).toBeUndefined();
  });
});
