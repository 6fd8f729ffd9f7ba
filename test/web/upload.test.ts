import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, watch } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { requestState } from '../../src/web/requestState.ts';
import { uploads } from '../../src/web/upload.ts';
import { harmlessName } from '../../src/web/uploadParts.ts';
import { multipart, type SentPart } from '../multipart.ts';
import { ask, handler, site, type TestSite } from './httpClient.ts';

const mib = 1024 * 1024;

describe('a form with a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tinygate-upload-'));
  let running: TestSite;
  const seen: { path: string; content: string }[] = [];
  beforeAll(async () => {
    let names = 0;
    const received = uploads({
      folder,
      limitMib: 1,
      acceptsToken: (_ctx, token) => token === 'good',
      newName: () => {
        names += 1;
        return `n${names}`;
      },
      now: () => Date.now(),
    });
    running = await site(
      handler((ctx) =>
        received.receive(ctx, async ({ fields, file }) => {
          if (file) seen.push({ path: file.path, content: readFileSync(file.path, 'latin1') });
          const { title, toString: odd } = fields(['title', 'toString']);
          if (title === 'break') throw new Error('the deed failed');
          ctx.body = { title, odd, ...file, path: undefined };
        }),
      ),
    );
  });
  afterAll(async () => {
    await running.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const send = (parts: readonly SentPart[], headers: Record<string, string> = {}) => {
    const { body, type } = multipart(parts);
    return ask(running.port, '/', { method: 'POST', body, headers: { 'Content-Type': type, ...headers } });
  };
  const left = () => (existsSync(join(folder, 'incoming')) ? readdirSync(join(folder, 'incoming')) : []);

  test('comes with its texts, and with the name, size and hash of its file', async () => {
    const content = Buffer.from([0, 255, 13, 10, 45, 45]);
    const answer = await send([
      { name: 'csrf', value: 'good' },
      { name: 'title', value: 'Wörter 🎓 שלום' },
      { name: 'file', filename: 'Übung 1.pdf', content },
    ]);
    expect(JSON.parse(answer.text)).toEqual({
      title: 'Wörter 🎓 שלום',
      odd: '',
      name: 'Übung 1.pdf',
      size: 6,
      hash: createHash('sha256').update(content).digest('hex'),
    });
    expect(seen.at(-1)?.content).toBe(content.toString('latin1'));
    expect(left()).toEqual([]);
  });

  test('has no file where none was chosen', async () => {
    const nothing = { name: 'file', filename: '', content: Buffer.alloc(0) };
    const answer = await send([{ name: 'csrf', value: 'good' }, nothing]);
    expect(JSON.parse(answer.text)).toEqual({ title: '', odd: '' });
  });

  const good = { name: 'csrf', value: 'good' };
  const file = { name: 'file', filename: 'a.txt', content: Buffer.from('text') };
  const refused: [string, number, readonly SentPart[], Record<string, string>?][] = [
    ['no token', 403, [file]],
    ['a wrong token', 403, [{ name: 'csrf', value: 'bad' }, file]],
    ['two tokens', 400, [good, good, file]],
    ['a field given twice', 400, [good, { name: 'title', value: 'a' }, { name: 'title', value: 'b' }]],
    ['two files', 413, [good, file, { ...file, name: 'other' }]],
    ['a file over the limit', 413, [good, { ...file, content: Buffer.alloc(mib + 1) }]],
    ['a text over its limit', 413, [good, { name: 'title', value: 'x'.repeat(mib + 1) }]],
    ['far too much', 413, [good, { ...file, content: Buffer.alloc(5 * mib) }]],
    ['bytes that are no UTF-8', 400, [good, { name: 'title', value: Buffer.from([255, 254]) }]],
    ['an ordinary form', 415, [good], { 'Content-Type': 'application/x-www-form-urlencoded' }],
    ['a form without a border', 400, [good], { 'Content-Type': 'multipart/form-data' }],
    ['a packed form', 415, [good], { 'Content-Encoding': 'gzip' }],
  ];
  test.each(refused.map(([what, status, parts, headers]) => [what, status, parts, headers ?? {}] as const))(
    '%s is refused with %i, and nothing is left of it',
    async (_what, status, parts, headers) => {
      const before = seen.length;
      const answer = await send(parts, headers);
      expect(answer.status).toBe(status);
      expect(seen.length).toBe(before);
      expect(left()).toEqual([]);
    },
  );

  test('is too large in plain words with the limit', async () => {
    const answer = await send([good, { ...file, content: Buffer.alloc(2 * mib) }]);
    expect(answer.text).toContain('upload.tooLarge');
  });

  test('leaves nothing where the deed fails', async () => {
    const answer = await send([good, { name: 'title', value: 'break' }, file]);
    expect(answer.status).toBe(500);
    expect(left()).toEqual([]);
  });

  test('leaves nothing where it is cut off in the middle', async () => {
    const { body, type } = multipart([good, { ...file, content: Buffer.alloc(500_000, 1) }]);
    await new Promise<void>((resolve) => {
      const socket = connect(running.port, '127.0.0.1', () => {
        const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: ${body.length}\r\n\r\n`;
        socket.write(head);
        // Cut off as soon as something of it lies on the disk.
        const watcher = watch(folder, { recursive: true }, () => {
          if (left().length === 0) return;
          watcher.close();
          socket.destroy();
        });
        socket.write(body.subarray(0, 300_000));
      });
      socket.on('error', () => undefined);
      socket.on('close', () => resolve());
    });
    for (let wait = 0; wait < 100 && left().length > 0; wait += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(left()).toEqual([]);
    // The server lives.
    expect((await send([good])).status).toBe(200);
  });

  test('takes along what a killed process left behind, once it is old', async () => {
    const old = join(folder, 'incoming', 'old');
    await mkdir(old, { recursive: true });
    await mkdir(join(folder, 'incoming', 'young'));
    const yesterday = new Date(Date.now() - 24 * 3_600_000);
    utimesSync(old, yesterday, yesterday);
    await send([good]);
    expect(left()).toEqual(['young']);
    rmSync(join(folder, 'incoming', 'young'), { recursive: true });
  });

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\x\\notes.txt', 'notes.txt'],
    ['..', 'file'],
    ['', 'file'],
    ['a\u0000\r\n\u202Egnp.exe', 'agnp.exe'],
    ['\uD800half.txt', 'half.txt'],
    [`${'é'.repeat(300)}.pdf`, `${'é'.repeat(196)}.pdf`],
  ])('the name %j becomes %j', (sent, name) => {
    expect(harmlessName(sent)).toBe(name);
  });
});

test('the state of a request says which route it goes to', () => {
  const received = uploads({
    folder: 'nowhere',
    limitMib: 1,
    acceptsToken: () => true,
    newName: () => 'n',
    now: () => 0,
  });
  received.admit('/a/upload');
  const ctx = (method: string, route: string) => ({ method, state: { route } }) as never;
  expect(requestState(ctx('POST', '/a/upload')).route).toBe('/a/upload');
  expect(received.isAdmitted(ctx('POST', '/a/upload'))).toBe(true);
  expect(received.isAdmitted(ctx('PUT', '/a/upload'))).toBe(false);
  expect(received.isAdmitted(ctx('POST', '/b/upload'))).toBe(false);
});
