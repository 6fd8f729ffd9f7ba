import { createServer, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LateAnswer {
  readonly port: number;
  /** The server has answered the first post, and the browser does not know it yet. */
  readonly firstIsHeld: Promise<void>;
  close(): Promise<void>;
}

/**
 * Stands before a server and holds the answer to the first post back until the second one is answered: what a double
 * click meets when the first answer is slow.
 */
export async function lateAnswer(port: number): Promise<LateAnswer> {
  let posts = 0;
  const first = gate();
  const second = gate();
  const server = createServer((question, answer) => {
    const { method, url: path, headers } = question;
    if (method === 'POST') posts += 1;
    const post = method === 'POST' ? posts : 0;
    const onward = send({ host: '127.0.0.1', port, method, path, headers, agent: false }, async (reply) => {
      if (post === 1) {
        first.open();
        await second.opened;
      }
      answer.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(answer);
      if (post === 2) answer.on('finish', second.open);
    });
    onward.on('error', () => answer.destroy());
    question.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    firstIsHeld: first.opened,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
