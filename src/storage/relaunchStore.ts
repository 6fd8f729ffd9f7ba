import { insertRows } from './dialect.ts';
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
  /** Where the LMS is asked, sealed with `tool_state`, or with the value of the window that starts it anew. */
  readonly addressSealed: string | undefined;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

export interface KnownRelaunch extends Relaunch {
  /** Of the nonce of the launch that came with it. */
  readonly spentBy: Buffer | undefined;
  /** Of the User-Agent that its window must show. */
  readonly agentHash: Buffer | undefined;
}

/** What starts a relaunch anew from a window, because its browser kept no cookie. */
export interface RelaunchWindow {
  /** Of the nonce of the launch that came with it. */
  readonly nonceHash: Buffer;
  readonly windowHash: Buffer;
  readonly agentHash: Buffer;
  readonly addressSealed: string;
  /** Epoch milliseconds, both. */
  readonly now: number;
  readonly expiresAt: number;
}

export interface RelaunchStore {
  /** Undefined for one that never was, or is over. */
  find(stateHash: Buffer, now: number): Promise<KnownRelaunch | undefined>;
  /**
   * Gives it to the launch with this nonce, once and for all: true for it, as often as it asks, and false for every
   * other. So copies of one launch do not take it from each other; their nonce decides between them.
   */
  spend(stateHash: Buffer, by: { readonly nonceHash: Buffer; readonly now: number }): Promise<boolean>;
  /** Keeps it for a window, where this launch has spent it. */
  keepForWindow(stateHash: Buffer, window: RelaunchWindow): Promise<void>;
  findByWindow(windowHash: Buffer, now: number): Promise<KnownRelaunch | undefined>;
  /**
   * Puts a fresh one into the place of the window's, or nothing. Of any number of calls with one value, on any number
   * of servers, exactly one is true.
   */
  replace(windowHash: Buffer, fresh: Relaunch | undefined, now: number): Promise<boolean>;
}

export function relaunchStore(door: Door): RelaunchStore {
  return {
    find: (stateHash, now) => door.read((sql) => find(sql, 'state_hash', { hash: stateHash, now })),
    spend: (stateHash, { nonceHash, now }) =>
      door.write(async (sql) => {
        await sql.run(
          'UPDATE relaunches SET spent_by = ? WHERE state_hash = ? AND spent_by IS NULL AND expires_at > ?',
          [nonceHash, stateHash, now],
        );
        const found = await find(sql, 'state_hash', { hash: stateHash, now });
        return found?.spentBy?.equals(nonceHash) ?? false;
      }),
    async keepForWindow(stateHash, { nonceHash, windowHash, agentHash, addressSealed, now, expiresAt }) {
      const text = `UPDATE relaunches SET window_hash = ?, agent_hash = ?, address_sealed = ?, expires_at = ?
         WHERE state_hash = ? AND spent_by = ? AND expires_at > ?`;
      const values = [windowHash, agentHash, addressSealed, expiresAt, stateHash, nonceHash, now];
      await door.write((sql) => sql.run(text, values));
    },
    findByWindow: (windowHash, now) =>
      door.read((sql) => find(sql, 'window_hash', { hash: windowHash, now })),
    replace: (windowHash, fresh, now) =>
      door.write(async (sql) => {
        const text = 'DELETE FROM relaunches WHERE window_hash = ? AND expires_at > ?';
        const { affected } = await sql.run(text, [windowHash, now]);
        if (affected !== 1) return false;
        if (fresh) await sql.run(insertRows('relaunches', relaunchColumns, 1), relaunchValues(fresh));
        return true;
      }),
  };
}

async function find(
  sql: Sql,
  column: 'state_hash' | 'window_hash',
  { hash, now }: { readonly hash: Buffer; readonly now: number },
): Promise<KnownRelaunch | undefined> {
  const text = `SELECT * FROM relaunches WHERE ${column} = ? AND expires_at > ?`;
  const [row] = await sql.rows<RelaunchRow>(text, [hash, now]);
  return (
    row && {
      stateHash: row.state_hash,
      browserHash: row.browser_hash,
      platformHash: row.platform_hash ?? undefined,
      protectorId: row.protector_id,
      linkId: row.link_id,
      addressSealed: row.address_sealed ?? undefined,
      spentBy: row.spent_by ?? undefined,
      agentHash: row.agent_hash ?? undefined,
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
  'address_sealed',
  'expires_at',
] as const;

export function relaunchValues(relaunch: Relaunch): SqlValue[] {
  const { stateHash, browserHash, platformHash, protectorId, linkId, addressSealed, expiresAt } = relaunch;
  return [
    stateHash,
    browserHash,
    platformHash ?? null,
    protectorId,
    linkId,
    addressSealed ?? null,
    expiresAt,
  ];
}
