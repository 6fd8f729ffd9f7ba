import { crc32 } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { type EntryFault, freeBytes, mostRatio, type ZipLimits, ZipRefusal } from './zipFaults.ts';
import { isUtf8, judgeName, TakenNames } from './zipNames.ts';

/** A file or folder of an archive that may be taken. */
export interface ZipEntry {
  /** In NFC, with single slashes, leading nowhere but into the archive. */
  readonly path: string;
  readonly isFolder: boolean;
  /** Bytes, unpacked; `read` gives exactly as many. */
  readonly size: number;
  /**
   * The content piece by piece, as often as it is asked for.
   * @throws ZipRefusal `broken` where it is not what the archive says, at the first byte too many.
   */
  read(): AsyncGenerator<Uint8Array>;
}

export interface Zip {
  /** In the order of the archive. */
  readonly entries: readonly ZipEntry[];
  /** Entries that are not taken, by the name that is written there. */
  readonly refused: readonly { readonly path: string; readonly why: EntryFault }[];
  /** To be called when nothing is read any more. */
  close(): void;
}

/**
 * Lists a zip without unpacking it. What reads it is loaded with the first one.
 * @throws ZipRefusal where the archive as a whole is not taken
 */
export async function readZip(file: string, limits: ZipLimits): Promise<Zip> {
  const zip = await opened(file);
  try {
    if (zip.entryCount > limits.entries) {
      throw new ZipRefusal('too-many-entries', { most: limits.entries });
    }
    return await listed(zip, limits);
  } catch (thrown) {
    zip.close();
    throw thrown instanceof ZipRefusal ? thrown : refusalFor(thrown);
  }
}

async function opened(file: string): Promise<ZipFile> {
  const { openPromise } = await import('yauzl');
  const options = { autoClose: false, decodeStrings: false, validateEntrySizes: true };
  const zip = await openPromise(file, options).catch((thrown: unknown) => {
    const { code } = thrown as { code?: unknown };
    if (code === 'ENOENT' || code === 'EACCES') throw thrown;
    throw refusalFor(thrown, 'not-a-zip');
  });
  // Faults of reading reach whoever reads; without a listener they would end the process.
  zip.on('error', () => undefined);
  return zip;
}

function refusalFor(thrown: unknown, otherwise: 'not-a-zip' | 'broken' = 'broken'): ZipRefusal {
  const said = thrown instanceof Error ? thrown.message : '';
  if (said.startsWith('multi-disk')) return new ZipRefusal('several-disks');
  if (said.startsWith('strong encryption')) return new ZipRefusal('encrypted');
  return new ZipRefusal(otherwise);
}

async function listed(zip: ZipFile, limits: ZipLimits): Promise<Zip> {
  const { getFileNameLowLevel } = await import('yauzl');
  const entries: ZipEntry[] = [];
  const refused: { path: string; why: EntryFault }[] = [];
  const taken = new TakenNames();
  const ends = new DataEnds(zip.fileSize);
  let bytes = 0;
  for await (const entry of zip.eachEntry()) {
    const name = nameOf(entry, getFileNameLowLevel);
    const why = faultOf(entry);
    const judged = why ? { refused: why } : name.isReadable ? judgeName(name.text) : badName;
    ends.add(entry);
    bytes += entry.uncompressedSize;
    if (bytes > limits.bytes) throw new ZipRefusal('too-large', { most: limits.bytes });
    if (bytes > Math.max(freeBytes, zip.fileSize * mostRatio)) throw new ZipRefusal('bomb');
    forgetNames(entry);
    if ('refused' in judged) {
      refused.push({ path: shown(name.text), why: judged.refused });
      continue;
    }
    const isFolder = judged.isFolder || fileKindOf(entry) === 0x4000;
    if (!taken.take(judged.path, isFolder)) {
      refused.push({ path: judged.path, why: 'repeated' });
      continue;
    }
    const size = isFolder ? 0 : entry.uncompressedSize;
    const read = () => (isFolder ? nothing() : contentOf(zip, { entry, path: judged.path, ends }));
    entries.push({ path: judged.path, isFolder, size, read });
  }
  ends.judge();
  return { entries, refused, close: () => zip.close() };
}

