import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Door, Sql, SqlValue } from '../../src/storage/door.ts';
import { lastLaunches } from '../../src/storage/linkLaunchStore.ts';
import { countLinks, listBareItems, listLinks } from '../../src/storage/linkListStore.ts';
import { listPeople } from '../../src/storage/peopleListStore.ts';
import { settingsNaming } from '../../src/storage/protectorUseStore.ts';
import { addRows } from '../../src/storage/rowWriting.ts';
import { storedSecrets } from '../../src/storage/storedSecretStore.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { type Asked, analysed } from './plans.ts';

const scope = { domainId: 1, courseId: 2 };
const page = { offset: 0, most: 50 };
const anyLink = { ...page, pattern: undefined, state: undefined, shortIds: undefined, now: 1 };
const owner = { level: 'domain', domainId: 1, courseId: 0 } as const;

/** Questions of lists, the table that grows with the domain, and the index that they are answered from. */
const questions: readonly (readonly [string, (sql: Sql) => Promise<unknown>, string, string])[] = [
  [
    'people of a search',
    (sql) => listPeople(sql, 1, { ...page, pattern: '%ann%', filter: undefined }),
    'p',
    'ix_person_search',
  ],
  [
    'a page of people',
    (sql) => listPeople(sql, 1, { ...page, pattern: undefined, filter: undefined }),
    'p',
    'ix_person_search',
  ],
  ['shared words of a domain', (sql) => storedSecrets(sql, 1), 's', 'ix_deep_link_word'],
  [
    'settings that name a protector',
    (sql) => settingsNaming(sql, owner, { ...page, number: 1, pattern: undefined }),
    's',
    'ix_deep_link_protect',
  ],
  ['short URLs of a course', (sql) => listLinks(sql, scope, anyLink), 'l', 'uq_link_item'],
  ['how many short URLs', (sql) => countLinks(sql, scope, anyLink), 'l', 'uq_link_item'],
  [
    'items without a short URL',
    (sql) => listBareItems(sql, scope, { ...page, pattern: undefined }),
    'i',
    'uq_item',
  ],
  ['last launches of short URLs', (sql) => lastLaunches(sql, [1, 2, 3]), 'j', 'ix_launch_link'],
];

async function fill(door: Door): Promise<void> {
  const numbers = Array.from({ length: 3_000 }, (_, n) => n);
  const add = (table: string, row: (n: number) => Readonly<Record<string, SqlValue>>) =>
    door.write((sql) => addRows(sql, table, numbers.map(row)));
  await add('people', (n) => ({
    domain_id: 1 + (n % 2),
    username: `p${n}`,
    fold_hash: Buffer.alloc(32, `${n} .`),
    display_name: `Person ${n}`,
    domain_coordinator: 0,
    sessions_after: 0,
    created_at: 0,
    search_words: `p${n}\nperson ${n}\n`,
  }));
  await add('deep_links', (n) => ({
    domain_id: 1 + (n % 2),
    course_id: 2 + (n % 10),
    item_id: n,
    audience: 'everybody',
    section: '',
    person_id: 0,
    protect: n % 3 === 0 ? 'only domain:1' : null,
    key_word: n % 500 === 0 ? 'sealed' : null,
  }));
}

describe.each(engines)('what lists ask of a large domain, on %s', (engine) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(engine);
    await fill(database.door);
    await analysed(database.door, ['people', 'deep_links', 'links', 'items', 'launches']);
  }, 60_000);
  afterAll(() => database.drop());

  /** All statements that a question sends where it finds nothing. */
  async function statementsOf(question: (sql: Sql) => Promise<unknown>): Promise<readonly Asked[]> {
    const asked: Asked[] = [];
    const { dialect } = database.door;
    const run = () => Promise.reject(new Error('not asked'));
    const rows = async (text: string, values: readonly SqlValue[] = []) => {
      asked.push({ text, values });
      return [];
    };
    await question({ dialect, run, rows });
    return asked;
  }

  test.each(questions)('is answered from an index: %s', async (_, question, table, index) => {
    const statements = await statementsOf(question);
    const about = statements.filter(({ text }) => new RegExp(`\\b${table}\\.`).test(text));
    expect(about.length).toBeGreaterThan(0);
    for (const { text, values } of about) {
      if (engine === 'sqlite') {
        const plan = await database.door.read((sql) =>
          sql.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, values),
        );
        const steps = plan.map(({ detail }) => detail);
        expect([steps, steps.some((step) => new RegExp(`INDEX ${index}\\b`).test(step))]).toEqual([
          steps,
          true,
        ]);
        continue;
      }
      const plan = await database.door.read((sql) =>
        sql.rows<{ table: string | null; type: string | null; key: string | null }>(
          `EXPLAIN ${text}`,
          values,
        ),
      );
      const isEmpty = plan.every(({ table }) => table === null);
      expect([plan, isEmpty || plan.some(({ key }) => key === index)]).toEqual([plan, true]);
    }
  });
});
