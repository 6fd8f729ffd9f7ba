import type { Sql } from './door.ts';
import type { ProtectorOwner } from './protectorStore.ts';
import { locking } from './rowWriting.ts';

/** The last number that the owner gave; numbers only go upward and are never used again (product.md, Link protectors). */
export async function lastNumber(sql: Sql, owner: ProtectorOwner): Promise<number> {
  const { table, where } = counterOf(owner);
  const text = `SELECT last_protector FROM ${table} WHERE ${where}${locking(sql)}`;
  const [row] = await sql.rows<{ last_protector: number }>(text, counterValues(owner));
  if (!row) throw new Error('A protector without an owner.');
  return row.last_protector;
}

export async function raiseLastNumber(sql: Sql, owner: ProtectorOwner, number: number): Promise<void> {
  const { table, where } = counterOf(owner);
  const text = `UPDATE ${table} SET last_protector = ? WHERE ${where} AND last_protector < ?`;
  await sql.run(text, [number, ...counterValues(owner), number]);
}

function counterOf({ level }: ProtectorOwner): { table: string; where: string } {
  return level === 'domain'
    ? { table: 'domains', where: 'id = ?' }
    : { table: 'courses', where: 'domain_id = ? AND id = ?' };
}

function counterValues({ level, domainId, courseId }: ProtectorOwner): number[] {
  return level === 'domain' ? [domainId] : [domainId, courseId];
}
