import { Readable } from 'node:stream';

export interface TextFile {
  readonly name: string;
  readonly text: string;
}

/** Every archive of the same files is the same to the byte. */
const madeAt = new Date(Date.UTC(2000, 0, 1));

/** Files as one zip, streamed. Files are asked for one by one. */
export async function cartridgeZip(files: Iterable<TextFile>): Promise<Readable> {
  // Loaded when somebody saves a cartridge: launches do not wait for it at the start.
  const { ZipFile } = await import('yazl');
  const zip = new ZipFile();
  for (const { name, text } of files) {
    zip.addBuffer(Buffer.from(text, 'utf8'), name, { mtime: madeAt, mode: 0o100644 });
  }
  zip.end();
  return Readable.from(zip.outputStream);
}
