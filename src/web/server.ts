import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, Server as NetServer, type Socket } from 'node:net';

export interface ServerOptions {
  readonly listener: RequestListener;
  readonly host: string;
  /** 0: a free one. */
  readonly port: number;
}

export interface RunningServer {
  /** The port that is listened on. */
  readonly port: number;
  /**
   * Takes no more connections, lets answers under way finish, and resolves when all are through; after the deadline
   * it cuts what remains. Calling it again waits for the same end.
   */
  drain(deadlineMs: number): Promise<'finished' | 'cut'>;
}

/** Against clients that send or read as slowly as they can. */
const limits = {
  headersTimeout: 15_000,
  requestTimeout: 120_000,
  // Longer than usual proxies keep a connection, else they reuse one that is just being closed.
  keepAliveTimeout: 65_000,
  connectionsCheckingInterval: 5_000,
  maxHeaderSize: 16_384,
} as const;
const silentSocketMs = 120_000;
/** A question that is already on its way when the stop begins is still answered. */
const graceMs = 500;

/** @throws Error from the system (`EADDRINUSE`, `EACCES`) where it cannot listen. */
export async function startServer({ listener, host, port }: ServerOptions): Promise<RunningServer> {
  // By connection. Of a set that responses are put into and taken out of all the time, V8 leaves copies behind which
  // refer to each other, and no response was collected for seconds.
  const connections = new Map<Socket, 'silent' | 'waiting' | ServerResponse>();
  let draining: Promise<'finished' | 'cut'> | undefined;
  let graceIsOver = false;

  const server = createServer(limits, (req, res) => {
    const { socket } = req;
    connections.set(socket, res);
    if (draining !== undefined) closeAfter(res);
    // It comes once. To say so takes three more objects for each request, and the time to take the listener away.
    res.on('close', answered);
    listener(req, res);
  });
  server.maxHeadersCount = 200;
  server.setTimeout(silentSocketMs);
  server.on('connection', (socket) => {
    connections.set(socket, 'silent');
    socket.once('close', () => connections.delete(socket));
  });
  server.on('clientError', answerGarbage);
  await listening(server, host, port);

  function answered(this: ServerResponse): void {
    const { socket } = this.req;
    if (connections.get(socket) === this) connections.set(socket, 'waiting');
    // Not before: connections between two questions look idle, and the next one may be on its way.
    if (graceIsOver) setImmediate(() => server.closeIdleConnections());
  }

  const closeUnused = (): void => {
    graceIsOver = true;
    server.closeIdleConnections();
    // Node counts a connection that has not said a word as busy.
    for (const [socket, last] of connections)
      if (last === 'silent' && socket.bytesRead === 0) socket.destroy();
  };

  return {
    port: (server.address() as AddressInfo).port,
    drain(deadlineMs) {
      draining ??= new Promise((resolve) => {
        let cut = false;
        const grace = setTimeout(closeUnused, Math.min(graceMs, deadlineMs));
        const deadline = setTimeout(() => {
          cut = true;
          server.closeAllConnections();
        }, deadlineMs);
        // The close of http would also close what is idle at once, under the hands of whoever is just about to ask.
        NetServer.prototype.close.call(server, () => {
          clearTimeout(grace);
          clearTimeout(deadline);
          resolve(cut ? 'cut' : 'finished');
        });
        for (const last of connections.values()) if (typeof last === 'object') closeAfter(last);
      });
      return draining;
    },
  };
}

function closeAfter(res: ServerResponse): void {
  if (!res.headersSent) res.setHeader('Connection', 'close');
}

function listening(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

/** What is not HTTP gets a bare answer that says nothing about us. */
function answerGarbage(fault: NodeJS.ErrnoException, socket: Socket): void {
  if (fault.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = garbageAnswers[fault.code ?? ''] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

const garbageAnswers: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
};
