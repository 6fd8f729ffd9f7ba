import { type Dialect, insertQuietly } from './dialect.ts';
import type { Sql, Statement } from './door.ts';

/** An origin that a good launch came from and that its protector does not know (R25). */
export interface OriginSeen {
  readonly protectorId: number;
  readonly origin: string;
  /** SHA-256 of the LMS's `user_id`. */
  readonly subjectHash: Buffer;
}

export interface OriginProposal {
  readonly origin: string;
  /** How many different `user_id`s launched from there. */
  readonly people: number;
  /** When the first of them did; epoch milliseconds. */
  readonly firstAt: number;
  /** When the latest of them first did. */
  readonly lastAt: number;
}

/** One student could otherwise propose whatever they like. */
const leastPeople = 3;

/** Origins that enough different people launched from, approved ones included; most people first. */
export async function proposedOrigins(sql: Sql, protectorId: number): Promise<readonly OriginProposal[]> {
  const text = `SELECT origin, COUNT(*) AS people, MIN(first_at) AS first_at, MAX(first_at) AS last_at
    FROM origin_proposals WHERE protector_id = ?
    GROUP BY origin HAVING COUNT(*) >= ${leastPeople} ORDER BY people DESC, origin`;
  const rows = await sql.rows<{ origin: string; people: number; first_at: number; last_at: number }>(text, [
    protectorId,
  ]);
  return rows.map(({ origin, people, first_at, last_at }) => ({
    origin,
    people: Number(people),
    firstAt: Number(first_at),
    lastAt: Number(last_at),
  }));
}

const columns = ['protector_id', 'origin', 'subject_hash', 'first_at'];

/** Within the launch's own transaction. */
export function notingOrigins(
  dialect: Dialect,
  seen: readonly (OriginSeen & { readonly at: number })[],
): Statement {
  // In one order everywhere, so that two batches on two servers do not block each other crosswise.
  const sorted = [...seen].sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : 1));
  const values = sorted.flatMap(({ protectorId, origin, subjectHash, at }) => [
    protectorId,
    origin,
    subjectHash,
    at,
  ]);
  return { text: insertQuietly(dialect, 'origin_proposals', columns, seen.length), values };
}

/** So many are remembered by one process; those beyond are offered to the database once more, which knows them. */
const most = 20_000;

/** What this process has written already: most launches come from where the last ones came from. */
export function knownOrigins(): { has(seen: OriginSeen): boolean; add(seen: OriginSeen): void } {
  /** By protector and origin whose bytes, as characters. One long name for all three takes thrice as long to look up. */
  const known = new Map<number, Map<string, Set<string>>>();
  let count = 0;
  return {
    has: ({ protectorId, origin, subjectHash }) =>
      known.get(protectorId)?.get(origin)?.has(subjectHash.toString('latin1')) === true,
    add({ protectorId, origin, subjectHash }) {
      if (count >= most) {
        known.clear();
        count = 0;
      }
      count += 1;
      const origins = known.get(protectorId) ?? new Map<string, Set<string>>();
      known.set(protectorId, origins);
      const subjects = origins.get(origin) ?? new Set();
      origins.set(origin, subjects);
      subjects.add(subjectHash.toString('latin1'));
    },
  };
}

function nameOf({ protectorId, origin, subjectHash }: OriginSeen): string {
  return `${protectorId} ${origin} ${subjectHash.toString('base64')}`;
}
