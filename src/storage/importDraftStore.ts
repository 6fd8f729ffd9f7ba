import type { Sql } from './door.ts';
import { addRow, locking } from './rowWriting.ts';

export interface ImportDraft {
  readonly domainId: number;
  /** Who handed it in; nobody else sees it. */
  readonly personId: number;
  readonly content: string;
}

/** Keeps a list until it is looked through; it takes the place of the person's one before. */
export async function keepDraft(
  sql: Sql,
  { domainId, personId, content }: ImportDraft,
  { now, expiresAt }: { readonly now: number; readonly expiresAt: number },
): Promise<number> {
  await sql.run('DELETE FROM import_drafts WHERE person_id = ?', [personId]);
  const row = { domain_id: domainId, person_id: personId, content, made_at: now, expires_at: expiresAt };
  return addRow(sql, 'import_drafts', row);
}

export interface DraftKey {
  readonly id: number;
  readonly domainId: number;
  readonly personId: number;
}

/** Undefined where it is over, or somebody else's. */
export async function draftOf(
  sql: Sql,
  { id, domainId, personId }: DraftKey,
  now: number,
): Promise<string | undefined> {
  const text =
    'SELECT content FROM import_drafts WHERE id = ? AND domain_id = ? AND person_id = ? AND expires_at > ?';
  const [row] = await sql.rows<{ content: string }>(text, [id, domainId, personId, now]);
  return row?.content;
}

/** Whether it is still there, within the transaction that applies it. */
export async function hasDraft(sql: Sql, { id, domainId, personId }: DraftKey): Promise<boolean> {
  const text = 'SELECT 1 AS there FROM import_drafts WHERE id = ? AND domain_id = ? AND person_id = ?';
  return (await sql.rows(text + locking(sql), [id, domainId, personId])).length > 0;
}

export async function dropDraft(sql: Sql, id: number, personId: number): Promise<void> {
  await sql.run('DELETE FROM import_drafts WHERE id = ? AND person_id = ?', [id, personId]);
}

export async function dropOldDrafts(sql: Sql, now: number): Promise<void> {
  await sql.run('DELETE FROM import_drafts WHERE expires_at < ?', [now]);
}
