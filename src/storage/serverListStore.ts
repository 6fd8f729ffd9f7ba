import type { Sql, SqlValue } from './door.ts';
import { locking } from './rowWriting.ts';
import { searched } from './searchedWords.ts';

export interface ListedDomain {
  readonly name: string;
  readonly title: string;
  readonly coordinators: number;
  readonly courses: number;
}

interface Question {
  /** A pattern for `LIKE`; undefined: all. */
  readonly pattern: string | undefined;
  readonly offset: number;
  readonly most: number;
}

/** The domains of the server by name, and how many there are in all. */
export async function listDomains(
  sql: Sql,
  { pattern, offset, most }: Question,
): Promise<{ readonly domains: readonly ListedDomain[]; readonly total: number }> {
  const values: SqlValue[] = pattern === undefined ? [] : [pattern, pattern];
  const name = searched(sql.dialect, 'd.name');
  const where = pattern === undefined ? '' : `WHERE ${name} LIKE ? ESCAPE '!' OR d.title LIKE ? ESCAPE '!'`;
  const rows = await sql.rows<ListedDomain>(
    `SELECT d.name, d.title,
       (SELECT COUNT(*) FROM people p WHERE p.domain_id = d.id AND p.domain_coordinator = 1 AND p.disabled_at IS NULL) AS coordinators,
       (SELECT COUNT(*) FROM courses c WHERE c.domain_id = d.id AND c.archived_at IS NULL) AS courses
     FROM domains d ${where} ORDER BY d.name LIMIT ${Math.trunc(most)} OFFSET ${Math.trunc(offset)}`,
    values,
  );
  const [count] = await sql.rows<{ total: number }>(
    `SELECT COUNT(*) AS total FROM domains d ${where}`,
    values,
  );
  const domains = rows.map((row) => ({
    ...row,
    coordinators: Number(row.coordinators),
    courses: Number(row.courses),
  }));
  return { domains, total: Number(count?.total ?? 0) };
}

export interface ListedAdministrator {
  readonly id: number;
  readonly username: string;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
}

interface AdministratorRow {
  id: number;
  username: string;
  disabled_at: number | null;
  has_password: number;
}

const administrators =
  'SELECT id, username, disabled_at, password_hash IS NOT NULL AS has_password FROM administrators';

/** The server's administrators by username, and how many there are in all. */
export async function listAdministrators(
  sql: Sql,
  { pattern, offset, most }: Question,
): Promise<{ readonly administrators: readonly ListedAdministrator[]; readonly total: number }> {
  const values: SqlValue[] = pattern === undefined ? [] : [pattern];
  const where = pattern === undefined ? '' : `WHERE ${searched(sql.dialect, 'username')} LIKE ? ESCAPE '!'`;
  const rows = await sql.rows<AdministratorRow>(
    `${administrators} ${where} ORDER BY username LIMIT ${Math.trunc(most)} OFFSET ${Math.trunc(offset)}`,
    values,
  );
  const [count] = await sql.rows<{ total: number }>(
    `SELECT COUNT(*) AS total FROM administrators ${where}`,
    values,
  );
  return { administrators: rows.map(administratorFrom), total: Number(count?.total ?? 0) };
}

export async function administratorWithId(sql: Sql, id: number): Promise<ListedAdministrator | undefined> {
  const [row] = await sql.rows<AdministratorRow>(`${administrators} WHERE id = ?`, [id]);
  return row && administratorFrom(row);
}

/** All of them, locked until the transaction ends: of two who disable each other at once, the second one is told. */
export async function lockAdministrators(sql: Sql): Promise<readonly ListedAdministrator[]> {
  const rows = await sql.rows<AdministratorRow>(`${administrators} ORDER BY id${locking(sql)}`);
  return rows.map(administratorFrom);
}

function administratorFrom({
  id,
  username,
  disabled_at,
  has_password,
}: AdministratorRow): ListedAdministrator {
  return { id, username, disabled: disabled_at !== null, hasPassword: Number(has_password) === 1 };
}

/** Ends sessions and the one-time address, too (R2). */
export async function disableAdministrator(sql: Sql, id: number, now: number): Promise<void> {
  await sql.run('UPDATE administrators SET disabled_at = ?, sessions_after = ? WHERE id = ?', [now, now, id]);
  await sql.run('DELETE FROM account_sessions WHERE administrator_id = ?', [id]);
  await sql.run('DELETE FROM one_time_addresses WHERE administrator_id = ?', [id]);
}

export async function enableAdministrator(sql: Sql, id: number): Promise<void> {
  await sql.run('UPDATE administrators SET disabled_at = NULL WHERE id = ?', [id]);
}

export interface DomainAddress {
  readonly origin: string;
  readonly host: string;
  readonly isCurrent: boolean;
}

/** The domain's own addresses, the one of today first. */
export async function addressesOf(sql: Sql, domainId: number): Promise<readonly DomainAddress[]> {
  const rows = await sql.rows<{ origin: string; host: string; is_current: number }>(
    'SELECT origin, host, is_current FROM domain_addresses WHERE domain_id = ? ORDER BY is_current DESC, host',
    [domainId],
  );
  return rows.map(({ origin, host, is_current }) => ({ origin, host, isCurrent: is_current === 1 }));
}

/** Takes an address away; the domain is then reached at the server's own, whatever was said before. */
export async function removeAddress(sql: Sql, domainId: number, host: string): Promise<void> {
  await sql.run('DELETE FROM domain_addresses WHERE domain_id = ? AND host = ?', [domainId, host]);
  const current = 'SELECT 1 AS there FROM domain_addresses WHERE domain_id = ? AND is_current = 1';
  if ((await sql.rows(current, [domainId])).length === 0)
    await sql.run('UPDATE domains SET server_address = 1 WHERE id = ?', [domainId]);
}
