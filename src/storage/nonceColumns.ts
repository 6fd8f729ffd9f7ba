import type { LaunchCode } from '../model/launchCode.ts';
import type { Sql } from './door.ts';

/** A nonce as OAuth makes it unique: per key and timestamp (RFC 5849 3.3). */
export interface NonceClaim {
  readonly protectorId: number;
  /** Epoch seconds, as signed. */
  readonly timestamp: number;
  /** SHA-256 of the nonce. */
  readonly hash: Buffer;
}

export const nonceColumns = [
  'protector_id',
  'oauth_timestamp',
  'nonce_hash',
  'claim',
  'outcome',
  'launch_key',
  'expires_at',
] as const;

/** A nonce that somebody has claimed, with the mark of the attempt that wrote it. */
export interface ClaimRow {
  protector_id: number;
  oauth_timestamp: number;
  nonce_hash: Buffer;
  claim: Buffer;
  outcome: LaunchCode;
  launch_key: Buffer | null;
}

export async function findClaims(sql: Sql, nonces: readonly NonceClaim[]): Promise<ClaimRow[]> {
  const keys = nonces.map(() => '(protector_id = ? AND oauth_timestamp = ? AND nonce_hash = ?)').join(' OR ');
  return sql.rows<ClaimRow>(
    `SELECT protector_id, oauth_timestamp, nonce_hash, claim, outcome, launch_key FROM nonces WHERE ${keys}`,
    nonces.flatMap(({ protectorId, timestamp, hash }) => [protectorId, timestamp, hash]),
  );
}

export function isOf(row: ClaimRow, nonce: NonceClaim): boolean {
  return (
    row.protector_id === nonce.protectorId &&
    Number(row.oauth_timestamp) === nonce.timestamp &&
    row.nonce_hash.equals(nonce.hash)
  );
}

/** The order in which rows are locked. */
export function compareNonces(one: NonceClaim, other: NonceClaim): number {
  return (
    one.protectorId - other.protectorId ||
    one.timestamp - other.timestamp ||
    Buffer.compare(one.hash, other.hash)
  );
}
