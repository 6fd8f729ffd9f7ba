import type { Door, Sql } from './door.ts';

/**
 * What was under way when a copy of the database was made, or is good for one use only, and the servers of then. It must not come back with the
 * copy (R17). Tickets and hand-overs are rows of `launch_sessions`, too.
 */
export const endedByRestore: readonly string[] = [
  'launch_sessions',
  'relaunches',
  'selections',
  'account_sessions',
  'one_time_addresses',
  'nodes',
  'leases',
  'failures',
  'given_words',
  'imports',
  'import_entries',
];

/** What a database knows of its own past. */
export interface Past {
  /** The newest start of a server on it, epoch milliseconds; 0: none. */
  readonly startedAt: number;
  /** Launches signed earlier are refused; epoch seconds. */
  readonly notBefore: number;
}

export async function readPast(door: Door): Promise<Past> {
  const [row] = await door.read((sql) =>
    sql.rows<{ started_at: number; not_before: number }>(
      'SELECT started_at, not_before FROM settings_version WHERE id = 1',
    ),
  );
  return { startedAt: Number(row?.started_at ?? 0), notBefore: Number(row?.not_before ?? 0) };
}

/** Several processes may say it in any order: the newest start stays. */
export async function noteStart(door: Door, at: number): Promise<void> {
  const text = 'UPDATE settings_version SET started_at = ? WHERE id = 1 AND started_at < ?';
  await door.write((sql) => sql.run(text, [at, at]));
}

/**
 * Ends whatever a copy of the database has brought back, and refuses launches signed before `notBefore` (epoch
 * seconds). The version of the settings goes to one that no server has seen: counted up by one it could be the one
 * under which a server remembers what was lost. Returns how many rows of each table went.
 * @param now epoch milliseconds
 */
export async function breakWithPast(
  sql: Sql,
  { notBefore, now }: { readonly notBefore: number; readonly now: number },
): Promise<Readonly<Record<string, number>>> {
  const ended: Record<string, number> = {};
  for (const table of endedByRestore) ended[table] = (await sql.run(`DELETE FROM ${table}`)).affected;
  const newest = 'CASE WHEN version < ? THEN ? ELSE version + 1 END';
  await sql.run(`UPDATE settings_version SET version = ${newest}, not_before = ? WHERE id = 1`, [
    now,
    now,
    notBefore,
  ]);
  return ended;
}
