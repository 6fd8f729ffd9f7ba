import type { LaunchCode } from '../model/launchCode.ts';
import { batched } from './batch.ts';
import { isAway } from './dialect.ts';
import type { Door } from './door.ts';
import type { JournalEntry } from './journalColumns.ts';
import { type Claim, claimAll, noncesOf, spentBy } from './launchClaims.ts';
import type { NewLaunchSession } from './launchSessionColumns.ts';
import { findClaims, type NonceClaim } from './nonceColumns.ts';
import { knownOrigins, type OriginSeen } from './originProposalStore.ts';
import type { Relaunch } from './relaunchStore.ts';
import type { NewSelection } from './selectionStore.ts';
import { spentNonces } from './spentNonces.ts';

export { nonceKeptSeconds } from './launchClaims.ts';
export type { NonceClaim } from './nonceColumns.ts';

/** Everything that one launch brings about; all of it counts only if its nonce is ours. */
export interface LaunchRecord {
  readonly nonce: NonceClaim;
  /** The same nonce under every other protector that verifies the launch: none of them may take it later. */
  readonly otherNonces?: readonly NonceClaim[] | undefined;
  readonly journal: JournalEntry;
  readonly session?: NewLaunchSession | undefined;
  /** What the LMS was asked to send once more (R32). */
  readonly relaunch?: Relaunch | undefined;
  /** A choice of contents that was asked for. */
  readonly selection?: NewSelection | undefined;
  /** The memory (protector, LMS `user_id`) -> person (R3), written where there is none yet. */
  readonly remember?: { readonly subjectHash: Buffer; readonly personId: number } | undefined;
  /** An origin that its protector does not know yet (R25). */
  readonly originSeen?: OriginSeen | undefined;
  /** The version of the settings that it was judged by, where that is only remembered; it must still be the version. */
  readonly underVersion?: number | undefined;
}

export interface Spent {
  readonly kind: 'spent';
  /** What the first launch with this nonce came to. */
  readonly outcome: LaunchCode;
  /** The session or ticket that it made, if any. */
  readonly launchKey: Buffer | undefined;
}

export type RecordResult =
  | { readonly kind: 'recorded' }
  | Spent
  /** Nothing was written: what it was judged by has changed. */
  | { readonly kind: 'outdated' };

export interface LaunchStore {
  /**
   * Claims the nonce and writes session, memory and journal row, all or nothing. Of any number of calls with one
   * nonce, on any number of servers, exactly one is `recorded`.
   * @throws DatabaseAway where the outcome stays unknown (R15)
   */
  record(launch: LaunchRecord): Promise<RecordResult>;
  /** What a nonce was spent for, without claiming it; undefined where it is not spent. */
  findSpent(nonce: NonceClaim): Promise<Spent | undefined>;
}

export function launchStore(door: Door): LaunchStore {
  const seen = spentNonces();
  const origins = knownOrigins();

  function learn({ launch, nonces, originSeen }: Claim, result: RecordResult): void {
    if (result.kind === 'outdated') return;
    if (originSeen !== undefined && result.kind === 'recorded') origins.add(originSeen);
    const { journal, session } = launch;
    const own: Spent = { kind: 'spent', outcome: journal.code, launchKey: session?.launchKey };
    // Its own comes last: under twins of its protector it has the same hash.
    for (const nonce of nonces.toReversed()) seen.note(nonce, result.kind === 'spent' ? result : own);
  }

  // What is learnt of a claim is noted for its whole batch: nothing of each launch waits here for the database.
  const claim = batched(async (claims: readonly Claim[]) => {
    const results = await recordAll(door, claims);
    for (const [n, one] of claims.entries()) learn(one, results[n] as RecordResult);
    return results;
  }, 64);
  return {
    record(launch) {
      const nonces = noncesOf(launch);
      for (const nonce of nonces) {
        const known = seen.find(nonce);
        if (known) return Promise.resolve(known);
      }
      const { originSeen } = launch;
      const isNews = originSeen !== undefined && !origins.has(originSeen);
      return claim({ launch, nonces, originSeen: isNews ? originSeen : undefined, tokens: [] });
    },
    async findSpent(nonce) {
      const [row] = await door.read((sql) => findClaims(sql, [nonce]));
      return row ? spentBy(row) : undefined;
    },
  };
}

/**
 * One transaction for all. After a broken connection it is unknown whether the commit came through, or still will; the
 * same claims are then made once more, and a duplicate with a token of ours is ours (R15).
 */
async function recordAll(door: Door, claims: readonly Claim[]): Promise<RecordResult[]> {
  const attempt = () => claimAll(door, claims);
  try {
    return await attempt();
  } catch (error) {
    if (!isAway(error)) throw error;
    return await attempt();
  }
}
