import type { Sql } from './door.ts';
import type { ProtectorOwner } from './protectorStore.ts';
import { changeRows } from './rowWriting.ts';

/** What is known of a protector's secrets but the secrets themselves. Times are epoch milliseconds. */
export interface SecretState {
  /** Since when the present one is in use; that of making where it is the first. */
  readonly since: number;
  /** Until when the one before is good, too; undefined where it is not. */
  readonly previousUntil: number | undefined;
  /** How many launches since then, of the newest, were signed with the one before. */
  readonly previousUses: number;
  readonly previousLast: number | undefined;
}

interface Which {
  readonly owner: ProtectorOwner;
  readonly id: number;
}

/** The word by which the journal says that a launch was signed with the secret before. */
const note = '%previous-secret%';

/** So many of the newest launches are looked at: a busy protector has millions. */
const mostLooked = 20_000;

const newestNotes = `SELECT at, notes FROM launches WHERE protector_id = ? AND at >= ? ORDER BY at DESC LIMIT ${mostLooked}`;

/** What launches have shown of the old secret stands in the journal, through an index that holds their notes. */
export async function secretState(sql: Sql, { owner, id }: Which, now: number): Promise<SecretState> {
  const text = `SELECT created_at, secret_changed_at, previous_secret IS NOT NULL AS has_previous, previous_until
    FROM protectors WHERE domain_id = ? AND course_id = ? AND id = ?`;
  const [row] = await sql.rows<{
    created_at: number;
    secret_changed_at: number | null;
    has_previous: number;
    previous_until: number | null;
  }>(text, [owner.domainId, owner.courseId, id]);
  const since = Number(row?.secret_changed_at ?? row?.created_at ?? now);
  if (row?.secret_changed_at === null || row === undefined) {
    return { since, previousUntil: untilOf(row, now), previousUses: 0, previousLast: undefined };
  }
  const used = `SELECT COUNT(*) AS uses, MAX(at) AS last_at FROM (${newestNotes}) newest WHERE notes LIKE ?`;
  const [found] = await sql.rows<{ uses: number; last_at: number | null }>(used, [id, since, note]);
  return {
    since,
    previousUntil: untilOf(row, now),
    previousUses: Number(found?.uses ?? 0),
    previousLast: found === undefined || found.last_at === null ? undefined : Number(found.last_at),
  };
}

function untilOf(
  row: { readonly has_previous: number; readonly previous_until: number | null } | undefined,
  now: number,
): number | undefined {
  if (!row || Number(row.has_previous) !== 1 || row.previous_until === null) return undefined;
  const until = Number(row.previous_until);
  return until > now ? until : undefined;
}

/** Both sealed for their places; the one before is undefined where it is good no more. */
export async function replaceSecret(
  sql: Sql,
  { domainId, courseId }: ProtectorOwner,
  change: {
    readonly number: number;
    readonly secret: string;
    readonly previous: { readonly secret: string; readonly until: number } | undefined;
    readonly now: number;
  },
): Promise<void> {
  const { number, secret, previous, now } = change;
  const set = {
    secret,
    previous_secret: previous?.secret ?? null,
    previous_until: previous?.until ?? null,
    secret_changed_at: now,
  };
  await changeRows(sql, 'protectors', set, { domain_id: domainId, course_id: courseId, number });
}

/** From now on only the present secret is good. */
export async function dropPreviousSecret(
  sql: Sql,
  { domainId, courseId }: ProtectorOwner,
  number: number,
): Promise<void> {
  const set = { previous_secret: null, previous_until: null };
  await changeRows(sql, 'protectors', set, { domain_id: domainId, course_id: courseId, number });
}

/** How many of a protector's newest launches since then (epoch milliseconds) carry a note in the journal. */
export async function launchesNoted(
  sql: Sql,
  protectorId: number,
  { note: word, since }: { readonly note: string; readonly since: number },
): Promise<number> {
  const text = `SELECT COUNT(*) AS launches FROM (${newestNotes}) newest WHERE notes LIKE ?`;
  const [row] = await sql.rows<{ launches: number }>(text, [protectorId, since, `%${word}%`]);
  return Number(row?.launches ?? 0);
}
