import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';
import { inParts } from './rowWriting.ts';

/** The usernames of people of a domain, by their ids; nobody else's. */
export async function usernamesOf(
  sql: Sql,
  domainId: number,
  ids: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const names = new Map<number, string>();
  for (const part of inParts(ids, 500)) {
    const text = `SELECT id, username FROM people WHERE domain_id = ? AND id IN (${places(part)})`;
    const rows = await sql.rows<{ id: number; username: string }>(text, [domainId, ...padded(part)]);
    for (const { id, username } of rows) names.set(id, username);
  }
  return names;
}
