import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ZipFile } from 'yazl';
import { readZip, type Zip } from '../../../src/services/zips/readZip.ts';
import { ZipRefusal } from '../../../src/services/zips/zipFaults.ts';
import { handZip } from '../../zips.ts';

let folder: string;
let made = 0;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tinygate-zips-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const limits = { entries: 1_000, bytes: 200 * 1024 * 1024 };

async function opened<Result>(
  bytes: Uint8Array,
  look: (zip: Zip) => Promise<Result> | Result,
): Promise<Result> {
  made += 1;
  const path = join(folder, `${made}.zip`);
  writeFileSync(path, bytes);
  const zip = await readZip(path, limits);
  try {
    return await look(zip);
  } finally {
    zip.close();
  }
}

const whyOf = (bytes: Uint8Array, look: (zip: Zip) => Promise<unknown> | unknown = () => undefined) =>
  opened(bytes, look).then(
    () => 'taken',
    (thrown: unknown) => (thrown instanceof ZipRefusal ? thrown.why : thrown),
  );

async function contentsOf({ entries }: Zip): Promise<Record<string, string>> {
  const contents: Record<string, string> = {};
  for (const { path, read } of entries) contents[path] = Buffer.concat(await collected(read())).toString();
  return contents;
}

async function collected(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return all;
}

async function* none(): AsyncGenerator<Uint8Array> {}

const refusedIn = (bytes: Uint8Array) => opened(bytes, ({ refused }) => refused.map(({ why }) => why));
const namesIn = (bytes: Uint8Array) => opened(bytes, ({ entries }) => entries.map(({ path }) => path));

describe('an honest zip', () => {
  test('gives its entries in order and their content, as often as asked, also by zip64 and with data descriptors', async () => {
    for (const forceZip64Format of [false, true]) {
      const zip = new ZipFile();
      zip.addBuffer(Buffer.from('<h1>Hi</h1>'), 'index.html', { forceZip64Format });
      zip.addEmptyDirectory('pictures');
      zip.addBuffer(Buffer.from('x'.repeat(100_000)), 'pictures/a b.txt', {
        compress: false,
        forceZip64Format,
      });
      zip.addReadStreamLazy('late.txt', { forceZip64Format }, async (give) => {
        const { Readable } = await import('node:stream');
        give(null, Readable.from(['la', 'te']));
      });
      zip.end();
      await opened(await buffer(zip.outputStream), async (read) => {
        expect(read.refused).toEqual([]);
        expect(read.entries.map(({ path, isFolder, size }) => [path, isFolder, size])).toEqual([
          ['index.html', false, 11],
          ['pictures', true, 0],
          ['pictures/a b.txt', false, 100_000],
          ['late.txt', false, 4],
        ]);
        expect(await contentsOf(read)).toEqual(await contentsOf(read));
        expect((await contentsOf(read))['late.txt']).toBe('late');
      });
    }
  });

  test('may be left in the middle of an entry without keeping anything open', async () => {
    const bytes = handZip([
      { name: 'a', content: Buffer.alloc(5_000_000, 'ab') },
      { name: 'b', content: 'b' },
    ]);
    await opened(bytes, async ({ entries }) => {
      for await (const chunk of entries[0]?.read() ?? []) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      expect(Buffer.concat(await collected(entries[1]?.read() ?? none())).toString()).toBe('b');
    });
  });

  test('has names in UTF-8 whether it says so or not, in the old letters of DOS where they are no UTF-8, and in NFC', async () => {
    expect(await namesIn(handZip([{ name: 'Übung.md' }, { name: 'ναι.md', flags: 0 }]))).toEqual([
      'Übung.md',
      'ναι.md',
    ]);
    expect(await namesIn(handZip([{ name: Buffer.from([0x81, 0x2e, 0x61]), flags: 0 }]))).toEqual(['ü.a']);
    expect(await namesIn(handZip([{ name: 'U\u0308.md' }]))).toEqual(['Ü.md']);
    const windows = [{ name: 'a\\' }, { name: 'a\\b.md' }];
    expect(await namesIn(handZip(windows))).toEqual(['a', 'a/b.md']);
    expect(await refusedIn(handZip([{ name: Buffer.from([0xff, 0x41]) }]))).toEqual(['bad-name']);
  });

  test('may be empty', async () => expect(await namesIn(handZip([]))).toEqual([]));
});

