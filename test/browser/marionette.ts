import { once } from 'node:events';
import { connect } from 'node:net';

/** Firefox's own remote control, WebDriver's commands as JSON over TCP: what geckodriver speaks to it. */
export interface Marionette {
  /** The answer's value; fails with what Firefox says. */
  ask(command: string, parameters?: Readonly<Record<string, unknown>>): Promise<unknown>;
  close(): void;
}

interface Waiting {
  resolve(value: unknown): void;
  reject(fault: Error): void;
}

type Reply = readonly [kind: 1, id: number, fault: Fault | null, result: unknown];
interface Fault {
  readonly error: string;
  readonly message: string;
}

export async function openMarionette(port: number): Promise<Marionette> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const waiting = new Map<number, Waiting>();
  let asked = 0;
  let rest = Buffer.alloc(0);

  function settle([, id, fault, result]: Reply): void {
    const one = waiting.get(id);
    waiting.delete(id);
    if (fault) one?.reject(new Error(`${fault.error}: ${fault.message}`));
    else one?.resolve(isWrapped(result) ? result.value : result);
  }

  // Messages are "length:json", the length in bytes; the first is a greeting and no reply.
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    for (let at = rest.indexOf(':'); at >= 0; at = rest.indexOf(':')) {
      const end = at + 1 + Number(rest.toString('latin1', 0, at));
      if (rest.length < end) return;
      const message: unknown = JSON.parse(rest.toString('utf8', at + 1, end));
      rest = rest.subarray(end);
      if (Array.isArray(message)) settle(message as unknown as Reply);
    }
  });
  socket.on('close', () => {
    for (const one of waiting.values()) one.reject(new Error('Firefox has ended.'));
    waiting.clear();
  });
  socket.on('error', () => socket.destroy());

  return {
    ask(command, parameters = {}) {
      asked += 1;
      const text = JSON.stringify([0, asked, command, parameters]);
      const answer = new Promise<unknown>((resolve, reject) => waiting.set(asked, { resolve, reject }));
      socket.write(`${Buffer.byteLength(text)}:${text}`);
      return answer;
    },
    close: () => socket.destroy(),
  };
}

function isWrapped(result: unknown): result is { readonly value: unknown } {
  return typeof result === 'object' && result !== null && 'value' in result;
}
