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
  // Found by the protector: the index of its domain holds everybody's launches.
  const good = `SELECT reference, origin, return_origin, at FROM launches
      WHERE domain_id + 0 = ? AND protector_id = ? AND at >= ? AND code IN ('opened', 'login-required')
      ${most === undefined ? '' : `ORDER BY at DESC LIMIT ${Math.trunc(most)}`}`;
  const rows = await sql.rows<Row>(
    `SELECT origin, return_origin, COUNT(*) AS launches, MAX(last_at) AS last_at FROM (
       SELECT reference, MAX(origin) AS origin, MAX(return_origin) AS return_origin, MAX(at) AS last_at
       FROM (${good}) lately GROUP BY reference) good
     GROUP BY origin, return_origin`,
    [domainId, protectorId, since],
  );
  return {
    posted: summed(rows.map((row) => ({ ...row, from: row.origin }))),
    returned: summed(rows.map((row) => ({ ...row, from: row.return_origin }))),
  };
}

interface Row {
  readonly origin: string | null;
  readonly return_origin: string | null;
  readonly launches: number;
  readonly last_at: number;
}

/** Most first; of as many, by origin. */
function summed(rows: readonly (Row & { readonly from: string | null })[]): readonly OriginUse[] {
  const uses = new Map<string | null, OriginUse>();
  for (const { from, launches, last_at } of rows) {
    const known = uses.get(from);
    uses.set(from, {
      origin: from,
      launches: (known?.launches ?? 0) + Number(launches),
      lastAt: Math.max(known?.lastAt ?? 0, Number(last_at)),
    });
  }
  return [...uses.values()].sort(
    (one, other) => other.launches - one.launches || ((one.origin ?? '') < (other.origin ?? '') ? -1 : 1),
  );
}
