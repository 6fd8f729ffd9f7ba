import type { OriginWord } from '../model/origin.ts';
import type { Sql } from './door.ts';

/** How many good launches came from somewhere, and when the last one did. */
export interface OriginUse {
  /** Null where the journal does not know. */
  readonly origin: OriginWord | null;
  readonly launches: number;
  /** Epoch milliseconds. */
  readonly lastAt: number;
}

export interface OriginUses {
  /** By the Origin header of the form. */
  readonly posted: readonly OriginUse[];
  /** By the signed return URL; where there was none, null. */
  readonly returned: readonly OriginUse[];
}

/**
 * A protector's good launches since `since` (epoch milliseconds), those that asked for a sign-in included, at most the
 * newest `most`. Most first.
 */
export async function originsUsed(
  sql: Sql,
  { domainId, protectorId }: { readonly domainId: number; readonly protectorId: number },
  { since, most }: { readonly since: number; readonly most?: number | undefined },
): Promise<OriginUses> {
  // A launch that was followed by a sign-in has two rows, of which the second does not know where the form came from.
  const by = async (column: 'origin' | 'return_origin') => {
    // Found by the protector: the index of its domain holds everybody's launches.
    const good = `SELECT reference, ${column} AS came_from, at FROM launches
        WHERE domain_id + 0 = ? AND protector_id = ? AND at >= ? AND code IN ('opened', 'login-required')
        ${most === undefined ? '' : `ORDER BY at DESC LIMIT ${Math.trunc(most)}`}`;
    const text = `SELECT origin, COUNT(*) AS launches, MAX(last_at) AS last_at FROM (
        SELECT reference, MAX(came_from) AS origin, MAX(at) AS last_at FROM (${good}) lately GROUP BY reference) good
      GROUP BY origin ORDER BY launches DESC, origin`;
    const rows = await sql.rows<{ origin: string | null; launches: number; last_at: number }>(text, [
      domainId,
      protectorId,
      since,
    ]);
    return rows.map(({ origin, launches, last_at }) => ({
      origin,
      launches: Number(launches),
      lastAt: Number(last_at),
    }));
  };
  return { posted: await by('origin'), returned: await by('return_origin') };
}
