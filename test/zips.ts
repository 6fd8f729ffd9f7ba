import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of a zip made byte by byte; whatever it says may be a lie. */
export interface HandEntry {
  readonly name: string | Buffer;
  readonly content?: string | Buffer;
  /** 0 stored, 8 deflated (left out), others as they are. */
  readonly method?: number;
  /** 0x800 UTF-8, 0x1 encrypted; left out: UTF-8. */
  readonly flags?: number;
  /** The upper half is Unix' mode. */
  readonly attributes?: number;
  readonly crc?: number;
  /** What the directory says of its size. */
  readonly size?: number;
  readonly packedSize?: number;
  /** Where the directory says that it lies; left out: where it lies. */
  readonly offset?: number;
}

/** A zip with exactly these entries; `count` is how many the end of the directory says there are. */
export function handZip(entries: readonly HandEntry[], { count }: { readonly count?: number } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const { local, central } = bytesOf(entry, entry.offset ?? offset);
    parts.push(local);
    directory.push(central);
    offset += local.length;
  }
  const all = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(count ?? entries.length, 8);
  end.writeUInt16LE(count ?? entries.length, 10);
  end.writeUInt32LE(all.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, all, end]);
}

function bytesOf(entry: HandEntry, offset: number): { readonly local: Buffer; readonly central: Buffer } {
  const name = Buffer.from(entry.name as string);
  const content = Buffer.from((entry.content ?? '') as string);
  const { method = 8, flags = 0x800, attributes = 0 } = entry;
  const packed = method === 8 ? deflateRawSync(content) : content;
  const fixed = Buffer.alloc(26);
  fixed.writeUInt16LE(20, 0);
  fixed.writeUInt16LE(flags, 2);
  fixed.writeUInt16LE(method, 4);
  fixed.writeUInt32LE(entry.crc ?? crc32(content), 10);
  fixed.writeUInt32LE(entry.packedSize ?? packed.length, 14);
  fixed.writeUInt32LE(entry.size ?? content.length, 18);
  fixed.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), fixed, name, packed]);
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(attributes >>> 0, 6);
  tail.writeUInt32LE(offset, 10);
  const central = Buffer.concat([
    Buffer.from('PK\x01\x02', 'latin1'),
    Buffer.from([20, 3]),
    fixed,
    tail,
    name,
  ]);
  return { local, central };
}
