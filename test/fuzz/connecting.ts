import { createServer, type RequestListener } from 'node:http';
import { connect } from 'node:net';
import { type Duplex, duplexPair } from 'node:stream';

/**
 * Connections without a kernel between the ends: what travels is read by the parser of Node.js all the same, so that
 * nothing is taken for granted but the sockets.
 */
export function withoutSockets(listener: RequestListener): () => Duplex {
  const server = createServer({ maxHeaderSize: 16_384 }, listener);
  server.on('clientError', (_, socket) => {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
  });
  return () => {
    const [ours, theirs] = duplexPair();
    // One end of such a pair does not hear that the other was destroyed.
    theirs.once('close', () => ours.destroy());
    ours.once('close', () => theirs.destroy());
    server.emit('connection', theirs);
    return ours;
  };
}

export const toPort = (port: number) => (): Duplex => connect({ port, host: '127.0.0.1', noDelay: true });
