import type { Sql } from './door.ts';
import { locking } from './rowWriting.ts';

/** Whose bad signatures are looked into: a whole domain's, with a course of 0, or one course's. */
export interface ExplanationOwner {
  readonly domainId: number;
  readonly courseId: number;
}

/** Until when they are; epoch milliseconds, 0 where they are not. */
export async function explainedUntil(
  sql: Sql,
  { domainId, courseId }: ExplanationOwner,
  lock = false,
): Promise<number> {
  const text = `SELECT expires_at FROM explanations WHERE domain_id = ? AND course_id = ?${lock ? locking(sql) : ''}`;
  const [row] = await sql.rows<{ expires_at: number }>(text, [domainId, courseId]);
  return Number(row?.expires_at ?? 0);
}

export async function explainUntil(
  sql: Sql,
  { domainId, courseId }: ExplanationOwner,
  until: number,
): Promise<void> {
  await sql.run('DELETE FROM explanations WHERE domain_id = ? AND course_id = ?', [domainId, courseId]);
  if (until === 0) return;
  const text = 'INSERT INTO explanations (domain_id, course_id, expires_at) VALUES (?, ?, ?)';
  await sql.run(text, [domainId, courseId, until]);
}

/** Whether bad signatures of a course are looked into now, for the course or for its whole domain. */
export async function isExplained(
  sql: Sql,
  { domainId, courseId }: ExplanationOwner,
  now: number,
): Promise<boolean> {
  const text = `SELECT expires_at FROM explanations WHERE domain_id = ? AND course_id IN (0, ?) AND expires_at > ? LIMIT 1`;
  return (await sql.rows(text, [domainId, courseId, now])).length > 0;
}
