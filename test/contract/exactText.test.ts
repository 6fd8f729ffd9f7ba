import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { administratorStore } from '../../src/storage/administratorStore.ts';
import { courseStore } from '../../src/storage/courseStore.ts';
import type { Door } from '../../src/storage/door.ts';
import { itemStore } from '../../src/storage/itemStore.ts';
import { launchPersonStore } from '../../src/storage/launchPersonStore.ts';
import { launchTargetStore } from '../../src/storage/launchTargetStore.ts';
import { linkStore } from '../../src/storage/linkStore.ts';
import { personStore } from '../../src/storage/personStore.ts';
import { settingsVersion } from '../../src/storage/settingsVersion.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { type Factories, factories } from '../factories.ts';

/** Texts that an ordinary column of MySQL takes for one another: case, accents, blanks at the end, emoji, forms, ligatures. */
const confusable: readonly (readonly [string, string])[] = [
  ['AbCdEf', 'aBcDeF'],
  ['josé', 'jose'],
  ['ann', 'ann '],
  ['🦊', '🦁'],
  ['é', 'e\u0301'],
  ['straße', 'strasse'],
  ['ﬁn', 'fin'],
  ['tom', 'ｔom'],
  ['ab', 'a\u200db'],
  ['i', 'ı'],
];

describe.each(engines)('exact text on %s', (engine) => {
  let database: OpenDatabase;
  let door: Door;
  let make: Factories;
  beforeAll(async () => {
    database = await openDatabase(engine);
    door = database.door;
    make = factories(door);
  });
  afterAll(() => database.drop());

  const launched = (domain: string, shortId: string, key: string, host = 'host.example') =>
    launchTargetStore(door, settingsVersion(door)).find({ domain, shortId, host, key });

  /** What is kept under one text and asked for by another one. `find` answers the id of what it found. */
  const kinds: readonly [
    string,
    () => Promise<{ add(text: string): Promise<number>; find(text: string): Promise<unknown> }>,
  ][] = [
    [
      'a domain by its name',
      async () => ({
        add: async (name) => (await make.domain({ name })).id,
        find: async (name) => (await courseStore(door).findDomain(name))?.domainId,
      }),
    ],
    [
      'the domain of a launch',
      async () => ({
        add: async (name) => (await make.domain({ name: `${name}~` })).id,
        find: async (name) => (await launched(`${name}~`, 'none', 'none'))?.domain.id,
      }),
    ],
    [
      'the host of an address',
      async () => {
        const domain = await make.domain();
        return {
          add: async (host) => (await make.address({ domain_id: domain.id, host, origin: host })).domain_id,
          find: async (host) =>
            (await launched(domain.name, 'none', 'none', host))?.address?.origin === host
              ? domain.id
              : undefined,
        };
      },
    ],
    [
      'a person by the username',
      async () => {
        const domain = await make.domain();
        return {
          add: async (username) => (await make.person({ domain_id: domain.id, username })).id,
          find: async (username) => (await personStore(door).findByName(domain.name, username))?.id,
        };
      },
    ],
    [
      'the person whom a launch names',
      async () => {
        const course = await make.course();
        const domainId = course.domain_id;
        const question = {
          version: 1,
          domainId,
          courseId: course.id,
          protectorId: 1,
          subjectHash: undefined,
          chain: [],
        };
        return {
          add: async (username) => (await make.person({ domain_id: domainId, username })).id,
          find: async (username) =>
            (await launchPersonStore(door).find({ ...question, username })).person?.id,
        };
      },
    ],
    [
      'an administrator',
      async () => ({
        add: async (username) => (await make.administrator({ username })).id,
        find: async (username) => (await administratorStore(door).findByName(username))?.id,
      }),
    ],
    [
      'a course',
      async () => {
        const domain = await make.domain();
        return {
          add: async (course_id) => (await make.course({ domain_id: domain.id, course_id })).id,
          find: async (course) => (await courseStore(door).find(domain.name, course))?.courseId,
        };
      },
    ],
    [
      'an item',
      async () => {
        const course = await make.course();
        const scope = { domainId: course.domain_id, courseId: course.id };
        return {
          add: async (item_id) => (await make.item({ course_id: course.id, item_id })).id,
          find: async (itemId) => (await itemStore(door).find(scope, itemId))?.id,
        };
      },
    ],
    [
      'a short URL',
      async () => {
        const domain = await make.domain();
        return {
          add: async (short_id) => (await make.link({ domain_id: domain.id, short_id })).id,
          find: async (shortId) => (await linkStore(door).find(domain.name, shortId))?.id,
        };
      },
    ],
    [
      'the short URL of a launch',
      async () => {
        const domain = await make.domain();
        return {
          add: async (short_id) => (await make.link({ domain_id: domain.id, short_id })).id,
          find: async (shortId) => (await launched(domain.name, shortId, 'none'))?.link?.id,
        };
      },
    ],
    [
      "a protector's key",
      async () => {
        const domain = await make.domain();
        const link = await make.link({ domain_id: domain.id });
        return {
          add: async (consumer_key) => (await make.protector({ domain_id: domain.id, consumer_key })).id,
          find: async (key) => (await launched(domain.name, link.short_id, key))?.link?.candidates[0]?.id,
        };
      },
    ],
  ];

  describe.each(kinds)('%s', (_, begin) => {
    test.each(confusable)('is found as %j and not as %j', async (text, lookalike) => {
      const { add, find } = await begin();
      const id = await add(text);
      expect(await find(text)).toBe(id);
      expect(await find(lookalike)).toBeUndefined();
      const other = await add(lookalike);
      expect([await find(text), await find(lookalike)]).toEqual([id, other]);
    });
  });
});
