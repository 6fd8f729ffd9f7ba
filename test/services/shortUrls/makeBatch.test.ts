import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomShortId } from '../../../src/crypto/shortIds.ts';
import { makeBatch } from '../../../src/services/shortUrls/makeShortUrls.ts';
import { addRows } from '../../../src/storage/rowWriting.ts';
import { engines, type OpenDatabase, openDatabase } from '../../databases.ts';
import { factories } from '../../factories.ts';

describe.each(engines)('making many short URLs, on %s', (engine) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(engine);
  });
  afterAll(() => database.drop());

  async function courseWith(items: number) {
    const course = await factories(database.door).course();
    const rows = Array.from({ length: items }, (_, n) => ({
      domain_id: course.domain_id,
      course_id: course.id,
      item_id: `i${n}`,
      path: '/',
      position: n,
      kind: 'page',
      title: `Item ${n}`,
    }));
    await database.door.write((sql) => addRows(sql, 'items', rows));
    return { domainId: course.domain_id, courseId: course.id };
  }

  const rowsOf = (courseId: number) =>
    database.door.read((sql) =>
      sql.rows<{ item_id: number; short_id: string }>(
        'SELECT item_id, short_id FROM links WHERE course_id = ?',
        [courseId],
      ),
    );

  test('tries again where an id is taken, until every item has one', async () => {
    const scope = await courseWith(30);
    // Sixty ids for thirty items and those of the other course: most of the first draws are taken.
    let draws = 0;
    const newShortId = () => {
      draws += 1;
      return `Same${String(Math.floor((draws * 7) % 60)).padStart(2, '2')}`;
    };
    const made = await makeBatch(database.door, scope, { after: 0, actor: 'me', now: 1, newShortId });
    expect(made).toEqual({ made: 30, next: undefined });
    const rows = await rowsOf(scope.courseId);
    expect(new Set(rows.map(({ short_id: id }) => id)).size).toBe(30);
    expect(draws).toBeGreaterThanOrEqual(30);
  });

  test('gives each item one short URL, however many make them at once', async () => {
    const scope = await courseWith(1_200);
    const going = async () => {
      let made = 0;
      let after: number | undefined = 0;
      while (after !== undefined) {
        const batch: { made: number; next: number | undefined } = await makeBatch(database.door, scope, {
          after,
          actor: 'me',
          now: 1,
          newShortId: () => randomShortId(),
        });
        made += batch.made;
        after = batch.next;
      }
      return made;
    };
    const made = await Promise.all([going(), going(), going()]);
    expect(made.reduce((sum, one) => sum + one, 0)).toBe(1_200);
    const rows = await rowsOf(scope.courseId);
    expect(new Set(rows.map(({ item_id: item }) => item)).size).toBe(1_200);
    expect(rows).toHaveLength(1_200);
  });
});
