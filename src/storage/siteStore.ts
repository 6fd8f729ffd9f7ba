import type { Door, Sql } from './door.ts';
import { padded, places } from './inList.ts';
import { addRows, inParts, locking } from './rowWriting.ts';

/** A file of a site, by its path in the archive. */
export interface SiteEntry {
  readonly path: string;
  /** SHA-256 of its content, hexadecimal. */
  readonly hash: string;
  readonly type: string;
  /** Bytes. */
  readonly size: number;
}

/** Notes what is in the archive of this hash, unless that is known already. */
export async function addSite(sql: Sql, siteHash: string, entries: readonly SiteEntry[]): Promise<void> {
  // Whoever throws the same site away at this moment waits, or has done so.
  const known = await sql.rows(
    `SELECT id FROM site_entries WHERE site_hash = ? ORDER BY path LIMIT 1${locking(sql)}`,
    [siteHash],
  );
  if (known.length > 0) return;
  const rows = entries.map(({ path, hash, type, size }) => ({ site_hash: siteHash, path, hash, type, size }));
  await addRows(sql, 'site_entries', rows);
}

/** The first of these paths that the site has. */
export async function findSiteEntry(
  door: Door,
  siteHash: string,
  paths: readonly string[],
): Promise<SiteEntry | undefined> {
  const text = `SELECT path, hash, type, size FROM site_entries WHERE site_hash = ? AND path IN (${places(paths)})`;
  const rows = await door.read((sql) => sql.rows<SiteEntry>(text, [siteHash, ...padded(paths)]));
  const found = paths.flatMap((path) => rows.filter((row) => row.path === path));
  return found[0] && { ...found[0], size: Number(found[0].size) };
}

/**
 * Forgets what is in those archives that no item shows any more.
 * @returns hashes of the contents that they held
 */
export async function forgetSites(sql: Sql, siteHashes: readonly string[]): Promise<readonly string[]> {
  const forgotten: string[] = [];
  for (const part of inParts(siteHashes, 500)) {
    const unused = `site_hash IN (${places(part)}) AND NOT EXISTS
      (SELECT 1 FROM items WHERE items.file_hash = site_entries.site_hash)`;
    const text = `SELECT DISTINCT hash FROM site_entries WHERE ${unused}`;
    forgotten.push(...(await sql.rows<{ hash: string }>(text, padded(part))).map(({ hash }) => hash));
    await sql.run(`DELETE FROM site_entries WHERE ${unused}`, padded(part));
  }
  return forgotten;
}
