import type { CsvFault } from './csvIn.ts';

/** How a file's bytes are read where no byte order mark says it. */
export type CsvEncoding = 'utf-8' | 'windows-1252';

/** The text of a table, or why there is none. Bytes that are no UTF-8 are never guessed at: half the names would be wrong. */
export function textFromCsv(content: Uint8Array | string, encoding: CsvEncoding): string | CsvFault {
  const text = typeof content === 'string' ? content : decoded(Buffer.from(content), encoding);
  if (typeof text !== 'string') return text;
  return text.includes('\0') ? { what: 'binary' } : text.replace(/^\uFEFF/, '');
}

function decoded(bytes: Buffer, encoding: CsvEncoding): string | CsvFault {
  // A zip: how spreadsheets keep their own files.
  if (bytes.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4]))) return { what: 'workbook' };
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return bytes.subarray(2).toString('utf16le');
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    const even = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)));
    return even.swap16().toString('utf16le');
  }
  if (encoding === 'windows-1252') return fromWindows1252(bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { what: 'not-utf8', line: lineOfBadByte(bytes) };
  }
}

function lineOfBadByte(bytes: Buffer): number {
  const lines = bytes.toString('utf8').split('\n');
  return Math.max(1, lines.findIndex((line) => line.includes('\uFFFD')) + 1);
}

/** The places in which Windows-1252 is not Latin 1; some versions of Node.js take the two for one. */
const windows = '€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ';

function fromWindows1252(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replace(/[\u0080-\u009f]/g, (character) => windows[character.charCodeAt(0) - 0x80] ?? character);
}
