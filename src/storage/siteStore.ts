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

/** One that is put down, with what a search finds it by beside its path; null: it is not searched. */
export interface NewSiteEntry extends SiteEntry {
  readonly said: string | null;
}

/** Notes what is in the archive of this hash, unless that is known already; an older version knew not what it says. */
export async function addSite(sql: Sql, siteHash: string, entries: readonly NewSiteEntry[]): Promise<void> {
  // Whoever throws the same site away at this moment waits, or has done so.
  const known = await sql.rows<{ said: string | null }>(
    `SELECT said FROM site_entries WHERE site_hash = ?${locking(sql)}`,
    [siteHash],
  );
  if (known.some(({ said }) => said !== null)) return;
  if (known.length > 0) await sql.run('DELETE FROM site_entries WHERE site_hash = ?', [siteHash]);
  const rows = entries.map((entry) => rowOf(siteHash, entry));
  for (const part of inParts(rows, 50)) await addRows(sql, 'site_entries', part);
}

function rowOf(siteHash: string, { path, hash, type, size, said }: NewSiteEntry) {
  return { site_hash: siteHash, path, hash, type, size, said };
}

/** A file of a site that a search looks through, and what it says. */
export interface SaidEntry {
  readonly path: string;
  readonly said: string;
}

/** What the files of sites say, in the order of their paths, by the hashes of the archives. */
export async function saidInSites(
  sql: Sql,
  siteHashes: readonly string[],
): Promise<ReadonlyMap<string, readonly SaidEntry[]>> {
  const sites = new Map<string, SaidEntry[]>();
  for (const part of inParts([...new Set(siteHashes)], 50)) {
    const text = `SELECT site_hash, path, said FROM site_entries
      WHERE site_hash IN (${places(part)}) AND said IS NOT NULL ORDER BY site_hash, path`;
    const rows = await sql.rows<{ site_hash: string; path: string; said: string }>(text, padded(part));
    for (const { site_hash: hash, path, said } of rows) {
      const entries = sites.get(hash);
      if (entries) entries.push({ path, said });
      else sites.set(hash, [{ path, said }]);
    }
  }
  return sites;
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
