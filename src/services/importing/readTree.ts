import { open, readFile, stat } from 'node:fs/promises';
import { readZip, type Zip, type ZipEntry } from '../zips/readZip.ts';
import type { ZipLimits } from '../zips/zipFaults.ts';
import { treeOfCartridge } from './cartridgeTree.ts';
import { ImportRefusal, mostManifestBytes, readManifest } from './manifest.ts';
import { nodesIn, type SourceTree } from './sourceTree.ts';
import { isOfSystem } from './systemFiles.ts';
import { type Listing, treeOfZip } from './zipTree.ts';

/** More than any course has. */
export const mostItems = 10_000;
const mostEntries = 20_000;

export function importLimits(uploadLimitMib: number): ZipLimits {
  return { entries: mostEntries, bytes: Math.max(256, 4 * uploadLimitMib) * 1024 * 1024 };
}

/** Read into a tree; `close` is to be called when nothing of it is read any more. */
export interface OpenTree extends Pick<Zip, 'close'> {
  readonly tree: SourceTree;
}

/**
 * Opens an archive and puts what it lists into a tree: by its manifest where it is a cartridge, else by its folders.
 * Nothing but the manifest is unpacked. A thin cartridge may also come as its manifest alone.
 * @throws ZipRefusal, ImportRefusal
 */
export async function readTree(file: string, limits: ZipLimits): Promise<OpenTree> {
  if (await isManifest(file)) {
    refuseLong((await stat(file)).size);
    const nothing = { entries: [], refused: [] };
    const manifest = await readManifest(await readFile(file));
    const tree = counted(treeOfCartridge(manifest, { listing: nothing, root: '' }));
    return { tree, close: () => undefined };
  }
  const zip = await readZip(file, limits);
  try {
    return { tree: counted(await treeOf(zip)), close: () => zip.close() };
  } catch (thrown) {
    zip.close();
    throw thrown;
  }
}

function counted(tree: SourceTree): SourceTree {
  const count = [...nodesIn(tree.nodes)].length;
  if (count === 0) throw new ImportRefusal('nothing-inside');
  if (count > mostItems) throw new ImportRefusal('too-many-items', String(mostItems));
  return tree;
}

/** By what it begins with: names say nothing. */
async function isManifest(file: string): Promise<boolean> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4096), 0, 4096, 0);
    const head = buffer.subarray(0, bytesRead).toString('latin1').replaceAll('\0', '');
    return /^[^<P]{0,20}</.test(head) && /<(?:[\w.-]+:)?manifest[\s/>]/.test(head);
  } finally {
    await handle.close();
  }
}

function refuseLong(size: number): void {
  if (size > mostManifestBytes) {
    throw new ImportRefusal('manifest-too-large', String(mostManifestBytes / 1024 / 1024));
  }
}

async function treeOf(listing: Listing): Promise<SourceTree> {
  const manifest = manifestIn(listing);
  if (!manifest) return treeOfZip(listing);
  refuseLong(manifest.size);
  const root = manifest.path.slice(0, -'imsmanifest.xml'.length);
  return treeOfCartridge(await readManifest(await bytesOf(manifest)), { listing, root });
}

/** At the top, or in the one folder that holds everything that somebody made. */
function manifestIn({ entries }: Listing): ZipEntry | undefined {
  const all = entries.map(({ path }) => path.split('/', 1)[0] ?? '');
  const tops = new Set(all.filter((name) => !isOfSystem(name)));
  const places = ['imsmanifest.xml', ...(tops.size === 1 ? [`${[...tops][0]}/imsmanifest.xml`] : [])];
  return entries.find(({ isFolder, path }) => !isFolder && places.includes(path));
}

/** The whole content of an entry that is known to be small. */
export async function bytesOf(entry: ZipEntry): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry.read()) chunks.push(chunk);
  return Buffer.concat(chunks);
}
