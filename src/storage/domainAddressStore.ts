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

/** All addresses of a domain, today's first. `since` in epoch milliseconds. */
export async function addressesOf(
  sql: Sql,
  domainId: number,
): Promise<readonly { readonly origin: string; readonly current: boolean; readonly since: number }[]> {
  const text = `SELECT origin, is_current, added_at FROM domain_addresses WHERE domain_id = ?
    ORDER BY is_current DESC, added_at DESC, id DESC`;
  const rows = await sql.rows<{ origin: string; is_current: number; added_at: number }>(text, [domainId]);
  return rows.map(({ origin, is_current, added_at }) => ({
    origin,
    current: is_current === 1,
    since: Number(added_at),
  }));
}

/** How many of the domain's `most` newest launches came to a former address, and when the last of them did. */
export async function formerAddressUse(
  sql: Sql,
  domainId: number,
  most: number,
): Promise<{ readonly times: number; readonly among: number; readonly last: number | undefined }> {
  const text = `SELECT COUNT(*) AS among, SUM(CASE WHEN notes LIKE '%former-address%' THEN 1 ELSE 0 END) AS times,
    MAX(CASE WHEN notes LIKE '%former-address%' THEN at END) AS latest
    FROM (SELECT at, notes FROM launches WHERE domain_id = ? ORDER BY at DESC LIMIT ${Math.trunc(most)}) newest`;
  const [row] = await sql.rows<{ among: number; times: number | null; latest: number | null }>(text, [
    domainId,
  ]);
  const latest = row?.latest ?? null;
  return {
    times: Number(row?.times ?? 0),
    among: Number(row?.among ?? 0),
    last: latest === null ? undefined : Number(latest),
  };
}
