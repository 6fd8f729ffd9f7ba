import { claimToken } from '../crypto/randomTokens.ts';
import { type Dialect, insertQuietly, insertRows, insertUnlessThere, isAway } from './dialect.ts';
import type { Door, Sql, SqlValue, Statement } from './door.ts';
import { journalColumns, journalValues } from './journalColumns.ts';
import { sessionColumns, sessionValues } from './launchSessionColumns.ts';
import type { LaunchRecord, RecordResult, Spent } from './launchStore.ts';
import {
  type ClaimRow,
  compareNonces,
  findClaims,
  isOf,
  type NonceClaim,
  nonceColumns,
} from './nonceColumns.ts';
import { notingOrigins, type OriginSeen } from './originProposalStore.ts';
import { relaunchColumns, relaunchValues } from './relaunchStore.ts';
import { insertingSelections } from './selectionStore.ts';
import { valueUnderVersion, versionIn } from './settingsVersion.ts';

/** Nonces are kept this long past their timestamp, whatever the protector's lifetime, which may be raised later (R16). */
export const nonceKeptSeconds = 3_600 + 60 + 600;

export interface Claim {
  readonly launch: LaunchRecord;
  /** Its own and those under every other protector that verifies it. */
  readonly nonces: readonly NonceClaim[];
  /** Its origin, where this process has not written that yet. */
  readonly originSeen: OriginSeen | undefined;
  /** One for each attempt, the newest last: by it a row tells whether this attempt wrote it or an earlier one (R15). */
  readonly tokens: Buffer[];
}

interface ClaimedNonce {
  readonly claim: Claim;
  readonly nonce: NonceClaim;
}

/**
 * Claims the nonces of launches that came at the same time, each of them with what it brings about. As a rule nothing
 * is in the way, and one journey does it all: it fails as a whole where a nonce was spent or the settings have changed.
 * Which launch that was is then looked at.
 */
export async function claimAll(door: Door, claims: readonly Claim[]): Promise<RecordResult[]> {
  for (const { tokens } of claims) tokens.push(claimToken());
  const versions = new Set(given(claims, ({ launch }) => launch.underVersion));
  if (versions.size > 1) return claimEach(door, claims);
  const [version] = versions;
  try {
    await door.atOnce([claimingUnder(version, inOrder(claims)), ...outcomesOf(door.dialect, claims)]);
    return claims.map(() => ({ kind: 'recorded' }));
  } catch (error) {
    if (isAway(error)) throw error;
    return claimEach(door, claims);
  }
}

function claimEach(door: Door, claims: readonly Claim[]): Promise<RecordResult[]> {
  return door.write(async (sql) => {
    const isOutdated = await outdatedIn(sql, claims);
    const live = claims.filter((claim) => !isOutdated(claim));
    if (live.length > 0) {
      const nonces = inOrder(live);
      const text = insertUnlessThere(sql.dialect, 'nonces', nonceColumns, nonces.length);
      await sql.run(text, valuesOf(nonces, nonceValues));
    }
    const rows = await findClaims(
      sql,
      claims.flatMap(({ nonces }) => nonces),
    );
    const rowsOf = ({ nonces }: Claim) => nonces.map((nonce) => rows.find((row) => isOf(row, nonce)));
    const winners = live.filter((claim) =>
      rowsOf(claim).every((row) => row?.claim.equals(newestToken(claim))),
    );
    for (const { text, values } of outcomesOf(sql.dialect, winners)) await sql.run(text, values);
    return claims.map((claim) => resultOf(claim, rowsOf(claim), isOutdated(claim)));
  });
}

async function outdatedIn(sql: Sql, claims: readonly Claim[]): Promise<(claim: Claim) => boolean> {
  if (claims.every(({ launch }) => launch.underVersion === undefined)) return () => false;
  const version = await versionIn(sql);
  return ({ launch }) => launch.underVersion !== undefined && launch.underVersion !== version;
}

