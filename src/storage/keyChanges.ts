import { type KeptDataKey, type KeyFingerprint, noteKeys } from './dataKeyStore.ts';
import type { Door, Sql } from './door.ts';
import { locking } from './rowWriting.ts';
import { moveSettingsOn } from './settingsVersion.ts';

/**
 * One transaction that changes keys, and none beside it that does, on any node. Locks of rows hold for one node of a
 * cluster; but all of these write one row first, so that of two on different nodes the later one loses it, is rolled
 * back, and begins again behind the other.
 */
export function changeKeys<T>(door: Door, work: (sql: Sql) => Promise<T>): Promise<T> {
  return door.write(async (sql) => {
    await moveSettingsOn(sql);
    return work(sql);
  });
}

/**
 * Ids of the root keys that may wrap, which nobody else changes until this transaction ends. Empty: no server has been
 * started on this database yet.
 */
export async function lockRootKeys(sql: Sql): Promise<string[]> {
  const text = `SELECT key_id FROM key_files WHERE kind = 'root' ORDER BY id${locking(sql)}`;
  return (await sql.rows<{ key_id: string }>(text)).map(({ key_id }) => key_id);
}

/** From now on a start needs this root key. */
export async function requireRootKey(
  sql: Sql,
  key: Omit<KeyFingerprint, 'kind'>,
  now: number,
): Promise<void> {
  await noteKeys(sql, [{ kind: 'root', ...key }], now);
}

/** From now on a start does without this root key. Tells whether it was needed until now. */
export async function dismissRootKey(sql: Sql, keyId: string): Promise<boolean> {
  const { affected } = await sql.run("DELETE FROM key_files WHERE kind = 'root' AND key_id = ?", [keyId]);
  return affected === 1;
}

/** How many domains' keys this root key wraps. */
export async function wrappedBy(sql: Sql, keyId: string): Promise<number> {
  const text = 'SELECT COUNT(*) AS n FROM data_keys WHERE root_key = ?';
  const [row] = await sql.rows<{ n: number }>(text, [keyId]);
  return Number(row?.n ?? 0);
}

/** The domain's key under another root key, unless somebody changed it meanwhile. */
export async function rewrap(
  sql: Sql,
  { domainId, keyId, wrapped }: KeptDataKey,
  by: { readonly rootKey: string; readonly wrapped: string },
): Promise<boolean> {
  const { affected } = await sql.run(
    'UPDATE data_keys SET wrapped = ?, root_key = ? WHERE domain_id = ? AND key_id = ? AND wrapped = ?',
    [by.wrapped, by.rootKey, domainId, keyId, wrapped],
  );
  return affected === 1;
}

/** A key that nothing is encrypted with any more; it stays, since it costs nothing and may open an older copy of a row. */
export async function retireDataKey(
  sql: Sql,
  { domainId, keyId }: Pick<KeptDataKey, 'domainId' | 'keyId'>,
  now: number,
): Promise<void> {
  await sql.run('UPDATE data_keys SET retired_at = ? WHERE domain_id = ? AND key_id = ?', [
    now,
    domainId,
    keyId,
  ]);
}
