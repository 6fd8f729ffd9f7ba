import { isLmsKind, type LmsKind } from '../model/lmsKinds.ts';
import { insertUnlessThere } from './dialect.ts';
import type { Sql } from './door.ts';
import { changeRows } from './rowWriting.ts';

/** A launcher that a domain recommends to its courses. */
export interface RecommendedLauncher {
  readonly name: string;
  readonly lms: LmsKind;
}

/** By name. A kind that this version does not know counts as `other`: nothing is judged by it. */
export async function recommendedLaunchers(sql: Sql, domainId: number): Promise<RecommendedLauncher[]> {
  const text = 'SELECT name, lms FROM recommended_launchers WHERE domain_id = ? ORDER BY name';
  const rows = await sql.rows<{ name: string; lms: string }>(text, [domainId]);
  return rows.map(({ name, lms }) => ({ name, lms: isLmsKind(lms) ? lms : 'other' }));
}

/** Tells whether it was added: a name stands there once. */
export async function addLauncher(
  sql: Sql,
  { domainId, name, lms }: RecommendedLauncher & { readonly domainId: number },
  now: number,
): Promise<boolean> {
  const columns = ['domain_id', 'name', 'lms', 'created_at'];
  const text = insertUnlessThere(sql.dialect, 'recommended_launchers', columns, 1);
  const { affected } = await sql.run(text, [domainId, name, lms, now]);
  return affected === 1;
}

/** Of which LMS it is. */
export async function changeLauncher(
  sql: Sql,
  { domainId, name, lms }: RecommendedLauncher & { readonly domainId: number },
): Promise<void> {
  await changeRows(sql, 'recommended_launchers', { lms }, { domain_id: domainId, name });
}

/** Tells whether it was there. */
export async function dropLauncher(sql: Sql, domainId: number, name: string): Promise<boolean> {
  const text = 'DELETE FROM recommended_launchers WHERE domain_id = ? AND name = ?';
  const { affected } = await sql.run(text, [domainId, name]);
  return affected === 1;
}