/** Rows are always locked in one order, so that two batches on two servers do not block each other crosswise. */
function inOrder(claims: readonly Claim[]): readonly ClaimedNonce[] {
  const all: ClaimedNonce[] = [];
  for (const claim of claims) for (const nonce of claim.nonces) all.push({ claim, nonce });
  return all.sort((one, other) => compareNonces(one.nonce, other.nonce));
}

/** One row that cannot be written is enough to stop them all. */
function claimingUnder(version: number | undefined, nonces: readonly ClaimedNonce[]): Statement {
  const text = insertRows('nonces', nonceColumns, nonces.length);
  const values = valuesOf(nonces, nonceValues);
  if (version === undefined) return { text, values };
  const end = text.lastIndexOf('?');
  return {
    text: `${text.slice(0, end)}${valueUnderVersion}${text.slice(end + 1)}`,
    values: [...values, version],
  };
}

export function noncesOf({ nonce, otherNonces }: LaunchRecord): readonly NonceClaim[] {
  return otherNonces === undefined ? [nonce] : [nonce, ...otherNonces];
}

/** One row of somebody else's is enough: whoever spent it has been let in by another protector. */
function resultOf(
  { tokens }: Claim,
  rows: readonly (ClaimRow | undefined)[],
  isOutdated: boolean,
): RecordResult {
  for (const row of rows) {
    if (!row && isOutdated) return { kind: 'outdated' };
    if (!row) throw new Error('A nonce that was just claimed is not there.');
    if (!tokens.some((token) => row.claim.equals(token))) return spentBy(row);
  }
  return { kind: 'recorded' };
}

function newestToken({ tokens }: Claim): Buffer {
  const token = tokens.at(-1);
  if (!token) throw new Error('A claim without a token.');
  return token;
}

function outcomesOf(dialect: Dialect, winners: readonly Claim[]): Statement[] {
  if (winners.length === 0) return [];
  const statements: Statement[] = [];
  const sessions = given(winners, ({ launch }) => launch.session);
  if (sessions.length > 0) {
    const text = insertRows('launch_sessions', sessionColumns, sessions.length);
    statements.push({ text, values: valuesOf(sessions, sessionValues) });
  }
  const relaunches = given(winners, ({ launch }) => launch.relaunch);
  if (relaunches.length > 0) {
    const text = insertRows('relaunches', relaunchColumns, relaunches.length);
    statements.push({ text, values: valuesOf(relaunches, relaunchValues) });
  }
  const selections = given(winners, ({ launch }) => launch.selection);
  if (selections.length > 0) statements.push(insertingSelections(selections));
  statements.push({
    text: insertRows('launches', journalColumns, winners.length),
    values: valuesOf(winners, ({ launch }) => journalValues(launch.journal)),
  });
  const remembered = given(winners, ({ launch: { nonce, journal, remember } }) =>
    remember ? [nonce.protectorId, remember.subjectHash, remember.personId, journal.at] : undefined,
  );
  if (remembered.length > 0) {
    const columns = ['protector_id', 'subject_hash', 'person_id', 'first_at'];
    const text = insertQuietly(dialect, 'lms_users', columns, remembered.length);
    statements.push({ text, values: remembered.flat() });
  }
  const origins = given(winners, ({ launch, originSeen }) =>
    originSeen ? { at: launch.journal.at, ...originSeen } : undefined,
  );
  if (origins.length > 0) statements.push(notingOrigins(dialect, origins));
  return statements;
}

/** What those claims bring that bring any of it. */
function given<What>(claims: readonly Claim[], what: (claim: Claim) => What | undefined): readonly What[] {
  return claims.map(what).filter((one) => one !== undefined) as What[];
}

/** One after another. `flatMap` takes ten times as long: 5 us for the thirty values of a session. */
function valuesOf<Row>(rows: readonly Row[], of: (row: Row) => readonly SqlValue[]): readonly SqlValue[] {
  const values: SqlValue[] = [];
  for (const row of rows) values.push(...of(row));
  return values;
}

function nonceValues({ claim, nonce }: ClaimedNonce): SqlValue[] {
  const { journal, session } = claim.launch;
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

export function spentBy(row: ClaimRow): Spent {
  return { kind: 'spent', outcome: row.outcome, launchKey: row.launch_key ?? undefined };
}
