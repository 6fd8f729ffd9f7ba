import { readZip, type Zip, type ZipEntry } from '../zips/readZip.ts';
import type { ZipLimits } from '../zips/zipFaults.ts';
import { treeOfCartridge } from './cartridgeTree.ts';
import { ImportRefusal, mostManifestBytes, readManifest } from './manifest.ts';
import { nodesIn, type SourceTree } from './sourceTree.ts';
import { type Listing, treeOfZip } from './zipTree.ts';

/** More than any course has. */
export const mostItems = 10_000;
const mostEntries = 20_000;

export function importLimits(uploadLimitMib: number): ZipLimits {
  return { entries: mostEntries, bytes: Math.max(256, 4 * uploadLimitMib) * 1024 * 1024 };
}

/**
 * Opens an archive and puts what it lists into a tree: by its manifest where it is a cartridge, else by its folders.
 * Nothing but the manifest is unpacked. The caller closes the archive.
 * @throws ZipRefusal, ImportRefusal
 */
export async function readTree(file: string, limits: ZipLimits): Promise<{ zip: Zip; tree: SourceTree }> {
  const zip = await readZip(file, limits);
  try {
    const tree = await treeOf(zip);
    const count = [...nodesIn(tree.nodes)].length;
    if (count === 0) throw new ImportRefusal('nothing-inside');
    if (count > mostItems) throw new ImportRefusal('too-many-items', String(mostItems));
    return { zip, tree };
  } catch (thrown) {
    zip.close();
    throw thrown;
  }
}

async function treeOf(listing: Listing): Promise<SourceTree> {
  const manifest = manifestIn(listing);
  if (!manifest) return treeOfZip(listing);
  if (manifest.size > mostManifestBytes) {
    throw new ImportRefusal('manifest-too-large', String(mostManifestBytes / 1024 / 1024));
  }
  const root = manifest.path.slice(0, -'imsmanifest.xml'.length);
  return treeOfCartridge(await readManifest(await bytesOf(manifest)), { listing, root });
}

/** At the top, or in the one folder that holds everything. */
function manifestIn({ entries }: Listing): ZipEntry | undefined {
  const tops = new Set(entries.map(({ path }) => path.split('/', 1)[0] ?? ''));
  const places = ['imsmanifest.xml', ...(tops.size === 1 ? [`${[...tops][0]}/imsmanifest.xml`] : [])];
  return entries.find(({ isFolder, path }) => !isFolder && places.includes(path));
}

/** The whole content of an entry that is known to be small. */
export async function bytesOf(entry: ZipEntry): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry.read()) chunks.push(chunk);
  return Buffer.concat(chunks);
}
