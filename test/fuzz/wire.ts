import type { Duplex } from 'node:stream';
import type { Sent } from './bookOfLaunches.ts';

export interface WireAnswer {
  /** 0: the connection ended without an answer. */
  readonly status: number;
  readonly location: string | undefined;
  readonly setCookies: readonly string[];
}

/** One connection that says exactly what it is told to, byte by byte, and reads one answer at a time. */
export interface Wire {
  ask(sent: Sent): Promise<WireAnswer>;
  close(): void;
}

const noAnswer: WireAnswer = { status: 0, location: undefined, setCookies: [] };

export function wireOn(stream: Duplex): Wire {
  let received = '';
  let ended = false;
  let wake = (): void => undefined;
  stream.on('data', (chunk: Buffer) => {
    received += chunk.toString('latin1');
    wake();
  });
  for (const event of ['end', 'close', 'error']) {
    stream.on(event, () => {
      ended = true;
      wake();
    });
  }

  return {
    async ask(sent) {
      if (ended) return noAnswer;
      stream.write(requestText(sent), 'latin1');
      // What is announced and never comes would be waited for.
      if (endsConnection(sent) && promisesMore(sent)) stream.end();
      for (;;) {
        const answer = answerIn(received, { ended, hasNoBody: sent.method === 'HEAD' });
        if (answer) {
          received = received.slice(answer.length);
          return answer.is;
        }
        if (ended) return noAnswer;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close: () => stream.destroy(),
  };
}

/** A request whose length is said in its own words: nobody knows where the next one would begin. */
export function endsConnection({ headers }: Sent): boolean {
  return headers.some(([name]) => /^(?:content-length|transfer-encoding)$/i.test(name));
}

/** Whether a server would wait for more than is sent. */
function promisesMore({ headers, body }: Sent): boolean {
  return headers.some(([name, value]) => name === 'Transfer-Encoding' || Number(value) > body.length);
}

function requestText(sent: Sent): string {
  const { method, target, headers, body, cutAt } = sent;
  const own = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const head = `${method} ${target} HTTP/1.1\r\n${own}`;
  if (endsConnection(sent)) return `${head}\r\n${body}`;
  if (cutAt === undefined) return `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  const parts = [body.slice(0, cutAt), body.slice(cutAt)].filter((part) => part !== '');
  const chunks = parts.map((part) => `${part.length.toString(16)}\r\n${part}\r\n`);
  return `${head}Transfer-Encoding: chunked\r\n\r\n${chunks.join('')}0\r\n\r\n`;
}

interface Read {
  readonly is: WireAnswer;
  readonly length: number;
}

/** RFC 9112 6.3, as far as our server makes use of it. */
function answerIn(
  text: string,
  how: { readonly ended: boolean; readonly hasNoBody: boolean },
): Read | undefined {
  const head = text.indexOf('\r\n\r\n');
  if (head < 0) return undefined;
  const [first = '', ...lines] = text.slice(0, head).split('\r\n');
  const status = Number(first.split(' ')[1]);
  const bodyAt = head + 4;
  if (status === 100) {
    const next = answerIn(text.slice(bodyAt), how);
    return next && { ...next, length: next.length + bodyAt };
  }
  const values = (name: string) =>
    lines
      .filter((line) => line.toLowerCase().startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).trim());
  const [location] = values('location');
  const is: WireAnswer = { status, location, setCookies: values('set-cookie') };
  const [announced] = values('content-length');
  if (how.hasNoBody || status === 204 || status === 304) return { is, length: bodyAt };
  if (announced !== undefined) {
    const length = bodyAt + Number(announced);
    return text.length >= length || how.ended ? { is, length } : undefined;
  }
  if (values('transfer-encoding')[0] === 'chunked') {
    const end = text.indexOf('\r\n0\r\n\r\n', head);
    return end < 0 && !how.ended ? undefined : { is, length: end < 0 ? text.length : end + 7 };
  }
  return how.ended ? { is, length: text.length } : undefined;
}
