import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { hashStream } from '../../crypto/digest.ts';
import { randomToken } from '../../crypto/randomTokens.ts';
import { fileType } from '../../model/fileType.ts';
import type { NewSiteEntry } from '../../storage/siteStore.ts';
import type { Received } from '../uploads/keepReceived.ts';
import { readZip, type Zip, type ZipEntry } from '../zips/readZip.ts';
import { ZipRefusal } from '../zips/zipFaults.ts';
import { readerOfSite } from './siteText.ts';

/** A file of a site that lies aside, until its request is over. */
export interface SiteFile extends NewSiteEntry {
  readonly received: Received;
}

/** A site that may be kept, or why it may not. */
export type UnpackedSite =
  | { readonly kind: 'site'; readonly files: readonly SiteFile[] }
  | { readonly kind: 'no-index' }
  | { readonly kind: 'refused'; readonly refusal: ZipRefusal };

const mostEntries = 5_000;
/** As its column has it. */
const longestPath = 900;

/** What pages are called that stand for their folder. */
export const indexNames = ['index.html', 'index.htm'] as const;

/**
 * Unpacks a site into a folder that goes when its request is over; whatever is wrong with it, nothing is kept.
 * @param mostBytes unpacked, all together
 */
export function unpackSite(
  archive: string,
  { folder, mostBytes }: { readonly folder: string; readonly mostBytes: number },
): Promise<UnpackedSite> {
  return withSite(archive, mostBytes, async (entries) => {
    const files: SiteFile[] = [];
    const saidBy = readerOfSite();
    for (const [path, entry] of entries) {
      const aside = join(folder, randomToken());
      const { hash, size } = await writeAside(aside, entry);
      const file = { path, type: fileType(path), received: { path: aside, hash, size } };
      files.push({ ...file, hash, size, said: await saidBy(file) });
    }
    return files;
  });
}

/** The same without unpacking: whether it would be taken. */
export function judgeSite(archive: string, mostBytes: number): Promise<UnpackedSite> {
  return withSite(archive, mostBytes, async () => []);
}

async function withSite(
  archive: string,
  mostBytes: number,
  use: (entries: ReadonlyMap<string, ZipEntry>) => Promise<readonly SiteFile[]>,
): Promise<UnpackedSite> {
  try {
    const zip = await readZip(archive, { entries: mostEntries, bytes: mostBytes });
    try {
      const entries = entriesOf(zip);
      if (!indexNames.some((name) => entries.has(name))) return { kind: 'no-index' };
      return { kind: 'site', files: await use(entries) };
    } finally {
      zip.close();
    }
  } catch (thrown) {
    if (thrown instanceof ZipRefusal) return { kind: 'refused', refusal: thrown };
    throw thrown;
  }
}

/** What computers put into archives by themselves. */
const stray = /(?:^|\/)(?:__MACOSX(?:\/|$)|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/;

/** The files by their paths; a folder around them all is not part of these. */
function entriesOf({ entries, refused }: Zip): ReadonlyMap<string, ZipEntry> {
  const [bad] = refused.filter(({ path }) => !stray.test(path));
  if (bad) throw new ZipRefusal(bad.why, { path: bad.path });
  const files = entries.filter(({ path, isFolder }) => !isFolder && !stray.test(path));
  const long = files.find(({ path }) => Buffer.byteLength(path) > longestPath);
  if (long) throw new ZipRefusal('long-name', { path: long.path.slice(0, 100) });
  const [first = ''] = files.map(({ path }) => path.split('/')[0] ?? '');
  const around = `${first}/`;
  const cut = files.every(({ path }) => path.startsWith(around)) ? around.length : 0;
  return new Map(files.map((file) => [file.path.slice(cut), file]));
}

async function writeAside(path: string, entry: ZipEntry): Promise<{ hash: string; size: number }> {
  const to = await open(path, 'wx', 0o600);
  try {
    const { sha256, length } = await hashStream(
      (async function* () {
        for await (const chunk of entry.read()) {
          await to.writeFile(chunk);
          yield chunk;
        }
      })(),
    );
    return { hash: sha256.toString('hex'), size: length };
  } finally {
    await to.close();
  }
}
