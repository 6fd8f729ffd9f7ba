import { addAudit } from '../../storage/auditStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { breakWithPast } from '../../storage/pastStore.ts';

export interface Restored {
  /** Launches signed before it are refused; epoch seconds. */
  readonly notBefore: number;
  /** Rows that went, by table. */
  readonly ended: Readonly<Record<string, number>>;
}

/**
 * What every restore must end with, however it was made: the copy has forgotten which launches were opened since, and
 * remembers sessions that were ended (R17). Running it again does the same for the time between.
 * @param now epoch milliseconds
 */
export function restored(door: Door, now: number): Promise<Restored> {
  return door.write((sql) => markRestored(sql, now));
}

/** The same as part of a transaction. */
export async function markRestored(sql: Sql, now: number): Promise<Restored> {
  // The second that has begun is refused as a whole: a launch may have been signed and opened in it.
  const notBefore = Math.floor(now / 1000) + 1;
  const ended = await breakWithPast(sql, { notBefore, now });
  const entry = { domainId: null, courseId: null, actor: 'command line', object: 'database' };
  await addAudit(sql, [{ ...entry, deed: 'database-restored', after: { notBefore, ended } }], now);
  return { notBefore, ended };
}
