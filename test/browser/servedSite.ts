import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A site of somebody else's: pages that a test writes, by path. */
export interface ServedSite {
  readonly port: number;
  readonly pages: Map<string, string>;
  close(): Promise<void>;
}

/** Serves the pages; other paths go to `otherwise`, which is told the port. */
export async function serveSite(
  otherwise: (port: number) => RequestListener = () => notThere,
): Promise<ServedSite> {
  const pages = new Map<string, string>();
  let rest: RequestListener = notThere;
  const server = createServer((request, response) => {
    const page = pages.get(request.url ?? '');
    if (page === undefined) {
      rest(request, response);
      return;
    }
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(`<!doctype html><html lang="en"><title>Elsewhere</title><body>${page}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  rest = otherwise(port);
  return {
    port,
    pages,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function notThere(_request: IncomingMessage, response: ServerResponse): void {
  response.statusCode = 404;
  response.end();
}
