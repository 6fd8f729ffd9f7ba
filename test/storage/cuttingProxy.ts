import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';

/**
 * Where the line breaks: before COMMIT reaches the server; after the server has done it and before its answer arrives;
 * or `late`: the line is cut, and COMMIT reaches the server only when `deliver` is called.
 */
export type Cut = 'before' | 'after' | 'late';

export interface CuttingProxy {
  readonly port: number;
  /** Cuts the lines of the next so many commits; of all, or of those that come alone, after what they commit. */
  cut(how: Cut, times?: number, of?: keyof typeof commits): void;
  /** How many lines have been cut. */
  readonly cuts: number;
  /** Lets commits through that were held back by `late`, until the server has answered them. */
  deliver(): Promise<void>;
  close(): Promise<void>;
}

/** COM_QUERY and its text, or the last of several statements; "READ COMMITTED" is not meant. */
const commits = { any: ['\u0003COMMIT', ';\nCOMMIT'], alone: ['\u0003COMMIT'] } as const;

/** A line to a MySQL server on loopback that breaks on command, at its worst moment. */
export async function cuttingProxy(serverPort: number): Promise<CuttingProxy> {
  const sockets = new Set<Socket>();
  const held: (() => Promise<void>)[] = [];
  let next: { how: Cut; left: number; of: keyof typeof commits } = { how: 'before', left: 0, of: 'any' };
  let cuts = 0;

  const server = createServer((client) => {
    const upstream = createConnection({ host: '127.0.0.1', port: serverPort });
    let deaf = false;
    const hangUp = () => {
      client.destroy();
      upstream.destroy();
    };
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
    }
    client.once('close', () => {
      if (!deaf) upstream.destroy();
    });
    upstream.once('close', () => client.destroy());
    client.on('data', (chunk) => {
      if (next.left === 0 || !commits[next.of].some((text) => chunk.includes(text))) {
        upstream.write(chunk);
        return;
      }
      next = { ...next, left: next.left - 1 };
      cuts += 1;
      deaf = true;
      if (next.how === 'before') hangUp();
      if (next.how === 'after') upstream.write(chunk);
      if (next.how === 'late') {
        held.push(
          () =>
            new Promise((resolve) => {
              upstream.once('data', () => resolve());
              upstream.write(chunk);
            }),
        );
        client.destroy();
      }
    });
    upstream.on('data', (chunk) => {
      if (deaf) hangUp();
      else client.write(chunk);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

  return {
    port: (server.address() as AddressInfo).port,
    cut(how, times = 1, of = 'any') {
      next = { how, left: times, of };
    },
    get cuts() {
      return cuts;
    },
    async deliver() {
      await Promise.all(held.splice(0).map((send) => send()));
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
