import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parametersOf } from '../../src/lti/lti11/baseString.ts';
import { Refusal } from '../../src/model/launchCode.ts';
import { readForm, usualFormLimits } from '../../src/web/form.ts';

const type = 'application/x-www-form-urlencoded';

let server: Server;
let port: number;
/** What became of requests whose sender does not wait for an answer. */
let outcomes: string[] = [];
let reached: (outcome: string) => void = () => undefined;

beforeAll(async () => {
  server = createServer((req, res) => void answer(req, res));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  let outcome: string;
  try {
    const { pairs, ...rest } = await readForm({ req });
    const shown = pairs.map((pair) => ({
      name: pair.name,
      value: pair.value,
      from: pair.from,
      encoded: parametersOf([pair]),
    }));
    outcome = JSON.stringify({ pairs: shown, ...rest });
  } catch (error) {
    outcome = error instanceof Refusal ? error.code : `fault: ${String(error)}`;
  }
  outcomes.push(outcome);
  reached(outcome);
  res.end(outcome);
}

async function post(
  body: string | Buffer,
  headers: Record<string, string> = {},
  query = '',
): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/${query}`, {
    method: 'POST',
    headers: { 'content-type': type, ...headers },
    body: typeof body === 'string' ? body : new Uint8Array(body),
  });
  return response.text();
}

/** Bytes on the wire, for what fetch would not send. */
async function open(text: string): Promise<Socket> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(text);
  return socket;
}

const head = `POST / HTTP/1.1\r\nHost: a\r\nContent-Type: ${type}\r\n`;
const form = (pairs: readonly unknown[], bytes: number, notes: readonly string[] = []): string =>
  JSON.stringify({ pairs, bytes, notes });
const one = { name: 'a', value: '1', from: 'body', encoded: 'a%3D1' };

describe('reading a form from a request', () => {
  test('body and query arrive as one list', async () => {
    const query = { name: 'b', value: 'x y?', from: 'query', encoded: 'b%3Dx%2520y%253F' };
    expect(await post('a=1', {}, '?b=x+y?')).toBe(form([one, query], 3));
    expect(await post('', {}, '')).toBe(form([], 0));
  });

  test.each([
    [type, []],
    [`${type}; charset=UTF-8`, []],
    [`${type};charset="utf-8"`, []],
    ['Application/X-WWW-Form-URLencoded ; Charset=utf8', []],
    [`${type}; boundary=x`, []],
    [`${type}; charset=ISO-8859-1`, ['other-charset']],
    [`${type}; a=b; charset=windows-1250`, ['other-charset']],
    [`${type}; charset=`, ['other-charset']],
  ])('%s is a form; another charset is noted (R12)', async (contentType, notes) => {
    expect(await post('a=1', { 'content-type': contentType })).toBe(form([one], 3, notes));
  });

  test('bytes that are not UTF-8 are noted (R12)', async () => {
    expect(JSON.parse(await post(Buffer.from('a=\xe9', 'latin1')))).toMatchObject({ notes: ['not-utf8'] });
    expect(JSON.parse(await post('a=%E9', { 'content-type': `${type}; charset=x` }))).toMatchObject({
      notes: ['other-charset', 'not-utf8'],
    });
  });

  test.each([
    '',
    'text/plain',
    'application/json',
    'multipart/form-data; boundary=x',
    `${type}x`,
    `x ${type}`,
    `text/plain, ${type}`,
  ])('a body of type %j is no form', async (contentType) => {
    expect(await post('a=1', { 'content-type': contentType })).toBe('not-a-form');
  });

  test('a request that names no type is no form', async () => {
    const socket = await open(
      'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\na=1',
    );
    const [answered] = await once(socket, 'data');
    expect(String(answered)).toContain('not-a-form');
    socket.destroy();
  });

  test.each(['gzip', 'br', 'deflate', 'identity, gzip', 'x'])(
    'a body compressed with %s is no form, so it cannot swell',
    async (coding) => {
      expect(await post(gzipSync('a=1'), { 'content-encoding': coding })).toBe('not-a-form');
    },
  );

  test('broken encoding is unreadable', async () => {
    expect(await post('a=%')).toBe('unreadable');
    expect(await post('a=1', {}, '?%zz')).toBe('unreadable');
  });

  test('a body as large as may be is read, one byte more is too large, also where its length is not declared', async () => {
    const most = Buffer.alloc(usualFormLimits.bytes, 'a');
    expect(JSON.parse(await post(most))).toMatchObject({ bytes: 512 * 1024 });
    expect(await post(Buffer.concat([most, Buffer.from('a')]))).toBe('too-large');
    const socket = await open(`${head}Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n`);
    const chunk = Buffer.alloc(65_536, 'a');
    for (let sent = 0; sent < 9; sent++) {
      socket.write('10000\r\n');
      socket.write(chunk);
      socket.write('\r\n');
    }
    socket.write('0\r\n\r\n');
    const [answered] = await once(socket, 'data');
    expect(String(answered)).toContain('too-large');
    socket.destroy();
  });

  test('too many pairs are too large', async () => {
    expect(await post('a&'.repeat(1001))).toBe('too-large');
  });

  const size = usualFormLimits.bytes * 2;
  test.each([
    ['declared', `Content-Length: ${size}\r\n\r\n`, ''],
    ['streamed', `Transfer-Encoding: chunked\r\n\r\n${size.toString(16)}\r\n`, '\r\n0\r\n\r\n'],
  ])(
    'after a body that was too large, %s, the same connection serves the next request',
    async (_, before, after) => {
      const socket = await open(head + before);
      let answered = '';
      socket.on('data', (data) => {
        answered += String(data);
      });
      socket.write(Buffer.alloc(size, 'a'));
      socket.write(`${after}${head}Content-Length: 3\r\nConnection: close\r\n\r\na=1`);
      await once(socket, 'close');
      expect(answered).toContain('too-large');
      expect(answered).toContain(form([one], 3));
    },
  );

  test('a declared length over the limit is refused before the body has come', async () => {
    const socket = await open(`${head}Content-Length: 99999999999\r\n\r\n`);
    const [answered] = await once(socket, 'data');
    expect(String(answered)).toContain('too-large');
    socket.destroy();
  });

  test('an upload that breaks off harms nobody', async () => {
    outcomes = [];
    const reaching = new Promise<string>((resolve) => {
      reached = resolve;
    });
    const socket = await open(`${head}Content-Length: 100\r\n\r\na=1`);
    await once(server, 'request').catch(() => undefined);
    socket.destroy();
    expect(await reaching).toBe('unreadable');
    expect(await post('a=1')).toBe(form([one], 3));
    expect(outcomes.filter((outcome) => outcome.startsWith('fault'))).toEqual([]);
  });
});
