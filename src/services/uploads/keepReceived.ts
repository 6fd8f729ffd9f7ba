import { link, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { randomToken } from '../../crypto/randomTokens.ts';

/** A file that came in by HTTP and lies aside, on the disk on which it is to stay. */
export interface Received {
  readonly path: string;
  readonly hash: string;
  readonly size: number;
}

/** Where the content with this SHA-256 lies. */
export type PathOf = (hash: string) => string;

/**
 * Gives the content its place, unless it is there already; the file that came in stays where it is until its request is
 * over. To be called again after the commit: somebody may have thrown the same content away meanwhile.
 */
export async function keepReceived(pathOf: PathOf, received: Received): Promise<void> {
  const place = pathOf(received.hash);
  const there = await stat(place).catch(() => undefined);
  if (there?.isFile() && there.size === received.size) return;
  const handle = await open(received.path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await mkdir(dirname(place), { recursive: true, mode: 0o700 });
  const draft = `${place}.${randomToken()}.new`;
  await link(received.path, draft);
  await rename(draft, place);
}

/**
 * Throws contents away that no item shows any more. They are put aside first, and asked for once more: whoever has
 * begun to show one in between has it back.
 */
export async function dropUnused(
  pathOf: PathOf,
  hashes: readonly string[],
  inUse: (hashes: readonly string[]) => Promise<ReadonlySet<string>>,
): Promise<void> {
  const used = await inUse(hashes);
  const aside: { hash: string; path: string }[] = [];
  for (const hash of hashes.filter((one) => !used.has(one))) {
    const path = `${pathOf(hash)}.${randomToken()}.old`;
    const moved = await rename(pathOf(hash), path).then(
      () => true,
      () => false,
    );
    if (moved) aside.push({ hash, path });
  }
  const wanted = await inUse(aside.map(({ hash }) => hash));
  for (const { hash, path } of aside) {
    if (wanted.has(hash)) await rename(path, pathOf(hash));
    else await rm(path, { force: true });
  }
}
