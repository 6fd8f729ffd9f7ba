import type { Sql } from './door.ts';
import type { KnownProtector, ProtectorOwner } from './protectorStore.ts';

interface Which {
  readonly domainId: number;
  readonly protectorId: number;
}

/** How many sessions and sign-in tickets that it opened are running (R8). */
export async function sessionsOfProtector(
  sql: Sql,
  { domainId, protectorId }: Which,
  now: number,
): Promise<number> {
  const text =
    'SELECT COUNT(*) AS running FROM launch_sessions WHERE domain_id = ? AND protector_id = ? AND expires_at > ?';
  const [row] = await sql.rows<{ running: number }>(text, [domainId, protectorId, now]);
  return Number(row?.running ?? 0);
}

/** Ends them; tells how many there were. */
export async function endSessionsOfProtector(sql: Sql, { domainId, protectorId }: Which): Promise<number> {
  const text = 'DELETE FROM launch_sessions WHERE domain_id = ? AND protector_id = ?';
  return (await sql.run(text, [domainId, protectorId])).affected;
}

/**
 * Takes a protector away with what belongs to it alone: its sessions, approved places, proposals and memory. Settings
 * that name it stay and accept it no more; the journal stays, and so does its number with the owner, who never gives it again.
 */
export async function removeProtector(
  sql: Sql,
  { domainId, courseId }: ProtectorOwner,
  { id, number }: Pick<KnownProtector, 'id' | 'number'>,
): Promise<void> {
  await endSessionsOfProtector(sql, { domainId, protectorId: id });
  await sql.run('DELETE FROM link_places WHERE domain_id = ? AND protector_id = ?', [domainId, id]);
  await sql.run('DELETE FROM link_place_days WHERE domain_id = ? AND protector_id = ?', [domainId, id]);
  await sql.run('DELETE FROM origin_proposals WHERE protector_id = ?', [id]);
  await sql.run('DELETE FROM lms_users WHERE protector_id = ?', [id]);
  const text = 'DELETE FROM protectors WHERE domain_id = ? AND course_id = ? AND number = ? AND id = ?';
  await sql.run(text, [domainId, courseId, number, id]);
}
