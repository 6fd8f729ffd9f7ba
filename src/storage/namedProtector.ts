import type { ProtectorRef, UseIdentity } from '../model/protector.ts';
import type { Sql } from './door.ts';
import { readUseIdentity } from './protectorColumns.ts';
import { locking } from './rowWriting.ts';

/** A protector as the pages about launches need it. */
export interface NamedProtector extends ProtectorRef {
  readonly id: number;
  readonly name: string;
  readonly useIdentity: UseIdentity | false;
}

/** A protector of the domain or of the course, by its number. */
export async function protectorNamed(
  sql: Sql,
  { domainId, courseId }: { readonly domainId: number; readonly courseId: number },
  { level, number }: ProtectorRef,
  lock = false,
): Promise<NamedProtector | undefined> {
  const text = `SELECT id, name, use_identity FROM protectors WHERE domain_id = ? AND course_id = ? AND number = ?${lock ? locking(sql) : ''}`;
  const [row] = await sql.rows<{ id: number; name: string; use_identity: string | null }>(text, [
    domainId,
    level === 'domain' ? 0 : courseId,
    number,
  ]);
  return row && { id: row.id, level, number, name: row.name, useIdentity: readUseIdentity(row.use_identity) };
}
