import type { RunningHash } from '../../crypto/digest.ts';

/** What comes out of a stream, by lines and by counted bytes; all that was taken goes into the hash. */
export interface ByteReader {
  /** Without its end; undefined where the stream is over. A line that the stream breaks off is none. */
  line(): Promise<string | undefined>;
  /** As `line`, without waiting for the stream: undefined also where no whole line has arrived. */
  lineAtHand(): string | undefined;
  /** Exactly so many bytes, or fewer where the stream is over. */
  bytes(count: number): AsyncGenerator<Uint8Array>;
  /** Whether nothing more comes. */
  isOver(): Promise<boolean>;
  /** The hash of all that was taken before the last line. */
  sumBeforeLastLine(): string;
}

/** A row may hold a whole page; nothing of ours is longer than this. */
const longestLine = 128 * 1024 * 1024;

export function byteReader(chunks: AsyncIterable<Uint8Array>, hash: RunningHash): ByteReader {
  const source = chunks[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  let lastLine: Buffer = rest;

  async function more(): Promise<boolean> {
    const { done, value } = await source.next();
    if (done === true) return false;
    rest = rest.length === 0 ? Buffer.from(value) : Buffer.concat([rest, value]);
    return true;
  }

  /** The last line is hashed only when something follows it: the sum does not hold itself. */
  function take(length: number): Buffer {
    hash.add(lastLine);
    lastLine = Buffer.alloc(0);
    const taken = rest.subarray(0, length);
    rest = rest.subarray(length);
    return taken;
  }

  function lineAtHand(): string | undefined {
    const at = rest.indexOf(10);
    if (at < 0) return undefined;
    lastLine = take(at + 1);
    return lastLine.subarray(0, at).toString('utf8');
  }

  return {
    lineAtHand,
    async line() {
      for (;;) {
        const found = lineAtHand();
        if (found !== undefined) return found;
        if (rest.length > longestLine || !(await more())) return undefined;
      }
    },
    async *bytes(count) {
      for (let left = count; left > 0; ) {
        if (rest.length === 0 && !(await more())) return;
        const taken = take(Math.min(left, rest.length));
        hash.add(taken);
        left -= taken.length;
        yield taken;
      }
    },
    isOver: async () => rest.length === 0 && !(await more()),
    sumBeforeLastLine: () => hash.sum().toString('hex'),
  };
}
