import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { ask } from '../web/httpClient.ts';
import { build } from './built.ts';
import { cleanUp, dataFolder, settingsIn, startProcess, type TinygateProcess } from './tinygateProcess.ts';

beforeAll(build, 180_000);

let folder: string;
let server: TinygateProcess;
let port: number;
beforeEach(async () => {
  folder = dataFolder();
  server = startProcess(settingsIn(folder));
  port = await server.port();
});
afterEach(() => cleanUp(folder));

/** A connection that stays open: sends text, and waits for whole answers one after the other. */
class KeptConnection {
  readonly #socket: Socket;
  #text = '';
  #look: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    // One character for each byte, as Content-Length counts.
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => {
      this.#text += text;
      this.#look();
    });
    socket.on('close', () => this.#look());
    socket.on('error', () => this.#look());
  }

  static open(): Promise<KeptConnection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new KeptConnection(socket)));
      socket.once('error', reject);
    });
  }

  send(text: string): void {
    this.#socket.write(text);
  }

  /** Status and body of the next answer. */
  answer(): Promise<{ status: number; head: string; body: string }> {
    return new Promise((resolve, reject) => {
      this.#look = () => {
        const end = this.#text.indexOf('\r\n\r\n');
        const head = this.#text.slice(0, end);
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
        if (end !== -1 && this.#text.length >= end + 4 + length) {
          const body = this.#text.slice(end + 4, end + 4 + length);
          this.#text = this.#text.slice(end + 4 + length);
          resolve({ status: Number(head.split(' ')[1]), head, body });
        } else if (this.#socket.destroyed) reject(new Error(`cut in the middle of: ${this.#text}`));
      };
      this.#look();
    });
  }

  async get(path: string): Promise<{ status: number; head: string; body: string }> {
    this.send(`GET ${path} HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`);
    return this.answer();
  }
}

const body = 'oauth_consumer_key=moodle-prod&user_id=17';
const launchHead = () =>
  `POST /adm/launch/tiny/msu/abc234 HTTP/1.1\r\nHost: localhost:${port}\r\n` +
  `Content-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n`;

describe('a server that is told to stop', () => {
  test('answers a request whose second half comes only then, and ends with 0', async () => {
    const slow = await KeptConnection.open();
    slow.send(launchHead() + body.slice(0, 10));
    // An answer on another connection shows that the first one's half has been taken in as well.
    await ask(port, '/livez');
    server.process.kill('SIGTERM');
    await server.line('stopping');
    slow.send(body.slice(10));
    const { status, head } = await slow.answer();
    expect([status, /connection: close/i.test(head)]).toEqual([400, true]);
    expect(await server.exit).toEqual({ code: 0, signal: null });
    expect((await server.line('stopped')).end).toBe('finished');
  });

  test('is not ready any more but alive, on connections that are still open', async () => {
    const slow = await KeptConnection.open();
    slow.send(launchHead() + body.slice(0, 10));
    const [balancer, watcher] = [await KeptConnection.open(), await KeptConnection.open()];
    expect([(await balancer.get('/readyz')).status, (await watcher.get('/livez')).status]).toEqual([
      200, 200,
    ]);
    server.process.kill('SIGTERM');
    await server.line('stopping');
    const [ready, live] = await Promise.all([balancer.get('/readyz'), watcher.get('/livez')]);
    expect([ready.status, ready.body, live.status]).toEqual([503, '{"ready":false}', 200]);
    slow.send(body.slice(10));
    expect((await slow.answer()).status).toBe(400);
    expect((await server.exit).code).toBe(0);
  });

  test('takes no new connection', async () => {
    const slow = await KeptConnection.open();
    slow.send(launchHead() + body.slice(0, 10));
    await ask(port, '/livez');
    server.process.kill('SIGTERM');
    await server.line('stopping');
    await expect(KeptConnection.open()).rejects.toThrow('ECONNREFUSED');
    slow.send(body.slice(10));
    expect((await slow.answer()).status).toBe(400);
    expect((await server.exit).code).toBe(0);
  });

  test('cuts no request under load: each that was sent is answered whole', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 20 });
    const tally = { answered: 0, refused: 0, cut: [] as string[] };
    let refusing = false;

    const one = (path: string, method: string, text: string): Promise<void> =>
      new Promise((resolve) => {
        const type = { 'Content-Type': 'application/x-www-form-urlencoded', 'Content-Length': text.length };
        const headers = method === 'POST' ? type : {};
        const asked = request({ host: '127.0.0.1', port, path, method, agent, headers }, (answer) => {
          answer.resume();
          answer.on('end', () => {
            tally.answered += 1;
            if (!answer.complete) tally.cut.push('half an answer');
            resolve();
          });
          answer.on('error', ({ message }) => {
            tally.cut.push(message);
            resolve();
          });
        });
        asked.on('error', (error: NodeJS.ErrnoException) => {
          if (error.code === 'ECONNREFUSED') {
            tally.refused += 1;
            refusing = true;
          } else tally.cut.push(`${error.code} ${error.message}`);
          resolve();
        });
        asked.end(text);
      });

    const visitor = async (): Promise<void> => {
      while (!refusing) {
        await one('/adm/launch/tiny/msu/abc234', 'POST', body);
        await one('/login', 'GET', '');
      }
    };
    const visitors = Array.from({ length: 12 }, visitor);
    while (tally.answered < 200) await new Promise((resolve) => setImmediate(resolve));
    server.process.kill('SIGTERM');
    await Promise.all(visitors);
    agent.destroy();
    expect([tally.cut, tally.refused > 0]).toEqual([[], true]);
    expect(await server.exit).toEqual({ code: 0, signal: null });
    expect((await server.line('stopped')).end).toBe('finished');
  });

  test('has written down, before it ends, the refused launches that were only counted', async () => {
    // Sixty of a minute have a row of their own, and a minute may end meanwhile.
    const all = 125;
    for (let sent = 0; sent < all; sent += 1) {
      const slow = await KeptConnection.open();
      slow.send(launchHead() + body);
      expect((await slow.answer()).status).toBe(400);
    }
    expect((await server.stop()).code).toBe(0);
    const { openDoor } = await import('../../src/storage/openDoor.ts');
    const door = openDoor(`sqlite:${folder}/tinygate.sqlite`);
    const [row] = await door.read((sql) =>
      sql.rows<{ rows_of: number; launches_of: number }>(
        'SELECT COUNT(*) AS rows_of, SUM(times) AS launches_of FROM launches',
      ),
    );
    await door.close();
    expect([Number(row?.launches_of), Number(row?.rows_of) < all]).toEqual([all, true]);
  });
});
