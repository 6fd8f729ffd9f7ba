import type { Dialect } from './dialect.ts';

/** A column that is kept byte by byte, for `LIKE` without regard to upper and lower case. */
export function searched(dialect: Dialect, column: string): string {
  return dialect === 'mysql' ? `CONVERT(${column} USING utf8mb4)` : column;
}

/** Joins in the order in which the tables stand: guesses about a few rows would begin with a whole domain's. */
export function inThisOrder(dialect: Dialect): string {
  return dialect === 'mysql' ? 'STRAIGHT_JOIN' : 'CROSS JOIN';
}

/** By this index, whatever statistics say: a page that is sorted by id would be sought among everybody's rows. */
export function byIndex(dialect: Dialect, name: string): string {
  return dialect === 'mysql' ? `FORCE INDEX (${name})` : `INDEXED BY ${name}`;
}

/** Whether people are called so, for a pattern that was folded as their words are (model/searchWords.ts). */
export function searchesPeople(table: string): string {
  return `${table}.search_words LIKE ? ESCAPE '!'`;
}
