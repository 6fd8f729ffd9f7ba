import type { Dialect } from './dialect.ts';

/** A column that is kept byte by byte, for `LIKE` without regard to upper and lower case. */
export function searched(dialect: Dialect, column: string): string {
  return dialect === 'mysql' ? `CONVERT(${column} USING utf8mb4)` : column;
}
