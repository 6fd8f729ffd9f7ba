import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { insertRows } from '../../src/storage/dialect.ts';
import type { SqlValue } from '../../src/storage/door.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';

const texts = [
  '',
  'plain',
  "o'clock",
  '\\',
  "\\'; DROP TABLE odd; -- ",
  'a ? of its own, ?? and :name',
  '\0\b\t\n\r\x1a"',
  'é \u{1f600} 中',
];
const numbers = [null, 0, -1, 1_763_000_000_000];
const blobs = [Buffer.from([0, 39, 63, 92, 255]), Buffer.alloc(5), null];

interface OddRow {
  readonly id: number;
  readonly word: string | null;
  readonly number: number | null;
  readonly bytes: Buffer | null;
}

const columns = ['id', 'word', 'number', 'bytes'];
const rowOf = (id: number): OddRow => ({
  id,
  word: texts[id % texts.length] ?? null,
  number: numbers[id % numbers.length] ?? null,
  bytes: blobs[id % blobs.length] ?? null,
});

describe.each(engines)('a statement with very many values, on %s', (engine) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(engine);
    await database.door.write((sql) =>
      sql.run(
        `CREATE TABLE odd (id int PRIMARY KEY, word varbinary(200), number bigint, bytes ${engine === 'sqlite' ? 'blob' : 'binary(5)'})`,
      ),
    );
  });
  afterAll(() => database.drop());

  async function keep(ids: readonly number[]): Promise<number> {
    const values = ids.flatMap((id): SqlValue[] => Object.values(rowOf(id)));
    const written = await database.door.write((sql) =>
      sql.run(insertRows('odd', columns, ids.length), values),
    );
    return written.affected;
  }

  async function found(ids: readonly number[]): Promise<readonly OddRow[]> {
    const rows = await database.door.read((sql) =>
      sql.rows<OddRow>(
        `SELECT ${columns.join()} FROM odd WHERE id IN (${ids.map(() => '?').join()}) ORDER BY id`,
        ids,
      ),
    );
    return rows.map((row) => ({ ...row, number: row.number === null ? null : Number(row.number) }));
  }

  test.each([
    ['few', 8, 0],
    ['many', 500, 1_000],
  ])('keeps and finds each value as it is: %s', async (_, count, first) => {
    const ids = Array.from({ length: count }, (_each, n) => first + n);
    expect(await keep(ids)).toBe(count);
    expect(await found(ids)).toEqual(ids.map(rowOf));
  });

  test('writes nothing where one of its values does not fit', async () => {
    const ids = Array.from({ length: 500 }, (_, n) => 2_000 + n);
    await expect(keep([...ids, 2_000])).rejects.toMatchObject({
      message: expect.stringMatching(/unique|duplicate/i),
    });
    expect(await found(ids)).toEqual([]);
  });
});
