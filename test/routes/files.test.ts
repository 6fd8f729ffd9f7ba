import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ItemRow } from '../../src/storage/schema/rows.ts';
import type { Browser } from '../browserLike.ts';
import { openWorld, type World } from '../world.ts';
import { addFile, change, hashOf, launched, signedIn, verdict } from './visitors.ts';

// R27: every uploaded byte is answered under the sandbox, and rights come before everything else.
describe('a file resource', () => {
  let world: World;
  let ann: Browser;
  let notes: ItemRow;
  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf);
    ann = await signedIn(world, 'ann');
    notes = await addFile(world, { item_id: 'notes', title: 'Notes' });
  });
  afterAll(() => world.close());

  const path = '/msu/phy101/notes/file';

  const types: [string, 'inline' | 'attachment', string][] = [
    ['text/html', 'attachment', 'text/html'],
    ['image/svg+xml', 'attachment', 'image/svg+xml'],
    ['application/xhtml+xml', 'attachment', 'application/xhtml+xml'],
    ['text/xml', 'attachment', 'text/xml'],
    ['application/javascript', 'attachment', 'application/javascript'],
    ['text/css', 'attachment', 'text/css'],
    ['application/x-shockwave-flash', 'attachment', 'application/x-shockwave-flash'],
    ['application/octet-stream', 'attachment', 'application/octet-stream'],
    ['application/zip', 'attachment', 'application/zip'],
    ['image/x-icon', 'attachment', 'image/x-icon'],
    ['IMAGE/PNG', 'attachment', 'application/octet-stream'],
    ['text/html; charset=utf-8', 'attachment', 'application/octet-stream'],
    ['image/png\r\nX-Evil: 1', 'attachment', 'application/octet-stream'],
    ['', 'attachment', 'application/octet-stream'],
    ['image/png', 'inline', 'image/png'],
    ['image/jpeg', 'inline', 'image/jpeg'],
    ['image/gif', 'inline', 'image/gif'],
    ['image/webp', 'inline', 'image/webp'],
    ['audio/mpeg', 'inline', 'audio/mpeg'],
    ['video/mp4', 'inline', 'video/mp4'],
    ['application/pdf', 'inline', 'application/pdf'],
    ['text/plain', 'inline', 'text/plain; charset=utf-8'],
  ];
  test.each(types)('of type %j is %s, sandboxed, and never guessed at', async (type, disposition, sent) => {
    const n = types.findIndex(([one]) => one === type);
    await addFile(world, { item_id: `type${n}`, type, bytes: '<script>alert(1)</script>' });
    const page = await ann.get(`/msu/phy101/type${n}`);
    expect(page.status).toBe(200);
    for (const query of ['', '?download', '?download=1']) {
      const { status, headers, text } = await ann.get(`/msu/phy101/type${n}/file${query}`);
      const policy = headers['content-security-policy'] ?? '';
      expect([status, text]).toEqual([200, '<script>alert(1)</script>']);
      expect(headers['content-type']).toBe(sent);
      expect(headers['content-disposition']?.startsWith(query === '' ? disposition : 'attachment')).toBe(
        true,
      );
      expect(policy).toMatch(/^sandbox;/);
      expect(policy).not.toMatch(/allow-|unsafe/);
      expect([headers['x-content-type-options'], headers['cache-control'], headers['x-evil']]).toEqual([
        'nosniff',
        'private, no-store',
        undefined,
      ]);
    }
  });

  const names = [
    'plain.txt',
    'with "quotes".txt',
    "it's; filename=evil.html",
    'line\r\nSet-Cookie: evil=1.txt',
    'nul\u0000.txt',
    '🎈 ünïcode 試験.txt',
    '../../../etc/passwd',
    'C:\\evil.exe',
    '\u202Etxt.exe',
    '',
    'x'.repeat(255),
  ];
  test.each(names)('called %j reaches the browser with one harmless header', async (name) => {
    await addFile(world, { item_id: `name${names.indexOf(name)}`, name });
    const answer = await ann.get(`/msu/phy101/name${names.indexOf(name)}/file`);
    expect([answer.status, answer.setCookies]).toEqual([200, []]);
    const header = String(answer.headers['content-disposition']);
    expect(header).not.toMatch(/[\p{Cc}\u202E]/u);
    expect(header).toMatch(
      /^inline; filename(="[^"\\/]*(?:\\.[^"\\/]*)*"|=[^\s;"]+)(; filename\*=UTF-8''[^\s;]+)?$/,
    );
    expect((await ann.get(`/msu/phy101/name${names.indexOf(name)}`)).status).toBe(200);
  });

  const ranges: [string, number, string, string | undefined][] = [
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=7-', 206, '789', 'bytes 7-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=5-500', 206, '56789', 'bytes 5-9/10'],
    ['bytes=-500', 206, '0123456789', 'bytes 0-9/10'],
    ['bytes=10-', 416, '', 'bytes */10'],
    ['bytes=50-60', 416, '', 'bytes */10'],
    ['bytes=3-1', 416, '', 'bytes */10'],
    ['bytes=0-1,4-5', 200, '0123456789', undefined],
    ['lines=1-2', 200, '0123456789', undefined],
    ['bytes=abc', 200, '0123456789', undefined],
    ['nonsense', 200, '0123456789', undefined],
  ];
  test.each(ranges)('answers the range %s with %d', async (range, status, text, contentRange) => {
    const answer = await ann.get(path, { Range: range });
    const bytes = answer.status === 416 ? '' : answer.text;
    expect([answer.status, bytes, answer.headers['content-range']]).toEqual([status, text, contentRange]);
  });

  test('is judged before range, condition and method, so that none of them tells that it is there', async () => {
    await world.set({ item_id: notes.id, access: 'only', listing: 'absent' });
    const etag = `"${notes.file_hash}"`;
    const probes: Record<string, string>[] = [
      {},
      { Range: 'bytes=0-1' },
      { Range: 'bytes=99-' },
      { 'If-None-Match': etag },
      { 'If-Match': '"other"' },
      { 'If-Range': etag, Range: 'bytes=0-1' },
      { 'If-Modified-Since': new Date(0).toUTCString() },
    ];
    for (const headers of probes) {
      const answer = await ann.get(path, headers);
      expect([headers, answer.status]).toEqual([headers, 404]);
      expect([answer.headers.etag, answer.headers['content-range'], answer.headers['accept-ranges']]).toEqual(
        [undefined, undefined, undefined],
      );
      expect(verdict(await world.browser().get(path, headers))).toBe('sign-in');
    }
    await change(world, 'DELETE FROM deep_links');
    const known = await ann.get(path, { 'If-Range': etag, Range: 'bytes=0-1' });
    expect([known.status, known.text]).toEqual([206, '01']);
  });

  test('that is missing on disk, or is a folder there, is not found, and no path is told', async () => {
    for (const n of [0, 1]) {
      const item = await addFile(world, { item_id: `lost${n}` });
      const where = join(world.database.folder, String(item.file_hash));
      rmSync(where);
      if (n === 1) mkdirSync(where);
      const answer = await ann.get(`/msu/phy101/lost${n}/file`);
      expect([answer.status, answer.text.includes(world.database.folder)]).toEqual([404, false]);
      expect(answer.text).toContain('id="reference"');
    }
  });

  test('without any bytes is whole, also when a part is asked for', async () => {
    await addFile(world, { item_id: 'empty', bytes: '' });
    const answer = await ann.get('/msu/phy101/empty/file');
    expect([answer.status, answer.text, answer.headers['content-length']]).toEqual([200, '', '0']);
  });

  test('may stand in a frame on our own page, and where its launch may, and nowhere else', async () => {
    const policyOf = async (visitor: Browser) =>
      String((await visitor.get(path)).headers['content-security-policy']);
    expect(await policyOf(ann)).toBe("sandbox; frame-ancestors 'self'");
    const visitor = await launched(world, await world.addLink(notes));
    expect(await policyOf(visitor)).toBe("sandbox; frame-ancestors 'self' https://lms.example");
  });
});
