import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { courseStore } from '../../src/storage/courseStore.ts';
import { dataKeyStore } from '../../src/storage/dataKeyStore.ts';
import type { Door } from '../../src/storage/door.ts';
import { itemStore } from '../../src/storage/itemStore.ts';
import { journalStore } from '../../src/storage/journalStore.ts';
import { launchPersonStore } from '../../src/storage/launchPersonStore.ts';
import { launchTargetStore } from '../../src/storage/launchTargetStore.ts';
import { linkStore } from '../../src/storage/linkStore.ts';
import { personStore } from '../../src/storage/personStore.ts';
import { settingsVersion } from '../../src/storage/settingsVersion.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { type Factories, factories, madeAt, sha256 } from '../factories.ts';
import { makeCourse, makeDomain, type World } from './worlds.ts';

describe.each(engines)('what belongs to another domain or course, on %s', (engine) => {
  let database: OpenDatabase;
  let door: Door;
  let ours: World;
  let sibling: World;
  let foreign: World;
  let make: Factories;
  beforeAll(async () => {
    database = await openDatabase(engine);
    door = database.door;
    make = factories(door);
    const [here, there] = [await makeDomain(make, door), await makeDomain(make, door)];
    ours = await makeCourse(make, here, 'phy101');
    sibling = await makeCourse(make, here, 'phy102');
    foreign = await makeCourse(make, there, 'phy101');
    await makeCourse(make, there, 'phy102');
    await journalStore(door).addAll(
      [ours, sibling, foreign].map(({ domain, course }) => ({
        at: madeAt,
        reference: 'SAME2345',
        code: 'opened' as const,
        domainId: domain.id,
        courseId: course.id,
        named: course.title,
      })),
    );
  });
  afterAll(() => database.drop());

  const scopeOf = (world: World) => ({ domainId: world.domain.id, courseId: world.course.id });
  /** The right course under the wrong domain: what a forged or stale form would ask for. */
  const crossed = () => ({ domainId: foreign.domain.id, courseId: ours.course.id });

  const ask = (world: World, fields: object = {}) => ({
    ...scopeOf(world),
    version: 1,
    username: 'ann',
    protectorId: world.ofDomain.id,
    subjectHash: sha256('lms user'),
    chain: [world.item.id],
    ...fields,
  });

  const launched = (domain: string, shortId: string, host = 'none.example') =>
    launchTargetStore(door, settingsVersion(door)).find({ domain, shortId, host, key: 'the-key' });

  const questions: readonly [string, () => Promise<unknown>, () => unknown][] = [
    [
      'a course by its id',
      async () => (await courseStore(door).find(ours.domain.name, 'phy101'))?.courseId,
      () => ours.course.id,
    ],
    [
      'a course by its key',
      async () => (await courseStore(door).findById(scopeOf(ours)))?.title,
      () => ours.course.title,
    ],
    ['a course by its key, crossed', () => courseStore(door).findById(crossed()), () => undefined],
    [
      'the courses of a domain',
      () => courseStore(door).ofDomain(ours.domain.id),
      () => [ours, sibling].map(({ course }) => ({ course: course.course_id, title: course.title })),
    ],
    [
      'the courses of a person',
      async () => (await courseStore(door).ofPerson(ours.ann.id)).map(({ domain, title }) => [domain, title]),
      () => [ours, sibling].map(({ domain, course }) => [domain.name, course.title]),
    ],
    [
      'an item',
      async () => (await itemStore(door).find(scopeOf(ours), 'week1'))?.title,
      () => ours.course.title,
    ],
    ['an item, crossed', () => itemStore(door).find(crossed(), 'week1'), () => undefined],
    [
      'items by their keys',
      async () =>
        (
          await itemStore(door).findByIds(
            scopeOf(ours),
            [ours, sibling, foreign].map(({ item }) => item.id),
          )
        ).map(({ id }) => id),
      () => [ours.item.id],
    ],
    ['items by their keys, crossed', () => itemStore(door).findByIds(crossed(), [ours.item.id]), () => []],
    [
      'the tree',
      async () => (await itemStore(door).tree(scopeOf(ours))).map(({ id }) => id),
      () => [ours.item.id],
    ],
    ['the tree, crossed', () => itemStore(door).tree(crossed()), () => []],
    [
      'the settings',
      async () => (await itemStore(door).settings(scopeOf(ours))).map(({ item }) => item).sort(),
      () => [ours.item.id, null].sort(),
    ],
    ['the settings, crossed', () => itemStore(door).settings(crossed()), () => []],
    [
      'a person by the name',
      async () => (await personStore(door).findByName(ours.domain.name, 'ann'))?.id,
      () => ours.ann.id,
    ],
    [
      'people of a course with their roles in it',
      async () =>
        (await personStore(door).findInCourse(scopeOf(ours), [ours.ann.id, foreign.ann.id])).map(
          ({ id, roles }) => [id, roles.map(({ section }) => section)],
        ),
      () => [[ours.ann.id, [ours.course.title]]],
    ],
    [
      'people of a course, crossed',
      async () =>
        (await personStore(door).findInCourse(crossed(), [ours.ann.id, foreign.ann.id])).map(
          ({ id, roles }) => [id, roles],
        ),
      () => [[foreign.ann.id, []]],
    ],
    [
      'a short URL',
      async () => (await linkStore(door).find(ours.domain.name, 'abc234'))?.id,
      () => ours.link.id,
    ],
    [
      'a short URL of the sibling',
      async () => (await linkStore(door).find(ours.domain.name, 'xyz789'))?.courseId,
      () => sibling.course.id,
    ],
    [
      'the link, item and course of a launch',
      async () => {
        const link = (await launched(ours.domain.name, 'abc234'))?.link;
        return [link?.id, link?.item?.id, link?.course.id];
      },
      () => [ours.link.id, ours.item.id, ours.course.id],
    ],
    [
      'the protectors of a launch: of its course first, then of its domain, nobody else',
      async () => (await launched(ours.domain.name, 'abc234'))?.link?.candidates.map(({ id }) => id),
      () => [ours.ofCourse.id, ours.ofDomain.id],
    ],
    [
      'the person, roles and settings of a launch',
      async () => {
        const { person, settings } = await launchPersonStore(door).find(ask(ours));
        return [
          person?.id,
          person?.roles.map(({ section }) => section),
          settings.map(({ item }) => item).sort(),
        ];
      },
      () => [ours.ann.id, [ours.course.title], [ours.item.id, null].sort()],
    ],
    [
      'the person and settings of a launch, crossed',
      async () => {
        const { person, settings } = await launchPersonStore(door).find(ask(ours, crossed()));
        return [person?.id, person?.roles, settings];
      },
      () => [foreign.ann.id, [], []],
    ],
    [
      'settings of items that are of another course',
      async () =>
        (
          await launchPersonStore(door).find(ask(ours, { chain: [sibling.item.id, foreign.item.id] }))
        ).settings.map(({ item }) => item),
      () => [null],
    ],
    [
      "a domain's encryption keys",
      async () => (await dataKeyStore(door).ofDomain(ours.domain.id)).map(({ wrapped }) => wrapped),
      () => [ours.domain.name],
    ],
    [
      "a domain's journal",
      async () =>
        (await journalStore(door).list({ domainId: ours.domain.id, last: 9 })).map(({ named }) => named),
      () => [sibling.course.title, ours.course.title],
    ],
    [
      "a course's journal",
      async () =>
        (await journalStore(door).list({ ...scopeOf(ours), reference: 'SAME2345', last: 9 })).map(
          ({ named }) => named,
        ),
      () => [ours.course.title],
    ],
    ["a course's journal, crossed", () => journalStore(door).list({ ...crossed(), last: 9 }), () => []],
  ];
  // Whoever forgets the domain finds the oldest row; so the younger domain asks, too.
  const younger: readonly [string, () => Promise<unknown>, () => unknown][] = [
    [
      'a course by its id, asked by the younger domain',
      async () => (await courseStore(door).find(foreign.domain.name, 'phy101'))?.courseId,
      () => foreign.course.id,
    ],
    [
      'a person by the name, asked by the younger domain',
      async () => (await personStore(door).findByName(foreign.domain.name, 'ann'))?.id,
      () => foreign.ann.id,
    ],
    [
      'a short URL, asked by the younger domain',
      async () => (await linkStore(door).find(foreign.domain.name, 'abc234'))?.id,
      () => foreign.link.id,
    ],
  ];
  test.each([...questions, ...younger])('is never in the answer to: %s', async (_, question, answer) => {
    expect(await question()).toEqual(answer());
  });

  test('keeps the memory of LMS users apart by protector (R3)', async () => {
    await door.write(async (sql) => {
      for (const { ofDomain, ann } of [ours, foreign]) {
        await sql.run(
          'INSERT INTO lms_users (protector_id, subject_hash, person_id, first_at) VALUES (?, ?, ?, ?)',
          [ofDomain.id, sha256('lms user'), ann.id, madeAt],
        );
      }
    });
    const remembered = async (protectorId: number) =>
      (await launchPersonStore(door).find(ask(ours, { protectorId }))).rememberedId;
    expect(await remembered(ours.ofDomain.id)).toBe(ours.ann.id);
    expect(await remembered(foreign.ofDomain.id)).toBe(foreign.ann.id);
    expect(await remembered(ours.ofCourse.id)).toBeUndefined();
  });

  test('is not reached through a host of another domain (R11)', async () => {
    await make.address({ domain_id: ours.domain.id, host: 'ours.example', origin: 'https://ours.example' });
    expect((await launched(ours.domain.name, 'abc234', 'ours.example'))?.address?.origin).toBe(
      'https://ours.example',
    );
    const other = await launched(foreign.domain.name, 'abc234', 'ours.example');
    expect([other?.address, other?.domain.hasOwnAddress]).toEqual([undefined, false]);
  });

  test('is not mixed in where launches of several domains are answered in one go', async () => {
    const store = launchTargetStore(door, settingsVersion(door));
    const worlds = [ours, foreign, sibling, foreign, ours];
    const targets = await Promise.all(
      worlds.map(({ domain, link }) =>
        store.find({ domain: domain.name, shortId: link.short_id, host: 'none.example', key: 'the-key' }),
      ),
    );
    expect(targets.map((target) => target?.link?.candidates.map(({ id }) => id))).toEqual(
      worlds.map(({ ofCourse, ofDomain }) => [ofCourse.id, ofDomain.id]),
    );
    const people = launchPersonStore(door);
    const found = await Promise.all(worlds.map((world) => people.find(ask(world))));
    expect(found.map(({ person }) => [person?.id, person?.roles.map(({ section }) => section)])).toEqual(
      worlds.map(({ ann, course }) => [ann.id, [course.title]]),
    );
    expect(found.map(({ settings }) => settings.flatMap(({ item }) => item ?? []))).toEqual(
      worlds.map(({ item }) => [item.id]),
    );
  });
});
