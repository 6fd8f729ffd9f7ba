import type { Dialect } from './dialect.ts';
import type { SqlValue, Statement } from './door.ts';

/** One kind of rows that are over. Deleted oldest first, so that every batch is one range of one index. */
export interface OldRows {
  readonly table: string;
  /** By which SQLite finds a row again. */
  readonly key: 'rowid' | 'id';
  readonly where: string;
  /** The columns of the index by which they are found, the last one a time. MariaDB sorts unless all are named. */
  readonly by: string;
  readonly values: readonly SqlValue[];
}

/** So few that nobody who launches meanwhile waits for them. */
export const purgeBatch = 500;

/** The oldest of them, at most a batch. */
export function deleteOldest(dialect: Dialect, { table, key, where, by, values }: OldRows): Statement {
  const oldest = `FROM ${table} WHERE ${where} ORDER BY ${by} LIMIT ${purgeBatch}`;
  const text =
    dialect === 'mysql'
      ? `DELETE ${oldest}`
      : `DELETE FROM ${table} WHERE ${key} IN (SELECT ${key} ${oldest})`;
  return { text, values };
}

/** Whatever says itself until when it is good. */
export function expired(table: string, now: number): OldRows {
  return { table, key: 'rowid', where: 'expires_at < ?', by: 'expires_at', values: [now] };
}

/** Of a domain, or with null those that belong to none. */
export function oldLaunches(domainId: number | null, before: number): OldRows {
  const ofDomain = domainId === null ? 'domain_id IS NULL' : 'domain_id = ?';
  const values = domainId === null ? [before] : [domainId, before];
  return { table: 'launches', key: 'id', where: `${ofDomain} AND at < ?`, by: 'domain_id, at', values };
}

/** Of any domain, also of one that is gone. */
export function allOldLaunches(before: number): OldRows {
  return { table: 'launches', key: 'id', where: 'at < ?', by: 'at', values: [before] };
}

/** Launches that were looked at closely. */
export function oldSamples(before: number): OldRows {
  return { table: 'launch_samples', key: 'id', where: 'at < ?', by: 'at', values: [before] };
}

/** Days on which links were launched from places in the LMS; of all domains, or of one. */
export function oldPlaceDays(before: number, domainId?: number): OldRows {
  // A day is over everywhere when its number has passed in the last zone of the world.
  const day = Math.floor(before / 86_400_000) - 1;
  const table = { table: 'link_place_days', key: 'rowid' } as const;
  return domainId === undefined
    ? { ...table, where: 'day < ?', by: 'day', values: [day] }
    : { ...table, where: 'domain_id = ? AND day < ?', by: 'domain_id, day', values: [domainId, day] };
}

export function oldProposals(before: number): OldRows {
  return {
    table: 'origin_proposals',
    key: 'rowid',
    where: 'first_at < ?',
    by: 'first_at',
    values: [before],
  };
}

/** Of the protectors of one domain and its courses. */
export function oldProposalsOf(domainId: number, before: number): OldRows {
  // The plus keeps SQLite from the index of protectors, by which it would sort all that a domain has.
  const ofDomain = '+protector_id IN (SELECT id FROM protectors WHERE domain_id = ?)';
  return {
    table: 'origin_proposals',
    key: 'rowid',
    where: `first_at < ? AND ${ofDomain}`,
    by: 'first_at',
    values: [before, domainId],
  };
}
