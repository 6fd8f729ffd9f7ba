import { open } from 'node:fs/promises';

/** A provision file, files of the course apart. */
export const mostBytes = 20 * 1024 * 1024;

export const tooLarge = 'the file is larger than 20 MB; files of a course belong beside it, not in it';

/** The bytes of the file, else a sentence. */
export async function readBytes(path: string): Promise<Uint8Array | string> {
  try {
    const handle = await open(path);
    try {
      const { size } = await handle.stat();
      if (size > mostBytes) return tooLarge;
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  } catch {
    return 'the file cannot be read';
  }
}

/** UTF-8, else the line where it is not. */
export function textOf(bytes: Uint8Array): string | { line: number; message: string } {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    let line = 1;
    let start = 0;
    for (;;) {
      const end = bytes.indexOf(0x0a, start);
      const part = bytes.subarray(start, end < 0 ? bytes.length : end);
      if (end < 0 || !isUtf8(part)) return { line, message: 'the file is not UTF-8; save it as UTF-8' };
      start = end + 1;
      line++;
    }
  }
}

function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
