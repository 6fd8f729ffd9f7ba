import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { hashStream } from '../../crypto/digest.ts';
import { randomToken } from '../../crypto/randomTokens.ts';

/** Where the content with this SHA-256 (hexadecimal) lies. */
export function uploadPath(folder: string, hash: string): string {
  return join(folder, hash.slice(0, 2), hash);
}

export interface Upload {
  readonly hash: string;
  /** Bytes. */
  readonly size: number;
}

/** SHA-256 and size of a file; keeps nothing. Closes the handle. */
export async function measureFile(from: FileHandle): Promise<Upload> {
  const { sha256, length } = await hashStream(from.createReadStream());
  return { hash: sha256.toString('hex'), size: length };
}

/**
 * Keeps the content of a file, unless it is there already. `openIt` is called once or twice, because the hash is known
 * only at the end; what was hashed while it was copied is what counts.
 */
export async function keepFile(folder: string, openIt: () => Promise<FileHandle>): Promise<Upload> {
  const measured = await measureFile(await openIt());
  if (await isThere(uploadPath(folder, measured.hash), measured.size)) return measured;
  return keepStream(folder, (await openIt()).createReadStream());
}

/** Keeps what comes piece by piece under its hash, in place of whatever lies there. */
export async function keepStream(folder: string, content: AsyncIterable<Uint8Array>): Promise<Upload> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `${randomToken()}.new`);
  try {
    const to = await open(draft, 'wx', 0o600);
    let copied: { sha256: Buffer; length: number };
    try {
      copied = await hashStream(copying(content, to));
      await to.sync();
    } finally {
      await to.close();
    }
    const kept = { hash: copied.sha256.toString('hex'), size: copied.length };
    const path = uploadPath(folder, kept.hash);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rename(draft, path);
    return kept;
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}

async function* copying(content: AsyncIterable<Uint8Array>, to: FileHandle): AsyncGenerator<Uint8Array> {
  for await (const chunk of content) {
    await to.writeFile(chunk);
    yield chunk;
  }
}

async function isThere(path: string, size: number): Promise<boolean> {
  try {
    const found = await stat(path);
    return found.isFile() && found.size === size;
  } catch {
    return false;
  }
}
