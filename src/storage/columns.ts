import type { EntitySchemaColumnOptions, EntitySchemaIndexOptions, ValueTransformer } from 'typeorm';
import { EntitySchema } from 'typeorm';
import type { Dialect } from './dialect.ts';

/**
 * Kinds of columns, so that one description serves both engines. MySQL's ordinary text folds case, accents and
 * trailing blanks (`AbC` = `aBc`, `josé` = `jose`, all emoji equal); whatever is looked up or unique is therefore `exact`.
 */
type ColumnKind = (dialect: Dialect) => EntitySchemaColumnOptions;

const asNumber: ValueTransformer = {
  to: (value: unknown) => value,
  from: (value: unknown) => (value === null || value === undefined ? value : Number(value)),
};

const asBytes: ValueTransformer = {
  to: (value: unknown) => (typeof value === 'string' ? Buffer.from(value, 'utf8') : value),
  from: (value: unknown) => (Buffer.isBuffer(value) ? value.toString('utf8') : value),
};

export const key: ColumnKind = (dialect) =>
  dialect === 'mysql'
    ? { type: 'int', unsigned: true, primary: true, generated: 'increment' }
    : { type: 'integer', primary: true, generated: 'increment' };

export const bigKey: ColumnKind = (dialect) =>
  dialect === 'mysql'
    ? { type: 'bigint', unsigned: true, primary: true, generated: 'increment', transformer: asNumber }
    : { type: 'integer', primary: true, generated: 'increment' };

export const ref: ColumnKind = (dialect) =>
  dialect === 'mysql' ? { type: 'int', unsigned: true } : { type: 'integer' };

export const int: ColumnKind = (dialect) => ({ type: dialect === 'mysql' ? 'int' : 'integer' });

/** Epoch milliseconds, or any whole number past 2^31. TypeORM would hand it over as a string. */
export const time: ColumnKind = () => ({ type: 'bigint', transformer: asNumber });

/** 0 or 1. */
export const flag: ColumnKind = () => ({ type: 'tinyint' });

/** Text that is compared byte by byte, at most so many bytes of UTF-8. */
export const exact =
  (bytes: number): ColumnKind =>
  (dialect) =>
    dialect === 'mysql' ? { type: 'varbinary', length: bytes, transformer: asBytes } : { type: 'text' };

/** Text for people's eyes and searches; never unique, never a key. */
export const text =
  (characters: number): ColumnKind =>
  (dialect) =>
    dialect === 'mysql' ? { type: 'varchar', length: characters } : { type: 'text' };

export const longText: ColumnKind = (dialect) => ({ type: dialect === 'mysql' ? 'mediumtext' : 'text' });

/** Long text that is compared byte by byte. */
export const longExact: ColumnKind = (dialect) =>
  dialect === 'mysql' ? { type: 'mediumblob', transformer: asBytes } : { type: 'text' };

/** Exactly so many bytes: hashes and random marks. */
export const bytes =
  (length: number): ColumnKind =>
  (dialect) =>
    dialect === 'mysql' ? { type: 'binary', length } : { type: 'blob' };

export const orNull =
  (kind: ColumnKind): ColumnKind =>
  (dialect) => ({ ...kind(dialect), nullable: true });

/** 0 where nobody says anything. */
export const orZero =
  (kind: ColumnKind): ColumnKind =>
  (dialect) => ({ ...kind(dialect), default: 0 });

export const primary =
  (kind: ColumnKind): ColumnKind =>
  (dialect) => ({ ...kind(dialect), primary: true });

interface TableDescription<Row> {
  readonly name: string;
  readonly columns: { readonly [Column in keyof Row]: ColumnKind };
  readonly unique?: Readonly<Record<string, readonly (keyof Row & string)[]>>;
  readonly indexes?: Readonly<Record<string, readonly (keyof Row & string)[]>>;
}

/** One table as TypeORM wants it. Properties and columns have one name, so that raw SQL and the mapper read the same rows. */
export function table<Row>(dialect: Dialect, description: TableDescription<Row>): EntitySchema<Row> {
  const columns: Record<string, EntitySchemaColumnOptions> = {};
  for (const [name, kind] of Object.entries(description.columns) as [string, ColumnKind][])
    columns[name] = kind(dialect);
  const indices: EntitySchemaIndexOptions[] = [];
  for (const [name, on] of Object.entries(description.unique ?? {}))
    indices.push({ name, columns: [...on], unique: true });
  for (const [name, on] of Object.entries(description.indexes ?? {}))
    indices.push({ name, columns: [...on] });
  return new EntitySchema<Row>({
    name: description.name,
    tableName: description.name,
    columns: columns as EntitySchema<Row>['options']['columns'],
    indices,
  });
}
