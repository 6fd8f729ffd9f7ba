import type { Door, Sql, SqlValue } from './door.ts';
import type { RelaunchRow } from './schema/rows.ts';

/** A launch that was sent back to its LMS, and is to come again from there (LTI 1.1.2). All hashes are SHA-256. */
export interface Relaunch {
  /** Of `tool_state`. */
  readonly stateHash: Buffer;
  /** Of the cookie that only the asking browser got. */
  readonly browserHash: Buffer;
  /** Of `platform_state`; undefined where none was sent. */
  readonly platformHash: Buffer | undefined;
  readonly protectorId: number;
  readonly linkId: number;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface KnownRelaunch extends Relaunch {
  /** Of the nonce of the launch that came with it. */
  readonly spentBy: Buffer | undefined;
}

export interface RelaunchStore {
  /** Undefined for one that never was, or is over. */
  find(stateHash: Buffer, now: number): Promise<KnownRelaunch | undefined>;
  /**
   * Gives it to the launch with this nonce, once and for all: true for it, as often as it asks, and false for every
   * other. So copies of one launch do not take it from each other; their nonce decides between them.
   */
  spend(stateHash: Buffer, by: { readonly nonceHash: Buffer; readonly now: number }): Promise<boolean>;
}

export function relaunchStore(door: Door): RelaunchStore {
  return {
    find: (stateHash, now) => door.read((sql) => find(sql, stateHash, now)),
    spend: (stateHash, { nonceHash, now }) =>
      door.write(async (sql) => {
        await sql.run(
          'UPDATE relaunches SET spent_by = ? WHERE state_hash = ? AND spent_by IS NULL AND expires_at > ?',
          [nonceHash, stateHash, now],
        );
        const found = await find(sql, stateHash, now);
        return found?.spentBy?.equals(nonceHash) ?? false;
      }),
  };
}

async function find(sql: Sql, stateHash: Buffer, now: number): Promise<KnownRelaunch | undefined> {
  const text = 'SELECT * FROM relaunches WHERE state_hash = ? AND expires_at > ?';
  const [row] = await sql.rows<RelaunchRow>(text, [stateHash, now]);
  return (
    row && {
      stateHash: row.state_hash,
      browserHash: row.browser_hash,
      platformHash: row.platform_hash ?? undefined,
      protectorId: row.protector_id,
      linkId: row.link_id,
      spentBy: row.spent_by ?? undefined,
      expiresAt: Number(row.expires_at),
    }
  );
}

export const relaunchColumns = [
  'state_hash',
  'browser_hash',
  'platform_hash',
  'protector_id',
  'link_id',
  'spent_by',
  'expires_at',
] as const;

export function relaunchValues(relaunch: Relaunch): SqlValue[] {
  const { stateHash, browserHash, platformHash, protectorId, linkId, expiresAt } = relaunch;
  return [stateHash, browserHash, platformHash ?? null, protectorId, linkId, null, expiresAt];
}
