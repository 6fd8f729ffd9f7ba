import { createServer, type IncomingMessage, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface CookielessFrames {
  readonly port: number;
  close(): Promise<void>;
}

const inFrames = new Set(['iframe', 'frame', 'embed', 'object', 'fencedframe']);

/** Only frames of other sites: Chromium says of them alone, and of what they load, whether they may have cookies. */
function isForeign({ headers }: IncomingMessage): boolean {
  const dest = String(headers['sec-fetch-dest'] ?? '');
  return inFrames.has(dest) && headers['sec-fetch-storage-access'] !== undefined;
}

/**
 * Stands before a server and takes all cookies out of what is shown in frames, both ways: what browsers do that keep
 * none there. Chromium cannot be told to, as it always keeps partitioned ones.
 */
export async function cookielessFrames(port: number): Promise<CookielessFrames> {
  const server = createServer((question, answer) => {
    const { cookie, ...others } = question.headers;
    const framed = isForeign(question);
    const headers = framed || cookie === undefined ? others : { ...others, cookie };
    const { method, url: path } = question;
    const onward = send({ host: '127.0.0.1', port, method, path, headers, agent: false }, (reply) => {
      const { 'set-cookie': cookies, ...rest } = reply.headers;
      answer.writeHead(
        reply.statusCode ?? 502,
        framed || cookies === undefined ? rest : { ...rest, 'set-cookie': cookies },
      );
      reply.pipe(answer);
    });
    onward.on('error', () => answer.destroy());
    question.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
