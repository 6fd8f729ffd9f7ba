import type { Sql } from './door.ts';
import { addRow, changeRows, locking } from './rowWriting.ts';

/** The domain's own public origin of today; undefined where it has none. */
export async function currentAddress(sql: Sql, domainId: number): Promise<string | undefined> {
  const text = 'SELECT origin FROM domain_addresses WHERE domain_id = ? AND is_current = 1';
  const [row] = await sql.rows<{ origin: string }>(text, [domainId]);
  return row?.origin;
}

/** Whose host it is (R11), whether today's or a former one. */
export async function domainOfHost(sql: Sql, host: string): Promise<number | undefined> {
  const text = `SELECT domain_id FROM domain_addresses WHERE host = ?${locking(sql)}`;
  const [row] = await sql.rows<{ domain_id: number }>(text, [host]);
  return row?.domain_id;
}

/**
 * Makes an origin the domain's address. The one before stays as a former address, which goes on verifying (R11); a
 * host has one address only, so the same host under another scheme replaces it.
 */
export async function setCurrentAddress(
  sql: Sql,
  { domainId, origin }: { readonly domainId: number; readonly origin: string },
  now: number,
): Promise<void> {
  const { host } = new URL(origin);
  await changeRows(sql, 'domain_addresses', { is_current: 0 }, { domain_id: domainId });
  if ((await domainOfHost(sql, host)) === domainId) {
    await changeRows(sql, 'domain_addresses', { origin, is_current: 1 }, { domain_id: domainId, host });
    return;
  }
  await addRow(sql, 'domain_addresses', { domain_id: domainId, origin, host, is_current: 1, added_at: now });
}
