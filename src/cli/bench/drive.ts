import { createConnection, type Socket } from 'node:net';
import type { Sent } from './orders.ts';

const headEnd = '\r\n\r\n';
const patienceMs = 30_000;

/**
 * Sends each request once over so many connections that are kept open, the next one when an answer is there. No HTTP
 * client is between, since it would cost more than what is measured; it understands what Node's servers answer.
 * Stops before its end once `goOn` says no.
 */
export async function drive(
  port: number,
  requests: readonly Buffer[],
  connections: number,
  goOn: () => boolean = () => true,
): Promise<Sent> {
  const times = new Float64Array(requests.length);
  const answers: Record<string, number> = {};
  let next = 0;

  function take(): number | undefined {
    return next < requests.length && goOn() ? next++ : undefined;
  }

  function note(request: number, began: number, answer: string): void {
    times[request] = performance.now() - began;
    answers[answer] = (answers[answer] ?? 0) + 1;
  }

  /** Goes on until nothing is left to send; a connection that is lost costs its request and is made anew. */
  async function work(): Promise<void> {
    for (let first = take(); first !== undefined; first = take()) await overOneConnection(first);
  }

  function overOneConnection(first: number): Promise<void> {
    return new Promise((resolve) => {
      const socket: Socket = createConnection({ port, host: '127.0.0.1', noDelay: true });
      let request: number | undefined = first;
      let began = performance.now();
      let received = '';
      const send = (number: number) => {
        began = performance.now();
        socket.write(requests[number] ?? '');
      };
      socket.setTimeout(patienceMs, () => socket.destroy());
      socket.setEncoding('latin1');
      socket.on('connect', () => send(first));
      socket.on('data', (text: string) => {
        received += text;
        const answer = request === undefined ? undefined : answerIn(received);
        if (answer === undefined || request === undefined) return;
        note(request, began, answer);
        received = '';
        request = take();
        if (request === undefined) socket.end();
        else send(request);
      });
      socket.on('error', () => undefined);
      socket.on('close', () => {
        if (request !== undefined) note(request, began, 'cut');
        resolve();
      });
    });
  }

  const began = performance.now();
  await Promise.all(Array.from({ length: connections }, work));
  const seconds = (performance.now() - began) / 1000;
  times.sort();
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { perSecond: requests.length / seconds, p50Ms: at(0.5), p99Ms: at(0.99), answers };
}

/** The answer's name as soon as it is there as a whole; undefined before. */
function answerIn(received: string): string | undefined {
  const end = received.indexOf(headEnd);
  if (end === -1) return undefined;
  const head = received.slice(0, end);
  const length = /\r\nContent-Length: (\d+)/i.exec(head)?.[1];
  if (length !== undefined && received.length < end + headEnd.length + Number(length)) return undefined;
  if (
    length === undefined &&
    /\r\nTransfer-Encoding: chunked/i.test(head) &&
    !received.endsWith('0\r\n\r\n')
  ) {
    return undefined;
  }
  const status = head.slice(9, 12);
  return /\r\nLocation: \/login/i.test(head) ? `${status} sign-in` : status;
}
