import type { OneTimeOwner } from './administratorStore.ts';
import type { Door } from './door.ts';

/** One session of somebody's own; `mark` names it in forms. */
export interface OwnSession {
  readonly mark: string;
  /** Undefined for a session by password; else where a launch led. */
  readonly item: string | undefined;
  readonly course: string | undefined;
  readonly startedAt: number;
  readonly seenAt: number;
}

interface AccountRow {
  id_hash: Buffer;
  started_at: number;
  seen_at: number;
}

interface LaunchRow {
  launch_key: Buffer;
  title: string | null;
  course: string | null;
  started_at: number;
  seen_at: number;
}

function place(owner: OneTimeOwner): readonly ['person_id' | 'administrator_id', number] {
  return 'personId' in owner ? ['person_id', owner.personId] : ['administrator_id', owner.administratorId];
}

/** Sessions that last at this moment, by password and by launch, the newest first. */
export function ownSessions(door: Door, owner: OneTimeOwner, now: number): Promise<readonly OwnSession[]> {
  const [column, id] = place(owner);
  return door.read(async (sql) => {
    const accounts = await sql.rows<AccountRow>(
      `SELECT id_hash, started_at, seen_at FROM account_sessions WHERE ${column} = ? AND expires_at > ?
       ORDER BY started_at DESC LIMIT 100`,
      [id, now],
    );
    const launches =
      column === 'person_id'
        ? await sql.rows<LaunchRow>(
            `SELECT s.launch_key, i.title, c.title AS course, s.started_at, s.seen_at FROM launch_sessions s
             LEFT JOIN courses c ON c.id = s.course_id LEFT JOIN items i ON i.id = s.item_id
             WHERE s.person_id = ? AND s.state = 'open' AND s.expires_at > ? ORDER BY s.started_at DESC LIMIT 100`,
            [id, now],
          )
        : [];
    return [
      ...accounts.map((row) => ({
        ...timesOf(row),
        mark: row.id_hash.toString('hex'),
        item: undefined,
        course: undefined,
      })),
      ...launches.map((row) => ({
        ...timesOf(row),
        mark: row.launch_key.toString('hex'),
        item: row.title ?? '',
        course: row.course ?? '',
      })),
    ];
  });
}

function timesOf({ started_at, seen_at }: { readonly started_at: number; readonly seen_at: number }) {
  return { startedAt: Number(started_at), seenAt: Number(seen_at) };
}

/** Ends one of somebody's own sessions; false where it was not theirs, or has ended. */
export function endOwnSession(door: Door, owner: OneTimeOwner, mark: string): Promise<boolean> {
  const [column, id] = place(owner);
  const bytes = Buffer.from(mark, 'hex');
  return door.write(async (sql) => {
    const account = `DELETE FROM account_sessions WHERE id_hash = ? AND ${column} = ?`;
    if ((await sql.run(account, [bytes, id])).affected === 1) return true;
    if (column !== 'person_id') return false;
    const launch = 'DELETE FROM launch_sessions WHERE launch_key = ? AND person_id = ?';
    return (await sql.run(launch, [bytes, id])).affected === 1;
  });
}
