import { searchWordsOf } from '../model/searchWords.ts';
import type { Sql } from './door.ts';
import { addRow } from './rowWriting.ts';

/** Takes away all that is kept of a person beside their row: sessions, address, roles in the LMS's memory. */
export async function endWhatIsKept(
  sql: Sql,
  { domainId, personId }: { readonly domainId: number; readonly personId: number },
): Promise<void> {
  await sql.run('DELETE FROM account_sessions WHERE person_id = ?', [personId]);
  await sql.run('DELETE FROM launch_sessions WHERE domain_id = ? AND person_id = ?', [domainId, personId]);
  await sql.run('DELETE FROM one_time_addresses WHERE person_id = ?', [personId]);
  await sql.run('DELETE FROM import_drafts WHERE person_id = ?', [personId]);
  await sql.run('DELETE FROM setting_undos WHERE domain_id = ? AND person_id = ?', [domainId, personId]);
  await sql.run('DELETE FROM lms_users WHERE person_id = ?', [personId]);
}

/** The row stays for what refers to it, under a name that says nothing. */
export async function anonymiseRow(
  sql: Sql,
  { domainId, personId }: { readonly domainId: number; readonly personId: number },
  {
    pseudonym,
    foldHash,
    now,
  }: { readonly pseudonym: string; readonly foldHash: Buffer; readonly now: number },
): Promise<void> {
  const words = searchWordsOf({ username: pseudonym, displayName: pseudonym, email: null });
  await sql.run(
    `UPDATE people SET username = ?, fold_hash = ?, display_name = ?, email = NULL, password_hash = NULL,
     domain_coordinator = 0, disabled_at = ?, sessions_after = ?, search_words = ? WHERE domain_id = ? AND id = ?`,
    [pseudonym, foldHash, pseudonym, now, now, words, domainId, personId],
  );
}

/** Takes the person away with their roles and their own deep-link settings. Returns how many of each went. */
export async function deletePerson(
  sql: Sql,
  { domainId, personId }: { readonly domainId: number; readonly personId: number },
): Promise<{ readonly roles: number; readonly settings: number }> {
  const ofPerson = 'WHERE domain_id = ? AND person_id = ?';
  const roles = await sql.run(`DELETE FROM roles ${ofPerson}`, [domainId, personId]);
  const settings = await sql.run(`DELETE FROM deep_links ${ofPerson}`, [domainId, personId]);
  await sql.run('DELETE FROM people WHERE domain_id = ? AND id = ?', [domainId, personId]);
  return { roles: roles.affected, settings: settings.affected };
}

/** From now on the name is replaced in the journal, piece by piece, by `forgetSome`. */
export async function forgetName(
  sql: Sql,
  name: { readonly domainId: number; readonly username: string; readonly pseudonym: string },
): Promise<void> {
  const [newest] = await sql.rows<{ id: number | null }>('SELECT MAX(id) AS id FROM launches');
  await addRow(sql, 'forgotten_names', {
    domain_id: name.domainId,
    username: name.username,
    pseudonym: name.pseudonym,
    up_to: Number(newest?.id ?? 0),
  });
}

interface Row {
  id: number;
  domain_id: number;
  username: string;
  pseudonym: string;
  up_to: number;
}

/** So few rows of the journal at once that nobody who launches meanwhile waits for them. */
const atOnce = 2_000;

/** Replaces a name in one piece of the journal, newest first. False: there is nothing to forget any more. */
export async function forgetSome(sql: Sql): Promise<boolean> {
  const text = 'SELECT id, domain_id, username, pseudonym, up_to FROM forgotten_names ORDER BY id LIMIT 1';
  const [name] = await sql.rows<Row>(text);
  if (!name) return false;
  const upTo = Number(name.up_to);
  const after = Math.max(0, upTo - atOnce);
  await sql.run('UPDATE launches SET named = ? WHERE id > ? AND id <= ? AND domain_id = ? AND named = ?', [
    name.pseudonym,
    after,
    upTo,
    name.domain_id,
    name.username,
  ]);
  const [older] = await sql.rows('SELECT 1 AS there FROM launches WHERE id <= ? LIMIT 1', [after]);
  if (older) await sql.run('UPDATE forgotten_names SET up_to = ? WHERE id = ?', [after, name.id]);
  else await sql.run('DELETE FROM forgotten_names WHERE id = ?', [name.id]);
  return true;
}
