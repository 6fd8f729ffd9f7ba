import { Agent, get, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { type RunningServer, startServer } from '../../src/web/server.ts';
import { ask, askRaw } from './httpClient.ts';

let server: RunningServer;
const start = async (listener: RequestListener): Promise<void> => {
  server = await startServer({ listener, host: '127.0.0.1', port: 0 });
};
afterEach(() => server.drain(0));

/** A door that a test opens. */
function door(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

describe('stopping', () => {
  test('an answer under way is finished, says that it is the last, and nobody new is let in', async () => {
    const arrived = door();
    const go = door();
    await start(async (_, res) => {
      arrived.open();
      await go.opened;
      res.end('whole');
    });
    const agent = new Agent({ keepAlive: true });
    const answer = new Promise<{ text: string; connection: string | undefined }>((resolve, reject) => {
      get({ host: '127.0.0.1', port: server.port, agent }, (res) => {
        let text = '';
        res.on('data', (chunk) => {
          text += chunk;
        });
        res.on('end', () => resolve({ text, connection: res.headers.connection }));
      }).on('error', reject);
    });
    await arrived.opened;
    const stopped = server.drain(10_000);
    expect(server.drain(1)).toBe(stopped);
    await expect(ask(server.port, '/')).rejects.toThrow('ECONNREFUSED');
    go.open();
    expect(await answer).toEqual({ text: 'whole', connection: 'close' });
    expect(await stopped).toBe('finished');
    agent.destroy();
  });

  test('connections that are only kept open do not hold up the stop', async () => {
    await start((_, res) => void res.end('x'));
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      get({ host: '127.0.0.1', port: server.port, agent }, (res) => {
        res.resume();
        res.on('end', resolve);
      }).on('error', reject);
    });
    const silent = connect(server.port, '127.0.0.1');
    await new Promise((resolve) => silent.once('connect', resolve));
    const ended = new Promise((resolve) => silent.once('close', resolve));
    silent.resume();
    expect(await server.drain(10_000)).toBe('finished');
    await ended;
    agent.destroy();
  });

  test('an answer whose head is already out also ends with its connection', async () => {
    const go = door();
    await start(async (_, res) => {
      res.write('first ');
      await go.opened;
      res.end('second');
    });
    const agent = new Agent({ keepAlive: true });
    const text = await new Promise<string>((resolve, reject) => {
      get({ host: '127.0.0.1', port: server.port, agent }, (res) => {
        let all = '';
        res.on('data', (chunk) => {
          if (all === '') {
            void server.drain(10_000);
            go.open();
          }
          all += chunk;
        });
        res.on('end', () => resolve(all));
      }).on('error', reject);
    });
    expect(text).toBe('first second');
    expect(await server.drain(0)).toBe('finished');
    agent.destroy();
  });

  test('a question that is on its way when the stop begins is still answered', async () => {
    await start((_, res) => void res.end('answered'));
    const socket = connect(server.port, '127.0.0.1');
    await new Promise((resolve) => socket.once('connect', resolve));
    await ask(server.port, '/');
    const stopped = server.drain(10_000);
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString();
    });
    const ended = new Promise((resolve) => socket.once('close', resolve));
    socket.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    expect(await stopped).toBe('finished');
    await ended;
    expect(text).toMatch(/Connection: close[\s\S]*answered$/);
  });

  test('after the deadline what remains is cut', async () => {
    const arrived = door();
    await start(() => arrived.open());
    const hanging = ask(server.port, '/').catch((fault: Error) => fault.message);
    await arrived.opened;
    expect(await server.drain(1)).toBe('cut');
    expect(await hanging).toMatch(/hang up|ECONNRESET/);
  });
});

test.each([
  ['garbage', '\x16\x03\x01\x00 hello\r\n\r\n', '400 Bad Request'],
  [
    'two lengths',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n',
    '400 Bad Request',
  ],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    '400 Bad Request',
  ],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', '400 Bad Request'],
  [
    'endless headers',
    `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`,
    '431 Request Header Fields Too Large',
  ],
])(
  '%s gets a bare answer that says nothing about us, and the next request works',
  async (_, text, status) => {
    await start((_req, res) => void res.end('x'));
    const answer = await askRaw(server.port, text);
    expect(answer.startsWith(`HTTP/1.1 ${status}\r\n`)).toBe(true);
    expect(answer.split('\r\n\r\n')[1]).toMatch(/^0?$/);
    expect(answer).not.toMatch(/node|server:/i);
    expect((await ask(server.port, '/')).status).toBe(200);
  },
);

test('a port that is taken is a clear error at the start', async () => {
  await start((_, res) => void res.end('x'));
  const second = startServer({ listener: () => undefined, host: '127.0.0.1', port: server.port });
  await expect(second).rejects.toThrow('EADDRINUSE');
});
