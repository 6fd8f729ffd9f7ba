import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isDuplicate } from '../../src/storage/dialect.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { type Factories, factories, sha256 } from '../factories.ts';

describe.each(engines)('unique keys on %s', (engine) => {
  let database: OpenDatabase;
  let make: Factories;
  beforeAll(async () => {
    database = await openDatabase(engine);
    make = factories(database.door);
  });
  afterAll(() => database.drop());

  const twice: readonly [
    string,
    (make: Factories) => Promise<readonly [object, (fields: object) => Promise<unknown>]>,
  ][] = [
    ['name of a domain', async () => [{ name: 'twice' }, (fields) => make.domain(fields)]],
    ['host of two domains', async () => [{ host: 'twice.example' }, (fields) => make.address(fields)]],
    [
      'username in a domain',
      async () => [
        { domain_id: (await make.domain()).id, username: 'twice' },
        (fields) => make.person({ fold_hash: sha256(String(Math.random())), ...fields }),
      ],
    ],
    [
      'look-alike username in a domain',
      async () => [
        { domain_id: (await make.domain()).id, fold_hash: sha256('alike') },
        (fields) => make.person(fields),
      ],
    ],
    [
      'look-alike administrator',
      async () => [{ fold_hash: sha256('alike') }, (fields) => make.administrator(fields)],
    ],
    [
      'course in a domain',
      async () => [
        { domain_id: (await make.domain()).id, course_id: 'twice' },
        (fields) => make.course(fields),
      ],
    ],
    [
      'item in a course',
      async () => [{ course_id: (await make.course()).id, item_id: 'twice' }, (fields) => make.item(fields)],
    ],
    [
      'role of a person',
      async () => {
        const { course_id, person_id, domain_id } = await make.role();
        return [{ course_id, person_id, domain_id, role: 'proctor' }, (fields) => make.role(fields)];
      },
    ],
    [
      'setting of the whole course',
      async () => [{ course_id: (await make.course()).id }, (fields) => make.setting(fields)],
    ],
    [
      "number of a domain's protector",
      async () => [
        { domain_id: (await make.domain()).id, number: 1 },
        (fields) =>
          make.protector({ ...fields, name: String(Math.random()), consumer_key: String(Math.random()) }),
      ],
    ],
    [
      "name of a course's protector",
      async () => [
        { course_id: (await make.course()).id, name: 'twice' },
        (fields) => make.protector(fields),
      ],
    ],
    [
      "key of a domain's protector",
      async () => [
        { domain_id: (await make.domain()).id, consumer_key: 'twice' },
        (fields) => make.protector(fields),
      ],
    ],
    [
      'short URL in a domain',
      async () => [
        { domain_id: (await make.domain()).id, short_id: 'twice1' },
        (fields) => make.link(fields),
      ],
    ],
    [
      'short URL of one item',
      async () => {
        const { course_id, id } = await make.item();
        return [{ course_id, item_id: id }, (fields) => make.link(fields)];
      },
    ],
  ];
  test.each(twice)('takes the same %s once only, and says that it is a duplicate', async (_, prepare) => {
    const [fields, add] = await prepare(make);
    await add(fields);
    const refusal = await add(fields).catch((error: unknown) => error);
    expect(isDuplicate(refusal)).toBe(true);
  });

  test('lets keys, names, usernames, courses, items and short ids recur in another domain', async () => {
    for (const domain of [await make.domain(), await make.domain()]) {
      const domain_id = domain.id;
      const course = await make.course({ domain_id, course_id: 'again' });
      await make.person({ domain_id, username: 'again' });
      const item = await make.item({ course_id: course.id, item_id: 'again' });
      await make.link({ course_id: course.id, item_id: item.id, short_id: 'again1' });
      for (const course_id of [0, course.id]) {
        await make.protector({ domain_id, course_id, number: 1, name: 'again', consumer_key: 'again' });
      }
    }
  });
});
