import type { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import fs, { type FileHandle } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { mayBeFramedBy } from '../../src/web/headers.ts';
import { serveFile, type UploadedFile } from '../../src/web/serveFile.ts';
import { ask, handler, site, type TestSite } from './httpClient.ts';

describe('an uploaded file', () => {
  let folder: string;
  let running: TestSite;
  let file: UploadedFile;
  const opened: FileHandle[] = [];
  const closed = async (): Promise<void> => {
    for (const handle of opened.splice(0))
      if (handle.fd !== -1)
        await new Promise((done) => (handle as unknown as EventEmitter).once('close', done));
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'files-'));
    writeFileSync(join(folder, 'ten'), '0123456789');
    writeFileSync(join(folder, 'empty'), '');
    writeFileSync(join(folder, 'big'), Buffer.alloc(30_000_000, 'x'));
    const open = fs.open;
    jest.spyOn(fs, 'open').mockImplementation(async (...args) => {
      const handle = await open(...args);
      opened.push(handle);
      return handle;
    });
    running = await site(
      handler(async (ctx) => {
        if (ctx.query.lms === '1') mayBeFramedBy(ctx, ['https://lms.example']);
        await serveFile(ctx, file);
        if (ctx.query.fail === '1') throw new Error('after all');
      }),
    );
  });
  afterAll(async () => {
    jest.restoreAllMocks();
    await running.stop();
    rmSync(folder, { recursive: true });
  });

  const ten = (more: Partial<UploadedFile> = {}): UploadedFile => ({
    path: join(folder, 'ten'),
    name: 'ten.txt',
    type: 'text/plain',
    ...more,
  });

  test.each([
    ['image/png', 'inline'],
    ['image/jpeg', 'inline'],
    ['image/gif', 'inline'],
    ['image/webp', 'inline'],
    ['audio/mpeg', 'inline'],
    ['video/mp4', 'inline'],
    ['application/pdf', 'inline'],
    ['text/plain', 'inline'],
    ['text/html', 'attachment'],
    ['image/svg+xml', 'attachment'],
    ['application/xhtml+xml', 'attachment'],
    ['text/xml', 'attachment'],
    ['application/javascript', 'attachment'],
    ['text/css', 'attachment'],
    ['application/octet-stream', 'attachment'],
    ['x', 'attachment'],
    ['', 'attachment'],
    ['text/html\r\nX: y', 'attachment'],
    ['text/plain; charset=utf-7', 'attachment'],
    ['video/<script>', 'attachment'],
  ])('runs no script with our rights, whatever it says it is: %j', async (type, disposition) => {
    file = ten({ type });
    const { headers, status, text } = await ask(running.port, '/');
    expect([status, text]).toEqual([200, '0123456789']);
    expect(headers['content-security-policy']).toBe("sandbox; frame-ancestors 'self'");
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(headers['cache-control']).toBe('private, no-store');
    expect(headers['content-disposition']).toMatch(new RegExp(`^${disposition}; filename=`));
    if (type === 'text/plain') expect(headers['content-type']).toBe('text/plain; charset=utf-8');
  });

  test('shows in the frame of the LMS that shows our page, and of nobody else', async () => {
    file = ten();
    const { headers } = await ask(running.port, '/?lms=1');
    expect(headers['content-security-policy']).toBe("sandbox; frame-ancestors 'self' https://lms.example");
    expect(headers['x-frame-options']).toBeUndefined();
  });

  test.each([
    ['Übung 1 – «Lösung».pdf', "UTF-8''%C3%9Cbung%201%20%E2%80%93%20%C2%ABL%C3%B6sung%C2%BB.pdf"],
    ['a"b\\c.txt', 'c.txt'],
    ['x\r\nSet-Cookie: a=1', 'xSet-Cookie: a=1'],
    ['../../etc/passwd', '"passwd"'],
    ['harm\u202Efdp.exe', '"harmfdp.exe"'],
    ['half \uD800.txt', '"half .txt"'],
    ['', '"file"'],
    ['../..', '".."'],
    ['%41.txt', "UTF-8''%2541.txt"],
    ['שיעור.zip', "UTF-8''%D7%A9"],
  ])('keeps its name, and the name does no harm: %j', async (name, expected) => {
    file = ten({ name });
    const { headers, status, setCookies } = await ask(running.port, '/');
    expect([status, setCookies]).toEqual([200, []]);
    expect(headers['content-disposition']).toContain(expected);
  });

  test.each<[string, number, string, string | undefined]>([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=4-', 206, '456789', 'bytes 4-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=-99', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=9-9', 206, '9', 'bytes 9-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=-0', 416, '', 'bytes */10'],
    ['bytes=5-2', 416, '', 'bytes */10'],
    ['bytes=99999999999999999999999-', 416, '', 'bytes */10'],
    ['bytes=0-1,3-4', 200, '0123456789', undefined],
    ['lines=0-1', 200, '0123456789', undefined],
    ['bytes=a-b', 200, '0123456789', undefined],
    ['nonsense', 200, '0123456789', undefined],
  ])('%s: %i, so that films can be wound', async (range, status, text, contentRange) => {
    file = ten({ type: 'video/mp4' });
    const answer = await ask(running.port, '/', { headers: { Range: range } });
    expect(answer.status).toBe(status);
    expect(answer.headers['content-range']).toBe(contentRange);
    if (status !== 416) expect(answer.text).toBe(text);
    const head = await ask(running.port, '/', { method: 'HEAD', headers: { Range: range } });
    expect(head.status).toBe(status);
    if (status !== 416) expect(head.headers['content-length']).toBe(String(text.length));
  });

  test('parts of two states of a file are never put together', async () => {
    file = ten({ contentHash: 'abc' });
    const part = (condition: string) =>
      ask(running.port, '/', { headers: { Range: 'bytes=0-1', 'If-Range': condition } });
    expect((await part('"abc"')).status).toBe(206);
    for (const condition of ['"abd"', 'W/"abc"', 'Wed, 21 Oct 2026 07:28:00 GMT'])
      expect((await part(condition)).status).toBe(200);
    file = ten();
    expect((await part('"abc"')).status).toBe(200);
  });

  test('an empty file is empty, and a file that is gone or a folder is 404', async () => {
    file = ten({ path: join(folder, 'empty') });
    const empty = await ask(running.port, '/');
    expect([empty.status, empty.text, empty.headers['content-length']]).toEqual([200, '', '0']);
    for (const path of ['gone', '', 'ten/x']) {
      file = ten({ path: join(folder, path) });
      const answer = await ask(running.port, '/');
      expect([answer.status, answer.headers['content-disposition']]).toEqual([404, undefined]);
      expect(answer.text).not.toContain(folder);
    }
  });

  test('a request to save it is one, also for a picture', async () => {
    file = ten({ type: 'image/png', download: true });
    expect((await ask(running.port, '/')).headers['content-disposition']).toMatch(/^attachment/);
  });

  test('every file is closed again: after the whole, a part, a HEAD, a refusal, a fault', async () => {
    file = ten();
    await closed();
    await ask(running.port, '/');
    await ask(running.port, '/', { headers: { Range: 'bytes=0-1' } });
    await ask(running.port, '/', { method: 'HEAD' });
    await ask(running.port, '/', { headers: { Range: 'bytes=99-' } });
    const fault = await ask(running.port, '/?fail=1');
    expect([fault.status, fault.headers['content-disposition']]).toEqual([500, undefined]);
    expect(opened.length).toBe(5);
    await closed();
  });

  test('a visitor who leaves in the middle of a large file leaves no open file behind', async () => {
    file = ten({ path: join(folder, 'big') });
    await closed();
    await new Promise<void>((resolve) => {
      const req = request({ host: '127.0.0.1', port: running.port, agent: false }, (res) => {
        res.once('data', () => {
          req.destroy();
          resolve();
        });
        res.on('error', () => undefined);
      });
      req.on('error', () => undefined);
      req.end();
    });
    expect(opened).toHaveLength(1);
    await closed();
  });
});
