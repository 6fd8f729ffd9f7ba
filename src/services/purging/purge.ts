import { journalBefore, journalDaysLimits } from '../../model/journalKeeping.ts';
import { journalDaysOfDomains } from '../../storage/domainStore.ts';
import { type Door, pause, type Sql } from '../../storage/door.ts';
import { forgetSome } from '../../storage/forgettingStore.ts';
import { dropOldDrafts } from '../../storage/importDraftStore.ts';
import { type Lease, takeLease } from '../../storage/leaseStore.ts';
import { type JournalEnds, type Purged, purgeRows } from '../../storage/purgeStore.ts';

export interface PurgeParts {
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** For people: which process does it. */
  readonly holder: string;
  /** Asked before each batch. */
  readonly goOn?: () => boolean;
  /** Rests after a batch that took so many milliseconds; left out: as long as `restAfter` says. */
  readonly rest?: (tookMs: number) => Promise<void>;
}

export type PurgeAnswer =
  | { readonly kind: 'purged'; readonly purged: Purged }
  /** Another process is at it, on this machine or another. */
  | { readonly kind: 'taken'; readonly holder: string };

/**
 * Deletes what is over, in small batches with rests between them, unless another process does. Stops early, between
 * two batches, once `goOn` says no or another process has taken over.
 */
export async function purge(door: Door, parts: PurgeParts): Promise<PurgeAnswer> {
  const answer = await takeLease(door, 'purge', parts.holder);
  if (answer.kind === 'taken') return answer;
  const { lease } = answer;
  try {
    return { kind: 'purged', purged: await purgeUnder(door, lease, parts) };
  } finally {
    // Where this fails it is given up by itself, a minute later.
    await lease.leave().catch(() => undefined);
  }
}

async function purgeUnder(door: Door, lease: Lease, parts: PurgeParts): Promise<Purged> {
  const { clock, goOn = () => true, rest = (tookMs) => pause(restAfter(tookMs)) } = parts;
  // A clock that is ahead, this machine's or the database's, must not take a nonce that could still pass (R16).
  const now = Math.min(clock(), lease.since);
  const journal = await journalEnds(door, now);
  let isOurs = true;
  async function inTurn(batch: (sql: Sql) => Promise<number>): Promise<number | undefined> {
    if (!isOurs || !goOn()) return undefined;
    const began = clock();
    const result = await lease.during(batch);
    isOurs = result !== undefined;
    if (result) await rest(clock() - began);
    return result;
  }
  const purged = await purgeRows({ now, journal, inTurn });
  await inTurn(async (sql) => {
    await dropOldDrafts(sql, now);
    return 0;
  });
  let isForgetting = true;
  while (isForgetting) isForgetting = (await inTurn(async (sql) => Number(await forgetSome(sql)))) === 1;
  return purged;
}

const leastRestMs = 10;
const mostRestMs = 500;

/** Purging works a quarter of the time at most, however slow the disk; a clock that is set meanwhile changes little. */
export function restAfter(tookMs: number): number {
  return Math.min(mostRestMs, Math.max(leastRestMs, 3 * tookMs));
}

async function journalEnds(door: Door, now: number): Promise<JournalEnds> {
  const domains = await door.read(journalDaysOfDomains);
  return {
    domains: domains.map(({ id, journalDays }) => ({ id, before: journalBefore(journalDays, now) })),
    usual: journalBefore(undefined, now),
    last: journalBefore(journalDaysLimits.most, now),
  };
}