describe('entries that are not taken', () => {
  test.each([
    ['../secret', 'parent'],
    ['a/../../secret', 'parent'],
    ['a/..', 'parent'],
    ['/etc/passwd', 'absolute'],
    ['C:/windows', 'absolute'],
    ['c:secret', 'absolute'],
    ['..\\b', 'parent'],
    ['a\\..\\..\\b', 'parent'],
    ['\\\\server\\b', 'absolute'],
    ['C:\\b', 'absolute'],
    ['a\u0000b', 'control-character'],
    ['a\nb', 'control-character'],
    ['a\u0085b', 'control-character'],
    ['a//b', 'bad-name'],
    ['a/./b', 'bad-name'],
    ['.', 'bad-name'],
    ['', 'bad-name'],
    ['x'.repeat(256), 'long-name'],
    ['x/'.repeat(300), 'long-name'],
  ])('%j: %s', async (name, why) => {
    const bytes = handZip([{ name, content: 'x' }, { name: 'good.md' }]);
    expect([await refusedIn(bytes), await namesIn(bytes)]).toEqual([[why], ['good.md']]);
  });

  test('links, devices, what a password protects, and unknown ways of packing', async () => {
    const bytes = handZip([
      { name: 'link', content: '/etc/passwd', attributes: 0o120777 << 16 },
      { name: 'pipe', attributes: 0o010644 << 16 },
      { name: 'device', attributes: 0o060644 << 16 },
      { name: 'secret', flags: 1 },
      { name: 'packed', method: 14 },
      { name: 'file', attributes: 0o100644 << 16 },
      { name: 'folder', attributes: 0o040755 << 16 },
    ]);
    expect(await refusedIn(bytes)).toEqual(['symlink', 'special', 'special', 'encrypted', 'unknown-method']);
    expect(await namesIn(bytes)).toEqual(['file', 'folder']);
  });

  test('names that mean the same but for case or composition, and files where folders are needed', async () => {
    const bytes = handZip(
      ['a.md', 'A.md', 'Ü', 'U\u0308', 'b', 'b/c', 'd/', 'd/', 'd/e', 'D/f', 'g/h', 'g', 'a.md'].map(
        (name) => ({ name }),
      ),
    );
    expect(await refusedIn(bytes)).toEqual(Array(6).fill('repeated'));
    expect(await namesIn(bytes)).toEqual(['a.md', 'Ü', 'b', 'd', 'd', 'd/e', 'g/h']);
  });
});

describe('archives that are not taken', () => {
  test('what is no zip, half of one, or a part of several', async () => {
    const good = handZip([{ name: 'a', content: 'x'.repeat(1_000) }]);
    expect(await whyOf(Buffer.from('hello'))).toBe('not-a-zip');
    expect(await whyOf(Buffer.alloc(0))).toBe('not-a-zip');
    expect(await whyOf(good.subarray(0, good.length - 30))).toBe('not-a-zip');
    const part = Buffer.from(good);
    part.writeUInt16LE(3, part.length - 18);
    expect(await whyOf(part)).toBe('several-disks');
    const strong = handZip([{ name: 'a', flags: 0x41 }]);
    expect(await whyOf(strong)).toBe('encrypted');
  });

  test('too many entries are told at once, and so are too many bytes and too good a ratio', async () => {
    const many = handZip(Array.from({ length: 60_000 }, (_, index) => ({ name: `${index}`, method: 0 })));
    // Told by the count at the end of the archive: the list before it may be anything.
    many.fill(0, 0, many.length - 22);
    expect(await whyOf(many)).toBe('too-many-entries');
    expect(await whyOf(handZip([{ name: 'a', size: 300 * 1024 * 1024 }]))).toBe('too-large');
    const million = Buffer.alloc(100 * 1024 * 1024);
    expect(await whyOf(handZip([{ name: 'a', content: million }]))).toBe('bomb');
  });

  test('a hundred thousand entries of zip64 are counted before any is read', async () => {
    const plain = handZip([{ name: 'a' }]);
    const [record, locator] = [Buffer.alloc(56), Buffer.alloc(20)];
    record.writeUInt32LE(0x06064b50, 0);
    record.writeUInt32LE(100_000, 32);
    locator.writeUInt32LE(0x07064b50, 0);
    locator.writeUInt32LE(plain.length - 22, 8);
    const many = Buffer.concat([plain.subarray(0, -22), record, locator, plain.subarray(-22)]);
    expect(await whyOf(many)).toBe('too-many-entries');
  });

  test('entries that share their bytes, wholly or in part', async () => {
    const content = Buffer.alloc(10_000, 'abc');
    const twice = handZip([
      { name: 'a', content },
      { name: 'b', content, offset: 0 },
    ]);
    expect(await whyOf(twice)).toBe('overlapping');
    // The first entry's content is the whole second entry, header and all.
    const inner = handZip([{ name: 'b', content, method: 0 }]).subarray(0, 30 + 1 + content.length);
    const quoted = handZip([
      { name: 'a', content: inner, method: 0 },
      { name: 'b', content, method: 0, offset: 31 },
    ]);
    expect(await whyOf(quoted)).toBe('overlapping');
    const beyond = handZip([{ name: 'a', content, method: 0, size: 900_000, packedSize: 900_000 }]);
    expect(await whyOf(beyond)).toBe('overlapping');
  });

  test('an entry that is larger, smaller or other than it says stops being read', async () => {
    const content = Buffer.alloc(30 * 1024 * 1024);
    const lies = [
      { name: 'a', content, size: 1_000 },
      { name: 'a', content: 'short', size: 1_000 },
      { name: 'a', content: 'other', crc: 1 },
    ];
    for (const lie of lies) {
      let most = 0;
      const why = await whyOf(handZip([lie]), async ({ entries }) => {
        for await (const chunk of entries[0]?.read() ?? []) most += chunk.length;
      });
      expect([why, most <= 1_000]).toEqual(['broken', true]);
    }
  });

  test('archives with any byte changed or cut off are refused or read, and never end the process', async () => {
    const good = handZip([
      { name: 'a.md', content: 'x'.repeat(100) },
      { name: 'b/c.md', content: 'y', method: 0 },
    ]);
    const allowed = /^[a-z-]+$/;
    for (let at = 0; at < good.length; at += 1) {
      const bad = Buffer.from(good);
      bad[at] = at % 3 === 0 ? 0 : 0xff;
      expect(await whyOf(bad, contentsOf)).toMatch(allowed);
      if (at % 8 === 0) expect(await whyOf(good.subarray(0, at), contentsOf)).toMatch(allowed);
    }
  }, 60_000);
});
