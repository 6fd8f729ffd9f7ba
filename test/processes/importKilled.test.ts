import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync, utimesSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { zipOf } from '../archives.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines, makeDatabase, type TestDatabase } from '../databases.ts';
import { multipart } from '../multipart.ts';
import type { Answer } from '../web/httpClient.ts';
import { addCora, coraAt, moved, numberIn } from './coordinator.ts';
import { until } from './faults/servers.ts';
import {
  type Build,
  build,
  prepare,
  publicUrl,
  type Served,
  type ServerProcess,
  startProcess,
} from './served.ts';

// Several starts, each after a kill.
const patience = 240_000;
const form = '/adm/msu/phy101/contents/import';
const pages = 300;
const files = 150;

async function archive(): Promise<Buffer> {
  const contents: Record<string, string | Buffer> = {};
  for (let n = 0; n < pages; n += 1)
    contents[`week-${n % 10}/page-${n}.md`] = `# Page ${n}\n\n${'words '.repeat(500)}`;
  for (let n = 0; n < files; n += 1) contents[`week-${n % 10}/file-${n}.bin`] = randomBytes(20_000);
  return zipOf(contents);
}

describe.each(engines)('an import whose server is killed, on %s', (engine) => {
  let built: Build;
  let database: TestDatabase;
  let served: Served;
  let server: ServerProcess;
  let cora: Browser;
  let zip: Buffer;
  let uploads: string;
  beforeAll(async () => {
    built = build();
    database = await makeDatabase(engine);
    served = await prepare(database);
    uploads = join(served.folder, 'uploads');
    await addCora(served);
    zip = await archive();
    await start();
    cora = await coraAt(server);
  }, patience);
  afterAll(async () => {
    await server.end('SIGTERM');
    await served.close();
    await database.drop();
    built.remove();
  });

  const one = (text: string) => numberIn(served, text);
  async function start(): Promise<void> {
    server = await startProcess({ build: built, databaseUrl: database.url, folder: served.folder });
  }
  const asCora = () => moved(cora, server);
  const state = async () => {
    const text = 'SELECT state, problem FROM imports ORDER BY id DESC LIMIT 1';
    const [row] = await served.door.read((sql) => sql.rows<{ state: string; problem: string }>(text));
    return row ? [row.state, row.problem].join(' ').trim() : '';
  };
  const made = () => one("SELECT COUNT(*) AS n FROM items WHERE kind <> 'page' OR item_id <> 'intro'");
  /** All below a folder, from which somebody may take things away at the same time. */
  const names = (folder: string): readonly string[] => {
    while (existsSync(folder)) {
      try {
        return readdirSync(folder, { recursive: true, encoding: 'utf8' });
      } catch (thrown) {
        if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT') throw thrown;
      }
    }
    return [];
  };
  const kept = () => names(uploads).filter((name) => /^[0-9a-f]{2}\/[0-9a-f]{64}$/.test(name)).length;
  const waiting = () => [...names(join(uploads, 'imports')), ...names(join(uploads, 'incoming'))];

  /** `kill -9`, and the same command again some time later: what is under way looks forgotten by then. */
  async function killed(): Promise<void> {
    await server.end('SIGKILL');
    await served.door.write((sql) => sql.run('UPDATE imports SET beat_at = beat_at - 120000'));
    const yesterday = new Date(Date.now() - 24 * 3_600_000);
    for (const name of ['incoming', 'imports'].flatMap((which) =>
      names(join(uploads, which))
        .filter((entry) => !entry.includes('/'))
        .map((entry) => join(uploads, which, entry)),
    ))
      utimesSync(name, yesterday, yesterday);
    await start();
  }
  async function handIn(): Promise<Answer> {
    const visitor = asCora();
    return visitor.postParts(form, [
      { name: 'csrf', value: hidden(await visitor.get(form), 'csrf') },
      { name: 'file', filename: 'big.zip', content: zip },
    ]);
  }
  async function confirm(address: string): Promise<Answer> {
    const visitor = asCora();
    const page = await visitor.get(address);
    const fields = { csrf: hidden(page, 'csrf'), mark: hidden(page, 'mark'), act: 'apply' };
    return visitor.post(address, fields);
  }

  test(
    'while it reads: nothing was made, nothing stays behind, and the page says so',
    async () => {
      const answer = handIn().catch(() => undefined);
      await until(async () => (await state()) === 'reading');
      await killed();
      await answer;
      await until(async () => (await state()) === 'failed interrupted');
      await until(() => waiting().length === 0);
      expect([await made(), kept()]).toEqual([0, 0]);
      const page = await asCora().get(`${form}/1`);
      expect(page.text).toContain('The server stopped in the middle, so nothing was put in');
    },
    patience,
  );

  test(
    'while it puts in: all or nothing each time, and in the end everything exactly once',
    async () => {
      const address = (await handIn()).headers.location ?? '';
      await until(async () => (await state()) === 'ready');
      const moments = [
        async () => (await state()).startsWith('applying'),
        () => kept() > files / 2,
        () => kept() === files,
      ];
      for (const isThere of moments) {
        if ((await state()).startsWith('done')) break;
        const answer = confirm(address).catch(() => undefined);
        await until(async () => (await isThere()) || (await state()).startsWith('done'));
        await killed();
        await answer;
        await until(async () => ['ready interrupted', 'done'].includes(await state()));
        const isDone = (await state()) === 'done';
        expect([await made(), kept()]).toEqual(
          isDone ? [pages + files + 10, files] : [0, expect.any(Number)],
        );
        await until(() => isDone || kept() === 0);
      }
      if ((await state()) !== 'done') await confirm(address);
      await until(async () => (await state()) === 'done');
      await until(() => waiting().length === 0);
      expect([await made(), kept()]).toEqual([pages + files + 10, files]);
      expect(await one("SELECT COUNT(*) AS n FROM audit WHERE deed = 'contents-imported'")).toBe(1);
      const hashes = 'SELECT COUNT(DISTINCT file_hash) AS n FROM items WHERE file_hash IS NOT NULL';
      expect(await one(hashes)).toBe(files);
      const again = await handIn();
      await until(async () => (await state()) === 'ready');
      expect((await asCora().get(again.headers.location ?? '')).text).toContain('is in the course already');
      expect(await made()).toBe(pages + files + 10);
    },
    patience,
  );

  test(
    'an upload that is cut off, by its sender or by a kill, leaves no file',
    async () => {
      const before = names(uploads).length;
      const cut = async (how: () => Promise<void> | void) => {
        const visitor = asCora();
        const csrf = hidden(await visitor.get(form), 'csrf');
        const { body, type } = multipart([
          { name: 'csrf', value: csrf },
          { name: 'file', filename: 'big.zip', content: zip },
        ]);
        const cookie = [...visitor.cookies].map((pair) => pair.join('=')).join('; ');
        const head = [
          `POST ${form} HTTP/1.1`,
          `Host: ${new URL(publicUrl).host}`,
          `Origin: ${publicUrl}`,
          `Cookie: ${cookie}`,
          `Content-Type: ${type}`,
          `Content-Length: ${body.length}`,
        ];
        const socket = connect(server.port, '127.0.0.1', () => {
          socket.write(`${head.join('\r\n')}\r\n\r\n`);
          socket.write(body.subarray(0, body.length / 2));
        });
        socket.on('error', () => undefined);
        await until(() => names(join(uploads, 'incoming')).some((name) => name.includes('/')));
        await how();
        socket.destroy();
        await until(() => names(join(uploads, 'incoming')).length === 0);
      };
      await cut(() => undefined);
      await cut(killed);
      expect(names(uploads).length).toBe(before);
    },
    patience,
  );
});