const badName = { refused: 'bad-name' } as const;

/** For reports: a name that is not taken may be as long and as odd as an archive allows. */
function shown(name: string): string {
  return name.replace(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu, '\uFFFD').slice(0, 200);
}

function nameOf(entry: Entry, decode: typeof import('yauzl').getFileNameLowLevel) {
  const { fileNameRaw: raw, extraFields, generalPurposeBitFlag: flags } = entry;
  const isText = isUtf8(raw);
  const text = decode(isText ? flags | 0x800 : flags, raw, extraFields, true);
  return { text, isReadable: isText || (flags & 0x800) === 0 };
}

/** What an archive says about its entries may be large, and is not wanted any more. */
function forgetNames(entry: Entry): void {
  const none = Buffer.alloc(0);
  Object.assign(entry, { fileNameRaw: none, extraFieldRaw: none, fileCommentRaw: none, extraFields: [] });
  Object.assign(entry, { fileName: none, fileComment: none, comment: none });
}

/** As Unix counts them: 0x8000 a file, 0x4000 a folder, 0xa000 a symbolic link; 0 where the archive does not say. */
function fileKindOf({ externalFileAttributes }: Entry): number {
  return (externalFileAttributes >>> 16) & 0xf000;
}

function faultOf(entry: Entry): EntryFault | undefined {
  if (entry.isEncrypted()) return 'encrypted';
  const kind = fileKindOf(entry);
  if (kind === 0xa000) return 'symlink';
  if (![0, 0x8000, 0x4000].includes(kind)) return 'special';
  return [0, 8].includes(entry.compressionMethod) ? undefined : 'unknown-method';
}

/** Where the next entry begins: content that is told of twice makes a small archive unpack to anything. */
class DataEnds {
  readonly #spans: { readonly start: number; readonly length: number }[] = [];
  readonly #fileSize: number;
  #starts: readonly number[] = [];

  constructor(fileSize: number) {
    this.#fileSize = fileSize;
  }

  add({ relativeOffsetOfLocalHeader, compressedSize }: Entry): void {
    this.#spans.push({ start: relativeOffsetOfLocalHeader, length: 30 + compressedSize });
  }

  judge(): void {
    this.#spans.sort((one, other) => one.start - other.start);
    this.#starts = this.#spans.map(({ start }) => start);
    for (const [index, { start, length }] of this.#spans.entries()) {
      const next = this.#starts[index + 1] ?? this.#fileSize;
      if (start + length > next) throw new ZipRefusal('overlapping');
    }
  }

  /** Where the content of the entry that begins at `start` must have ended. */
  after(start: number): number {
    let [low, high] = [0, this.#starts.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) > start) high = middle;
      else low = middle + 1;
    }
    return this.#starts[low] ?? this.#fileSize;
  }
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

async function* contentOf(
  zip: ZipFile,
  { entry, path, ends }: { readonly entry: Entry; readonly path: string; readonly ends: DataEnds },
): AsyncGenerator<Uint8Array> {
  try {
    const { fileDataStart } = await zip.readLocalFileHeaderPromise(entry, { minimal: true });
    if (fileDataStart + entry.compressedSize > ends.after(entry.relativeOffsetOfLocalHeader)) {
      throw new ZipRefusal('overlapping', { path });
    }
    let sum = 0;
    // The library itself stops at the first byte more, or fewer, than were announced.
    for await (const chunk of await zip.openReadStreamPromise(entry)) {
      sum = crc32(chunk as Uint8Array, sum);
      yield chunk as Uint8Array;
    }
    if (sum !== entry.crc32) throw new ZipRefusal('broken', { path });
  } catch (thrown) {
    throw thrown instanceof ZipRefusal ? thrown : new ZipRefusal('broken', { path });
  }
}
