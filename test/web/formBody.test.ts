import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFields, readList } from '../../src/web/formBody.ts';
import { ask, askRaw, handler, site, type TestSite } from './httpClient.ts';

describe('ordinary forms', () => {
  let running: TestSite;
  beforeAll(async () => {
    running = await site(
      handler(async (ctx) => {
        const fields = await readFields(ctx, ['username', 'password', '__proto__', 'constructor'], 1000);
        ctx.body = {
          fields: Object.entries(fields),
          rows: await readList(ctx, 'row'),
          left: 'body' in ctx.request,
        };
      }),
    );
  });
  afterAll(() => running.stop());

  const type = 'application/x-www-form-urlencoded';
  const post = (body: string | Buffer, headers: Record<string, string> = {}) =>
    ask(running.port, '/', { method: 'POST', body, headers: { 'Content-Type': type, ...headers } });

  test('declared fields are read, missing ones are empty, others are not looked at', async () => {
    const answer = await post('username=J%C3%B6+A%2BB&admin=1&role[x]=2&row=1&row=2&&=');
    expect(answer.status).toBe(200);
    const { fields, rows, left } = JSON.parse(answer.text);
    expect(Object.fromEntries(fields)).toMatchObject({ username: 'Jö A+B', password: '' });
    expect(rows).toEqual(['1', '2']);
    expect(left).toBe(false);
  });

  const refused: [string, number, string | Buffer, Record<string, string>?][] = [
    ['a field given twice', 400, 'username=a&username=b'],
    ['a field given twice, once empty', 400, 'username=&username=b'],
    ['a list instead of a text', 400, 'username[]=a'],
    ['an object instead of a text', 400, 'username[x]=a'],
    ['a text and an object', 400, 'username=a&username[toString]=b'],
    ['a field over its length', 400, `username=${'a'.repeat(1001)}`],
    ['a row over its length', 400, `row=${'a'.repeat(201)}`],
    ['a name over its length', 400, `${'n'.repeat(201)}=1`],
    ['too many pairs', 400, 'a=1&'.repeat(1001)],
    ['broken percent-encoding', 400, 'username=%E0%A4%A'],
    ['bytes that are no UTF-8', 400, Buffer.from([0x75, 0x3d, 0xff, 0xfe])],
    ['percent-encoded bytes that are no UTF-8', 400, 'username=%ff'],
    ['more than 100 KiB', 413, `username=${'a'.repeat(100 * 1024)}`],
    ['JSON', 415, '{"username":"a"}', { 'Content-Type': 'application/json' }],
    ['several parts', 415, 'x', { 'Content-Type': 'multipart/form-data; boundary=x' }],
    ['plain text', 415, 'username=a', { 'Content-Type': 'text/plain' }],
    ['no type', 415, 'username=a', { 'Content-Type': '' }],
    [
      'a type that only begins alike',
      415,
      'username=a',
      { 'Content-Type': 'application/x-www-form-urlencoded2' },
    ],
    ['another charset', 415, 'username=a', { 'Content-Type': `${type}; charset=utf-16` }],
    ['a packed body', 415, gzipSync('username=a'), { 'Content-Encoding': 'gzip' }],
    ['an unknown packing', 415, 'username=a', { 'Content-Encoding': 'zstd' }],
  ];
  test.each(refused)('%s: %i, and the next honest form works', async (...[, status, body, headers]) => {
    expect((await post(body, headers)).status).toBe(status);
    expect((await post('username=a')).status).toBe(200);
  });

  test.each([type.toUpperCase(), `${type}; charset=UTF-8`, `${type};charset="utf-8"`])(
    '%s is a form',
    async (named) => {
      expect((await post('username=a', { 'Content-Type': named })).status).toBe(200);
    },
  );

  test('a body that claims to be huge is refused before it is sent, and the connection ends', async () => {
    const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\nContent-Length: 99999999\r\n\r\n`;
    expect(await askRaw(running.port, head)).toMatch(/^HTTP\/1\.1 413 [\s\S]*connection: close/i);
  });

  test('names of the language itself are only names', async () => {
    const answer = await post('__proto__=x&constructor=y&username=z');
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text).fields).toContainEqual(['constructor', 'y']);
  });
});
