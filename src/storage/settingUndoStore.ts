import type { CourseScope } from './courseStore.ts';
import type { Sql } from './door.ts';
import { addRow } from './rowWriting.ts';

/** The last thing that somebody may undo in a course. */
export interface KeptUndo {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly content: string;
}

/** Keeps what can be undone, in place of what the same person could undo in the course before. */
export async function keepUndo(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  undo: {
    readonly personId: number;
    readonly content: string;
    readonly now: number;
    readonly expiresAt: number;
  },
): Promise<void> {
  const { personId, content, now, expiresAt } = undo;
  await sql.run('DELETE FROM setting_undos WHERE expires_at < ?', [now]);
  await dropUndo(sql, { domainId, courseId }, personId);
  await addRow(sql, 'setting_undos', {
    domain_id: domainId,
    course_id: courseId,
    person_id: personId,
    content,
    made_at: now,
    expires_at: expiresAt,
  });
}

/** Undefined where there is nothing, or no longer. `now` in epoch milliseconds. */
export async function undoOf(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { personId, now }: { readonly personId: number; readonly now: number },
): Promise<KeptUndo | undefined> {
  const text = `SELECT id, made_at, content FROM setting_undos
    WHERE domain_id = ? AND course_id = ? AND person_id = ? AND expires_at > ?`;
  const values = [domainId, courseId, personId, now];
  const [row] = await sql.rows<{ id: number; made_at: number; content: string }>(text, values);
  return row && { id: row.id, madeAt: Number(row.made_at), content: row.content };
}

export async function dropUndo(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  personId: number,
): Promise<void> {
  const text = 'DELETE FROM setting_undos WHERE domain_id = ? AND course_id = ? AND person_id = ?';
  await sql.run(text, [domainId, courseId, personId]);
}
