import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import Koa, { type Context, type Middleware } from 'koa';
import { errorBoundary, logLateFaults } from '../../src/web/errorBoundary.ts';
import { securityHeaders } from '../../src/web/headers.ts';
import { refuseBadAddress } from '../../src/web/knownRoutes.ts';
import { type Log, makeLog } from '../../src/web/log.ts';
import { type RunningServer, startServer } from '../../src/web/server.ts';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  /** Raw, one entry for each header line. */
  readonly setCookies: readonly string[];
  readonly bytes: Buffer;
  readonly text: string;
}

export interface Question {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer;
}

/** One request on a connection of its own; follows nothing, keeps nothing. */
export function ask(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body }: Question = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const req = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (res) => {
      const chunks: Buffer[] = [];
      res.on('data', (chunk: Buffer) => chunks.push(chunk));
      res.on('error', reject);
      res.on('end', () => {
        const bytes = Buffer.concat(chunks);
        const setCookies = res.headers['set-cookie'] ?? [];
        resolve({
          status: res.statusCode ?? 0,
          headers: res.headers,
          setCookies,
          bytes,
          text: bytes.toString(),
        });
      });
    });
    req.on('error', reject);
    req.end(body);
  });
}

/** A form as a browser posts it. */
export function form(fields: Record<string, string>, headers: Record<string, string> = {}): Question {
  const body = new URLSearchParams(fields).toString();
  const type = 'application/x-www-form-urlencoded';
  return {
    method: 'POST',
    headers: { 'Content-Type': type, 'Content-Length': String(body.length), ...headers },
    body,
  };
}

/** Bytes as they are, and all that comes back until the connection ends. */
export function askRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}

/** What a browser would send back: names and values of cookies that were set. */
export function cookiesFrom(answer: Answer): string {
  return answer.setCookies.map((cookie) => cookie.split(';')[0]).join('; ');
}

export interface TestSite {
  readonly port: number;
  readonly app: Koa;
  readonly server: RunningServer;
  /** Lines of the log. */
  readonly lines: readonly Record<string, unknown>[];
  stop(): Promise<void>;
}

/** A small application inside the boundary and the headers; the reference is always REF-1. */
export function site(...parts: ((app: Koa) => Middleware)[]): Promise<TestSite> {
  return siteOn({ https: false }, ...parts);
}

export async function siteOn(
  { https }: { readonly https: boolean },
  ...parts: ((app: Koa) => Middleware)[]
): Promise<TestSite> {
  let nonces = 0;
  const newNonce = (): string => {
    nonces += 1;
    return `nonce${nonces}`;
  };
  const lines: Record<string, unknown>[] = [];
  const log: Log = makeLog({ level: 'debug', write: (line) => lines.push(JSON.parse(line)) });
  const app = new Koa();
  logLateFaults(app, log);
  app.use(
    errorBoundary({
      log,
      renderPage: plainPage,
      sentence: ({ textKey }) => textKey,
      newReference: () => 'REF-1',
    }),
  );
  app.use(securityHeaders({ https, newNonce }));
  app.use(refuseBadAddress());
  for (const part of parts) app.use(part(app));
  const server = await startServer({ listener: app.callback(), host: '127.0.0.1', port: 0 });
  return { port: server.port, app, server, lines, stop: async () => void (await server.drain(0)) };
}

export function handler(handle: (ctx: Context) => unknown): () => Middleware {
  return () => async (ctx) => {
    await handle(ctx);
  };
}

function plainPage(problem: { readonly textKey: string; readonly reference: string }): string {
  return `<p>${problem.textKey}</p><p>Reference <span id="reference">${problem.reference}</span></p>`;
}
