import { claimToken } from '../crypto/randomTokens.ts';
import type { LaunchCode } from '../model/launchCode.ts';
import { batched } from './batch.ts';
import { insertRows, insertUnlessThere, isAway } from './dialect.ts';
import type { Door, SqlValue, Statement } from './door.ts';
import { type JournalEntry, journalColumns, journalValues } from './journalColumns.ts';
import { type NewLaunchSession, sessionColumns, sessionValues } from './launchSessionColumns.ts';
import {
  type ClaimRow,
  compareNonces,
  findClaims,
  isOf,
  type NonceClaim,
  nonceColumns,
} from './nonceColumns.ts';
import { knownOrigins, notingOrigins, type OriginSeen } from './originProposalStore.ts';
import { type Relaunch, relaunchColumns, relaunchValues } from './relaunchStore.ts';
import { spentNonces } from './spentNonces.ts';

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
  /** The memory (protector, LMS `user_id`) -> person (R3), written where there is none yet. */
  readonly remember?: { readonly subjectHash: Buffer; readonly personId: number } | undefined;
  /** An origin that its protector does not know yet (R25). */
  readonly originSeen?: OriginSeen | undefined;
}

export interface Spent {
  readonly kind: 'spent';
  /** What the first launch with this nonce came to. */
  readonly outcome: LaunchCode;
  /** The session or ticket that it made, if any. */
  readonly launchKey: Buffer | undefined;
}

export type RecordResult = { readonly kind: 'recorded' } | Spent;

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

/** Nonces are kept this long past their timestamp, whatever the protector's lifetime, which may be raised later (R16). */
export const nonceKeptSeconds = 3_600 + 60 + 600;

interface Claim extends LaunchRecord {
  /** One for each attempt, the newest last: by it a row tells whether this attempt wrote it or an earlier one (R15). */
  readonly tokens: Buffer[];
}

export function launchStore(door: Door): LaunchStore {
  const claim = batched((claims: readonly Claim[]) => recordAll(door, claims), 64);
  const seen = spentNonces();
  const origins = knownOrigins();
  return {
    async record(launch) {
      const nonces = noncesOf(launch);
      for (const nonce of nonces) {
        const known = seen.find(nonce);
        if (known) return known;
      }
      const { journal, session, originSeen } = launch;
      const isNews = originSeen !== undefined && !origins.has(originSeen);
      const result = await claim({ ...launch, originSeen: isNews ? originSeen : undefined, tokens: [] });
      if (isNews && result.kind === 'recorded') origins.add(originSeen);
      const own: Spent = { kind: 'spent', outcome: journal.code, launchKey: session?.launchKey };
      for (const nonce of nonces) seen.note(nonce, result.kind === 'spent' ? result : own);
      return result;
    },
    async findSpent(nonce) {
      const [row] = await door.read((sql) => findClaims(sql, [nonce]));
      return row ? spent(row) : undefined;
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

async function claimAll(door: Door, claims: readonly Claim[]): Promise<RecordResult[]> {
  for (const { tokens } of claims) tokens.push(claimToken());
  // Rows are always locked in one order, so that two batches on two servers do not block each other crosswise.
  const sorted = claims
    .flatMap((claim) => noncesOf(claim).map((nonce) => ({ claim, nonce })))
    .sort((one, other) => compareNonces(one.nonce, other.nonce));
  const claiming: Statement = {
    text: insertUnlessThere(door.dialect, 'nonces', nonceColumns, sorted.length),
    values: sorted.flatMap(nonceValues),
  };
  return door.swift(claiming, async ({ affected }, sql) => {
    if (affected === sorted.length) {
      return { last: outcomesOf(door, claims), result: claims.map(() => ({ kind: 'recorded' })) };
    }
    const rows = await findClaims(
      sql,
      sorted.map(({ nonce }) => nonce),
    );
    const rowsOf = (claim: Claim) => noncesOf(claim).map((nonce) => rows.find((row) => isOf(row, nonce)));
    const winners = claims.filter((claim) =>
      rowsOf(claim).every((row) => row?.claim.equals(newestToken(claim))),
    );
    return { last: outcomesOf(door, winners), result: claims.map((claim) => resultOf(claim, rowsOf(claim))) };
  });
}

function noncesOf({ nonce, otherNonces = [] }: LaunchRecord): readonly NonceClaim[] {
  return [nonce, ...otherNonces];
}

/** One row of somebody else's is enough: whoever spent it has been let in by another protector. */
function resultOf({ tokens }: Claim, rows: readonly (ClaimRow | undefined)[]): RecordResult {
  for (const row of rows) {
    if (!row) throw new Error('A nonce that was just claimed is not there.');
    if (!tokens.some((token) => row.claim.equals(token))) return spent(row);
  }
  return { kind: 'recorded' };
}

function newestToken({ tokens }: Claim): Buffer {
  const token = tokens.at(-1);
  if (!token) throw new Error('A claim without a token.');
  return token;
}

function outcomesOf({ dialect }: Door, winners: readonly Claim[]): Statement[] {
  if (winners.length === 0) return [];
  const statements: Statement[] = [];
  const sessions = winners.flatMap(({ session }) => (session ? [session] : []));
  if (sessions.length > 0) {
    const text = insertRows('launch_sessions', sessionColumns, sessions.length);
    statements.push({ text, values: sessions.flatMap(sessionValues) });
  }
  const relaunches = winners.flatMap(({ relaunch }) => (relaunch ? [relaunch] : []));
  if (relaunches.length > 0) {
    const text = insertRows('relaunches', relaunchColumns, relaunches.length);
    statements.push({ text, values: relaunches.flatMap(relaunchValues) });
  }
  statements.push({
    text: insertRows('launches', journalColumns, winners.length),
    values: winners.flatMap(({ journal }) => journalValues(journal)),
  });
  const remembered = winners.flatMap(({ nonce, journal, remember }) =>
    remember ? [[nonce.protectorId, remember.subjectHash, remember.personId, journal.at]] : [],
  );
  if (remembered.length > 0) {
    const columns = ['protector_id', 'subject_hash', 'person_id', 'first_at'];
    const text = insertUnlessThere(dialect, 'lms_users', columns, remembered.length);
    statements.push({ text, values: remembered.flat() });
  }
  const origins = winners.flatMap(({ journal, originSeen }) =>
    originSeen ? [{ ...originSeen, at: journal.at }] : [],
  );
  return origins.length === 0 ? statements : [...statements, notingOrigins(dialect, origins)];
}

function nonceValues({ claim, nonce }: { readonly claim: Claim; readonly nonce: NonceClaim }): SqlValue[] {
  const { journal, session } = claim;
  const expiresAt = (nonce.timestamp + nonceKeptSeconds) * 1000;
  return [
    nonce.protectorId,
    nonce.timestamp,
    nonce.hash,
    newestToken(claim),
    journal.code,
    session?.launchKey ?? null,
    expiresAt,
  ];
}

function spent(row: ClaimRow): Spent {
  return { kind: 'spent', outcome: row.outcome, launchKey: row.launch_key ?? undefined };
}
