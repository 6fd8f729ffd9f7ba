import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Door, SqlValue } from '../../src/storage/door.ts';
import { findLinks } from '../../src/storage/launchTargetQueries.ts';
import { addRows } from '../../src/storage/rowWriting.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';
import { factories } from '../factories.ts';

const courses = 2_000;
const numbers = Array.from({ length: courses }, (_, n) => n);
const together = numbers.slice(0, 8).map(shortIdOf);

function shortIdOf(n: number): string {
  return `link${String(n).padStart(6, '0')}`;
}

/** A domain whose courses all have a link, and a link protector of their own beside the domain's. */
async function fill(door: Door): Promise<number> {
  const make = factories(door);
  const domain = await make.domain();
  const course = await make.course({ domain_id: domain.id });
  const item = await make.item({ domain_id: domain.id, course_id: course.id });
  const link = await make.link({ domain_id: domain.id, course_id: course.id, item_id: item.id });
  const protector = await make.protector({ domain_id: domain.id, course_id: 0, consumer_key: 'key' });
  const copies = async (table: string, row: object, change: (n: number) => object) => {
    const { id: _, ...columns } = row as { id: number };
    await door.write((sql) =>
      addRows(
        sql,
        table,
        numbers.map((n) => ({ ...columns, ...change(n) }) as Record<string, SqlValue>),
      ),
    );
  };
  const first = course.id + 1;
  await copies('courses', course, (n) => ({ id: first + n, course_id: `of-${n}` }));
  await copies('items', item, (n) => ({ id: item.id + 1 + n, course_id: first + n }));
  await copies('links', link, (n) => ({
    course_id: first + n,
    item_id: item.id + 1 + n,
    short_id: shortIdOf(n),
  }));
  await copies('protectors', protector, (n) => ({ course_id: first + n }));
  return domain.id;
}

describe.each(engines)('what launches ask, on %s', (engine) => {
  let database: OpenDatabase;
  let domainId: number;
  beforeAll(async () => {
    database = await openDatabase(engine);
    domainId = await fill(database.door);
    for (const table of ['courses', 'items', 'links', 'protectors']) {
      const text = engine === 'sqlite' ? `ANALYZE ${table}` : `ANALYZE TABLE ${table}`;
      await database.door.write((sql) => sql.rows(text).catch(() => sql.run(text)));
    }
  }, 60_000);
  afterAll(() => database.drop());

  test('looks at no protector of another course, however many launches come at the same time', async () => {
    const { door } = database;
    const asked: { readonly text: string; readonly values: readonly SqlValue[] }[] = [];
    const watched: Door = {
      ...door,
      read: (work) =>
        door.read((sql) =>
          work({
            ...sql,
            rows: (text, values = []) => {
              asked.push({ text, values });
              return sql.rows(text, values);
            },
          }),
        ),
    };
    const found = await findLinks(
      watched,
      together.map((shortId) => ({ domainId, shortId, key: 'key' })),
    );
    const signers = found.map(({ rows }) => rows.filter(({ protector }) => protector !== null).length);
    expect(signers).toEqual(together.map(() => 2));
    expect(asked).toHaveLength(1);
    const { text, values } = asked[0] ?? { text: '', values: [] };
    if (engine === 'sqlite') {
      const plan = await door.read((sql) =>
        sql.rows<{ detail: string }>(`EXPLAIN QUERY PLAN ${text}`, values),
      );
      const steps = plan.map(({ detail }) => detail).filter((step) => /\b(?:p|l|c|i)\b/.test(step));
      expect(steps.filter((step) => step.startsWith('SCAN'))).toEqual([]);
      expect(steps).toContainEqual(expect.stringMatching(/SEARCH p USING INDEX uq_protector_key/));
      return;
    }
    const plan = await door.read((sql) =>
      sql.rows<{ table: string; type: string; key: string | null }>(`EXPLAIN ${text}`, values),
    );
    expect(plan.find(({ table }) => table === 'p')).toMatchObject({
      type: 'eq_ref',
      key: 'uq_protector_key',
    });
  });
});
