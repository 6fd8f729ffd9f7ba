import { batched } from './batch.ts';
import type { Door, Sql, SqlValue } from './door.ts';

/** Everything that a launch is judged by, but what launches themselves write. */
const tables = [
  'domains',
  'domain_addresses',
  'courses',
  'people',
  'roles',
  'items',
  'deep_links',
  'protectors',
  'links',
  'link_places',
];

const changing = new RegExp(
  `^\\s*(?:INSERT(?:\\s+IGNORE)?\\s+INTO|UPDATE|DELETE\\s+FROM|REPLACE\\s+INTO)\\s+["\`]?(?:${tables.join('|')})\\b`,
  'i',
);

const bump = 'UPDATE settings_version SET version = version + 1 WHERE id = 1';

/**
 * Does `work` within a transaction, and moves the version on if a statement of it wrote to what launches are judged by.
 * Nobody has to think of it, so nobody can forget.
 */
export async function finished<T>(sql: Sql, work: (sql: Sql) => Promise<T>): Promise<T> {
  let hasChanged = false;
  const result = await work({
    ...sql,
    run(text: string, values?: readonly SqlValue[]) {
      hasChanged ||= changing.test(text);
      return sql.run(text, values);
    },
  });
  if (hasChanged) await moveSettingsOn(sql);
  return result;
}

/** Moves the version on: at the end of a transaction, since others who do so wait for it. */
export async function moveSettingsOn(sql: Sql): Promise<void> {
  await sql.run(bump);
}

/**
 * The version of everything that launches are judged by. Whatever was read after it was asked for, and is kept under it,
 * holds for as long as the answer stays the same: on all processes and nodes, from the commit of a change on.
 */
export interface SettingsVersion {
  (): Promise<SettingsState>;
  /** The newest answer that this process had. Whoever judges by it must have it confirmed before anything counts. */
  last(): SettingsState | undefined;
  /** An answer that somebody had together with something else. */
  note(state: SettingsState): void;
}

export interface SettingsState {
  readonly version: number;
  /** Epoch seconds: launches signed before it are too old, whatever their protector says (R17). */
  readonly notBefore: number;
}

/** Its row, under names that no other table has; for whoever reads it together with something else. */
export interface SettingsColumns {
  readonly settings_version: number;
  readonly settings_not_before: number;
}

/** @param table what the table is called in the statement */
export function settingsColumns(table: string): string {
  return `${table}.version AS settings_version, ${table}.not_before AS settings_not_before`;
}

/** @throws Error where the row is not there */
export function settingsFrom(row: SettingsColumns | undefined): SettingsState {
  if (!row) throw new Error('The version of the settings is not in the database.');
  return { version: Number(row.settings_version), notBefore: Number(row.settings_not_before) };
}

/** One question for all who ask at the same time. */
export function settingsVersion(door: Door): SettingsVersion {
  let last: SettingsState | undefined;
  const ask = batched(async (asked: readonly undefined[]) => {
    const [row] = await door.read((sql) =>
      sql.rows<SettingsColumns>(`SELECT ${settingsColumns('v')} FROM settings_version v WHERE v.id = 1`),
    );
    const state = settingsFrom(row);
    last = state;
    return asked.map(() => state);
  }, 1_000);
  return Object.assign(() => ask(undefined), {
    last: () => last,
    note(state: SettingsState) {
      last = state;
    },
  });
}

/**
 * A value that is there only while the version is the one given; elsewhere it is NULL, which no column that must have a
 * value takes: the statement then fails, and its transaction with it. Its own values: the value, the version.
 */
export const valueUnderVersion = '(SELECT ? FROM settings_version WHERE id = 1 AND version = ?)';

/** The version as a transaction sees it. */
export async function versionIn(sql: Sql): Promise<number> {
  const [row] = await sql.rows<{ version: number }>('SELECT version FROM settings_version WHERE id = 1');
  return Number(row?.version ?? Number.NaN);
}
