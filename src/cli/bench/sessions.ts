import { type IncomingMessage, request } from 'node:http';
import { OperatorRefusal } from '../../services/operatorRefusal.ts';

interface Target {
  readonly port: number;
  readonly origin: string;
}

/** Launches as a browser does, goes where the answer leads, and tells the cookie of the session that came of it. */
export async function openSession(
  target: Target,
  launch: { readonly path: string; readonly body: string },
): Promise<string> {
  const answer = await ask(target, { path: launch.path, body: launch.body });
  const cookie = answer.headers['set-cookie']?.[0]?.split(';')[0];
  const to = answer.headers.location;
  if (answer.statusCode !== 303 || cookie === undefined || to === undefined) {
    throw new OperatorRefusal(`A launch ahead of the measuring was answered ${answer.statusCode}.`);
  }
  const item = await ask(target, { path: to, cookie });
  if (item.statusCode !== 200) {
    throw new OperatorRefusal(`An item ahead of the measuring was answered ${item.statusCode}.`);
  }
  return cookie;
}

function ask(
  { port, origin }: Target,
  { path, body, cookie }: { readonly path: string; readonly body?: string; readonly cookie?: string },
): Promise<IncomingMessage> {
  const headers = {
    Host: new URL(origin).host,
    ...(cookie === undefined ? {} : { Cookie: cookie }),
    ...(body === undefined
      ? {}
      : {
          'Content-Type': 'application/x-www-form-urlencoded',
          'Content-Length': String(Buffer.byteLength(body)),
        }),
  };
  const method = body === undefined ? 'GET' : 'POST';
  return new Promise((resolve, reject) => {
    const asked = request({ port, host: '127.0.0.1', path, method, headers, agent: false }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer));
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
