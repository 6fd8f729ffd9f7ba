import { createHash, hash } from 'node:crypto';

/**
 * SHA-256, 32 bytes; a text counts as its UTF-8. By way of a text: bytes that node's `hash` answers lie outside of
 * JavaScript's memory, and to get and return those takes as long as the hash itself (2.2 us against 1.3).
 */
export function sha256(content: string | Uint8Array): Buffer {
  return Buffer.from(hash('sha256', content, 'binary'), 'latin1');
}

/** What is kept of a random token, so that a stolen database opens no session. Too little for passwords. */
export function tokenHash(token: string): Buffer {
  return sha256(token);
}

/**
 * SHA-256 and length in bytes of a stream, without holding it in memory.
 * @throws whatever the stream throws.
 */
export async function hashStream(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ sha256: Buffer; length: number }> {
  const hash = createHash('sha256');
  let length = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    length += chunk.length;
  }
  return { sha256: hash.digest(), length };
}

/** SHA-256 of what comes piece by piece. */
export interface RunningHash {
  add(chunk: Uint8Array): void;
  /** Once, at the end. */
  sum(): Buffer;
}

export function runningHash(): RunningHash {
  const hash = createHash('sha256');
  return { add: (chunk) => void hash.update(chunk), sum: () => hash.digest() };
}
