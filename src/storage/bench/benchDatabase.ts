import { claimToken } from '../../crypto/randomTokens.ts';
import type { Door, Sql } from '../door.ts';
import { schemaState } from '../migrating.ts';
import { addRows } from '../rowWriting.ts';
import { type BenchLayout, benchDomain, benchKey, layoutFrom } from './layout.ts';
import type { BenchOwners } from './piles.ts';

/** Whether a database may be written full for measuring: only one without anything, or one that was made for it. */
export type BenchDatabase =
  | { readonly kind: 'empty' }
  | { readonly kind: 'made'; readonly layout: BenchLayout }
  | { readonly kind: 'foreign' };

export async function benchDatabase(door: Door): Promise<BenchDatabase> {
  const tables = await door.read(tablesOf);
  if (tables.length === 0) return { kind: 'empty' };
  // Tables without our list of steps are another program's.
  if (!tables.includes('migrations') || !tables.includes('domains')) return { kind: 'foreign' };
  if ((await schemaState(door)).state !== 'current') return { kind: 'foreign' };
  return door.read(judge);
}

async function judge(sql: Sql): Promise<BenchDatabase> {
  const domains = await sql.rows<{ name: string; title: string }>('SELECT name, title FROM domains LIMIT 2');
  const [owner] = await sql.rows('SELECT id FROM administrators LIMIT 1');
  if (owner !== undefined || domains.length > 1) return { kind: 'foreign' };
  const [domain] = domains;
  if (domain === undefined) return { kind: 'empty' };
  const layout = domain.name === benchDomain ? layoutFrom(domain.title) : undefined;
  return layout === undefined ? { kind: 'foreign' } : { kind: 'made', layout };
}

async function tablesOf(sql: Sql): Promise<string[]> {
  const text =
    sql.dialect === 'mysql'
      ? 'SELECT table_name AS name FROM information_schema.tables WHERE table_schema = DATABASE()'
      : "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'";
  return (await sql.rows<{ name: string }>(text)).map(({ name }) => name);
}

/**
 * Every run has keys of its own, in files that it throws away: what the database remembers of the last run's keys, and
 * the secret under them, goes first.
 */
export async function forgetKeys(door: Door): Promise<void> {
  await door.write(async (sql) => {
    await sql.run('UPDATE protectors SET secret = NULL, previous_secret = NULL');
    await sql.run('DELETE FROM data_keys');
    await sql.run('DELETE FROM key_files');
  });
}

export async function benchOwners(sql: Sql): Promise<BenchOwners> {
  const text = `SELECT d.id AS domain_id, d.created_at, p.id AS protector_id, p.number
    FROM domains d JOIN protectors p ON p.domain_id = d.id AND p.course_id = 0 AND p.consumer_key = ? WHERE d.name = ?`;
  type Found = { domain_id: number; created_at: number; protector_id: number; number: number };
  const [found] = await sql.rows<Found>(text, [benchKey, benchDomain]);
  if (!found) throw new Error('The domain for measuring is not there.');
  return {
    domainId: found.domain_id,
    protectorId: found.protector_id,
    protectorNumber: found.number,
    madeAt: Number(found.created_at),
  };
}

/** What the database server calls itself, and where it says that the number of its process stands. */
export async function databaseProduct(
  sql: Sql,
): Promise<{ readonly name: string; readonly pidFile: string | undefined }> {
  if (sql.dialect === 'sqlite') {
    const [row] = await sql.rows<{ version: string }>('SELECT sqlite_version() AS version');
    return { name: `SQLite ${row?.version ?? ''}`, pidFile: undefined };
  }
  const [row] = await sql.rows<{ version: string; folder: string; pid_file: string }>(
    'SELECT VERSION() AS version, @@datadir AS folder, @@pid_file AS pid_file',
  );
  const { version = '', folder = '', pid_file = '' } = row ?? {};
  const name = /mariadb/i.test(version) ? version : `MySQL ${version}`;
  return { name, pidFile: pid_file.startsWith('/') ? pid_file : `${folder}${pid_file}` };
}

/** Nonces of launches of two hours ago, which purging takes. */
export async function addOldNonces(
  sql: Sql,
  { protectorId, count, now }: { readonly protectorId: number; readonly count: number; readonly now: number },
): Promise<void> {
  const rows = Array.from({ length: count }, () => ({
    protector_id: protectorId,
    oauth_timestamp: Math.floor(now / 1000) - 2 * 3_600,
    nonce_hash: Buffer.concat([claimToken(), claimToken()]),
    claim: claimToken(),
    outcome: 'opened',
    launch_key: claimToken(),
    expires_at: now - 3_600_000,
  }));
  await addRows(sql, 'nonces', rows);
}
