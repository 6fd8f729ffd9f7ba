import type { Door } from '../../storage/door.ts';
import { forgetSites } from '../../storage/siteStore.ts';
import { hashesInUse } from '../../storage/treeStore.ts';
import { dropUnused, keepReceived, type PathOf, type Received } from '../uploads/keepReceived.ts';

/** Gives files their places; before the transaction that shows them, and again after it. */
export async function keepAll(pathOf: PathOf, files: readonly Received[]): Promise<void> {
  for (const file of files) await keepReceived(pathOf, file);
}

/** Throws contents away that nothing shows any more, with all that was in them where they were sites. */
export async function dropContents(door: Door, pathOf: PathOf, hashes: readonly string[]): Promise<void> {
  if (hashes.length === 0) return;
  const inside = await door.write((sql) => forgetSites(sql, hashes));
  const inUse = (some: readonly string[]) => door.read((sql) => hashesInUse(sql, some));
  await dropUnused(pathOf, [...new Set([...hashes, ...inside])], inUse);
}
