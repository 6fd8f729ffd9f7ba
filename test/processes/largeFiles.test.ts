import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { uploadPath } from '../../src/services/uploads/keepFile.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { makeDatabase, type TestDatabase } from '../databases.ts';
import { factories } from '../factories.ts';
import { addCora, coraAt, numberIn } from './coordinator.ts';
import {
  type Build,
  build,
  prepare,
  publicUrl,
  type Served,
  type ServerProcess,
  startProcess,
} from './served.ts';

const patience = 600_000;
const mib = 1024 * 1024;
/** `LARGE_FILE_MIB=1024` measures what a gigabyte takes. */
const size = Number(process.env.LARGE_FILE_MIB ?? 300) * mib;
/** Far less than a file held in memory, far more than a server's ups and downs. */
const mostMore = 100;

const base = '/adm/msu/phy101/contents';
const border = '----largeFiles';

// Content never comes near the database: one engine is enough.
describe('a file that is far larger than memory should hold', () => {
  let built: Build;
  let database: TestDatabase;
  let served: Served;
  let server: ServerProcess;
  let cora: Browser;
  /** On the disk: databases of tests may lie in memory. */
  let uploads: string;
  beforeAll(async () => {
    built = build();
    database = await makeDatabase('sqlite');
    served = await prepare(database);
    await addCora(served);
    uploads = mkdtempSync(join(tmpdir(), 'tinygate-large-'));
    const more = { UPLOAD_LIMIT_MIB: String(size / mib + 1), UPLOADS_DIR: uploads };
    server = await startProcess({ build: built, databaseUrl: database.url, folder: served.folder, more });
    cora = await coraAt(server);
    await sendFile('small', 1000);
    await collect(await get('/msu/phy101/small/file'));
  }, patience);
  afterAll(async () => {
    await server.end('SIGTERM');
    await served.close();
    await database.drop();
    rmSync(uploads, { recursive: true, force: true });
    built.remove();
  });

  /** Of the server process, in MiB. */
  const memory = (which: 'VmRSS' | 'VmHWM') => {
    const status = readFileSync(`/proc/${server.child.pid}/status`, 'utf8');
    return Math.round(Number(new RegExp(`${which}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024);
  };
  /** Forgets the highest mark so far, so that the next one is of what follows. */
  const startWatching = () => {
    writeFileSync(`/proc/${server.child.pid}/clear_refs`, '5');
    return memory('VmRSS');
  };
  const headers = () => ({
    Host: new URL(publicUrl).host,
    Origin: publicUrl,
    Cookie: [...cora.cookies].map((pair) => pair.join('=')).join('; '),
  });
  const answerTo = (asked: ClientRequest) =>
    new Promise<IncomingMessage>((resolve, reject) => asked.on('response', resolve).on('error', reject));
  const to = (path: string, more: { method?: string; headers?: Record<string, string> } = {}) =>
    request({
      host: '127.0.0.1',
      port: server.port,
      path,
      agent: false,
      ...more,
      headers: { ...headers(), ...more.headers },
    });
  const get = (path: string, range?: string) => {
    const asked = to(path, { headers: range === undefined ? {} : { Range: range } });
    asked.end();
    return answerTo(asked);
  };
  async function collect(answer: IncomingMessage): Promise<{ length: number; hash: string }> {
    const hash = createHash('sha256');
    let length = 0;
    for await (const chunk of answer) {
      hash.update(chunk as Buffer);
      length += (chunk as Buffer).length;
    }
    return { length, hash: hash.digest('hex') };
  }

  async function countBytes(answer: IncomingMessage): Promise<number> {
    let length = 0;
    for await (const chunk of answer) length += (chunk as Buffer).length;
    return length;
  }

  /** Bytes that are told apart wherever they stand. */
  function* pieces(length: number): Generator<Buffer> {
    const piece = Buffer.alloc(64 * 1024);
    for (let at = 0; at < length; at += piece.length) {
      piece.writeUInt32BE(at / piece.length, 0);
      yield Buffer.from(piece.subarray(0, Math.min(piece.length, length - at)));
    }
  }
  function hashOfPieces(length: number): string {
    const hash = createHash('sha256');
    for (const piece of pieces(length)) hash.update(piece);
    return hash.digest('hex');
  }
  async function sendFile(itemId: string, length: number): Promise<number> {
    const fields = { csrf: hidden(await cora.get(base), 'csrf'), kind: 'file', title: itemId, itemId };
    const texts = Object.entries(fields).map(
      ([name, value]) => `--${border}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
    );
    const disposition = 'Content-Disposition: form-data; name="file"; filename="film.mp4"';
    const head = `${texts.join('')}--${border}\r\n${disposition}\r\nContent-Type: video/mp4\r\n\r\n`;
    const tail = `\r\n--${border}--\r\n`;
    const asked = to(`${base}/new/upload`, {
      method: 'POST',
      headers: {
        'Sec-Fetch-Site': 'same-origin',
        'Content-Type': `multipart/form-data; boundary=${border}`,
        'Content-Length': String(head.length + length + tail.length),
      },
    });
    const answer = answerTo(asked);
    function* body() {
      yield Buffer.from(head);
      yield* pieces(length);
      yield Buffer.from(tail);
    }
    await pipeline(Readable.from(body()), asked);
    const { statusCode } = await answer;
    return statusCode ?? 0;
  }
  const says = (what: string, before: number) => {
    const after = memory('VmHWM');
    if (process.env.LARGE_FILE_MIB) process.stderr.write(`${what}: RSS ${before} -> at most ${after} MiB\n`);
    expect(after - before).toBeLessThan(mostMore);
  };

  test(
    'is sent whole, by ranges, and to somebody who does not read, without being held',
    async () => {
      const hash = 'ab'.repeat(32);
      const path = uploadPath(uploads, hash);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, 'begin');
      truncateSync(path, size);
      await factories(served.door).item({
        domain_id: await numberIn(served, 'SELECT id AS n FROM domains'),
        course_id: await numberIn(served, 'SELECT id AS n FROM courses'),
        item_id: 'sparse',
        kind: 'file',
        body: null,
        file_hash: hash,
        file_name: 'film.mp4',
        file_type: 'video/mp4',
        file_size: size,
      });
      const before = startWatching();
      // Takes its beginning, and then nothing any more.
      const idle = await get('/msu/phy101/sparse/file');
      idle.pause();
      const whole = await get('/msu/phy101/sparse/file');
      expect([whole.statusCode, whole.headers['content-length']]).toEqual([200, String(size)]);
      expect(await countBytes(whole)).toBe(size);
      const part = await get('/msu/phy101/sparse/file', `bytes=3-${size - 2}`);
      expect([part.statusCode, part.headers['content-range']]).toEqual([206, `bytes 3-${size - 2}/${size}`]);
      expect(await countBytes(part)).toBe(size - 4);
      says('sent', before);
      idle.destroy();
    },
    patience,
  );

  test(
    'is received without being held, and comes out again byte by byte',
    async () => {
      const before = startWatching();
      expect(await sendFile('film', size)).toBe(303);
      says('received', before);
      const hash = hashOfPieces(size);
      expect(statSync(uploadPath(uploads, hash)).size).toBe(size);
      expect(await collect(await get('/msu/phy101/film/file'))).toEqual({ length: size, hash });
      const at = 64 * 1024 * 100;
      const some = await get('/msu/phy101/film/file', `bytes=${at}-${at + 3}`);
      expect((await collect(some)).hash).toBe(
        createHash('sha256')
          .update(Buffer.from([0, 0, 0, 100]))
          .digest('hex'),
      );
      expect(await numberIn(served, "SELECT file_size AS n FROM items WHERE item_id = 'film'")).toBe(size);
    },
    patience,
  );
});
