import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { EntitySchemaColumnOptions, FindOptionsWhere } from 'typeorm';
import { insertRows } from '../../src/storage/dialect.ts';
import type { SqlValue } from '../../src/storage/door.ts';
import { schemas } from '../../src/storage/schema/index.ts';
import { engines, type OpenDatabase, openDatabase } from '../databases.ts';

type Row = Record<string, SqlValue>;

const words = 'Ünï 🦊 $ \\ " \' ';

function textOf(bytes: number): string {
  let text = '';
  for (const character of words.repeat(Math.ceil(bytes / 10))) {
    if (Buffer.byteLength(text + character) > bytes) break;
    text += character;
  }
  return text;
}

/** The hardest value that a column must give back as it was. What MySQL declares tells how much fits in. */
function hardValue({ type, length }: EntitySchemaColumnOptions): SqlValue {
  const room = Number(length ?? 0);
  switch (type) {
    case 'int':
      return 2_147_483_647;
    case 'tinyint':
      return 1;
    case 'bigint':
      return 4_102_444_799_999;
    case 'binary':
      return Buffer.from(Array.from({ length: room }, (_, place) => 255 - place * 7));
    case 'varbinary':
      return textOf(room);
    case 'varchar':
      return Array.from(words.repeat(room)).slice(0, room).join('');
    case 'mediumtext':
    case 'mediumblob':
      return `${words}\r\n\u2028`.repeat(100);
    default:
      throw new Error(`There is no example of a ${String(type)} yet.`);
  }
}

interface Table {
  readonly name: string;
  readonly full: Row;
  readonly sparse: Row;
}

/** Every table of the schema with two rows: all columns at their limits, and NULL wherever it is allowed. */
const tables: readonly Table[] = schemas('mysql').map(({ options }) => {
  const columns = Object.entries(options.columns) as [string, EntitySchemaColumnOptions][];
  const rowOf = (id: number, nulls: boolean): Row =>
    Object.fromEntries(
      columns.map(([name, column]) => {
        if (column.generated) return [name, id];
        if (nulls && column.nullable) return [name, null];
        const value = hardValue(column);
        // The second row must not be a duplicate of the first one.
        if (!nulls) return [name, value];
        if (Buffer.isBuffer(value)) return [name, Buffer.alloc(value.length, 0xfe)];
        return [name, typeof value === 'string' ? '' : 0];
      }),
    );
  return { name: options.name, full: rowOf(4_000_000_000, false), sparse: rowOf(3, true) };
});

describe.each(engines)('rows on %s', (engine) => {
  let database: OpenDatabase;
  beforeAll(async () => {
    database = await openDatabase(engine);
    await database.door.write((sql) => sql.run('DELETE FROM settings_version'));
  });
  afterAll(() => database.drop());

  const writeWith = {
    mapper: ({ name, full, sparse }: Table) =>
      database.door.unit(async ({ orm }) => {
        for (const row of [full, sparse]) await orm.insert(name, { ...row });
      }),
    sql: ({ name, full, sparse }: Table) =>
      database.door.write(async (sql) => {
        for (const row of [full, sparse])
          await sql.run(insertRows(name, Object.keys(row), 1), Object.values(row));
      }),
  } as const;

  const cases = tables.flatMap((table) =>
    (['mapper', 'sql'] as const).map((writer) => [table.name, writer, table] as const),
  );

  test.each(cases)(
    'of %s written by %s come back the same, by mapper and SQL alike',
    async (name, writer, table) => {
      await writeWith[writer](table);
      const keys = Object.keys(table.full);
      await database.door.unit(async ({ orm, ...sql }) => {
        const mapped = (await orm.find(name)).map((row) => ({ ...(row as Row) }));
        const raw = (await sql.rows<Row>(`SELECT * FROM ${name}`)).map((row) => ({ ...row }));
        for (const rows of [mapped, raw]) {
          expect(rows).toHaveLength(2);
          expect(rows).toContainEqual(table.full);
          expect(rows).toContainEqual(table.sparse);
          for (const row of rows) expect(Object.keys(row).sort()).toEqual([...keys].sort());
        }
        await orm.createQueryBuilder().delete().from(name).execute();
      });
    },
  );

  test.each(tables.map((table) => [table.name, table] as const))(
    'of %s are found, changed and removed by the mapper under exact text and bytes',
    async (name, table) => {
      await writeWith.mapper(table);
      const where = { ...table.full } as FindOptionsWhere<Row>;
      await database.door.unit(async ({ orm }) => {
        const rows = orm.getRepository<Row>(name);
        const found = await rows.findOneByOrFail(where);
        expect({ ...found }).toEqual(table.full);
        await rows.save(found);
        expect(await rows.count()).toBe(2);
        await rows.delete(where);
        expect((await rows.find()).map((row) => ({ ...row }))).toEqual([table.sparse]);
        await rows.delete(primaryOf(table) as FindOptionsWhere<Row>);
        expect(await rows.count()).toBe(0);
      });
    },
  );

  function primaryOf(table: Table): Row {
    const schema = schemas('mysql').find(({ options }) => options.name === table.name);
    const columns = Object.entries(schema?.options.columns ?? {}) as [string, EntitySchemaColumnOptions][];
    return Object.fromEntries(
      columns.filter(([, { primary }]) => primary).map(([name]) => [name, table.sparse[name] ?? null]),
    );
  }
});
