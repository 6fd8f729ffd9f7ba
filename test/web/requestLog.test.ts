import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { refuseUnknownRoutes } from '../../src/web/knownRoutes.ts';
import { requestLog } from '../../src/web/requestLog.ts';
import { ask, handler, site, type TestSite } from './httpClient.ts';

describe('methods and the request log', () => {
  let running: TestSite;
  let time = 0;
  beforeAll(async () => {
    const lines: TestSite['lines'][number][] = [];
    running = await site(
      () => {
        const write = (event: string, fields: object = {}): void =>
          void lines.push({ msg: event, ...fields });
        const log = {
          debug: (event: string, fields?: object) => write(`debug ${event}`, fields),
          info: write,
          warn: write,
          error: write,
        };
        const options = { log, now: () => (time += 5), newRequestId: () => 'r1', quietRoutes: ['/livez'] };
        return requestLog(options).middleware;
      },
      () =>
        refuseUnknownRoutes((path) => [
          ...(path === '/livez' ? [{ pattern: '/livez', methods: ['GET'] }] : []),
          ...(path.startsWith('/set/')
            ? [
                { pattern: '/set/:token', methods: ['GET'] },
                { pattern: '/set/:token', methods: ['POST'] },
              ]
            : []),
        ]),
      handler((ctx) => {
        ctx.body = 'ok';
      }),
    );
    Object.assign(running, { lines });
  });
  afterAll(() => running.stop());

  test.each([
    ['PUT', 405],
    ['DELETE', 405],
    ['PATCH', 405],
    ['OPTIONS', 405],
    ['TRACE', 405],
    ['PROPFIND', 405],
    ['GET', 200],
    ['HEAD', 200],
    ['POST', 200],
  ])('%s on a known path: %i', async (method, status) => {
    const answer = await ask(running.port, '/set/t0ken', { method });
    expect(answer.status).toBe(status);
    expect(answer.headers.allow).toBe(status === 405 ? 'GET, HEAD, POST' : undefined);
  });

  test('an unknown path is 404, whatever the method', async () => {
    for (const method of ['GET', 'POST', 'TRACE'])
      expect((await ask(running.port, '/nowhere', { method })).status).toBe(404);
  });

  test('one-time tokens, queries, cookies and addresses of visitors stay out of the log', async () => {
    await ask(running.port, '/set/t0ken?word=s3cret', {
      headers: { Cookie: 'c=k00kie', Referer: 'http://x/r3f' },
    });
    await ask(running.port, '/livez');
    await running.stop();
    const text = JSON.stringify(running.lines);
    expect(running.lines).toContainEqual({
      msg: 'request',
      requestId: 'r1',
      method: 'GET',
      route: '/set/:token',
      status: 200,
      ms: 5,
    });
    expect(running.lines).toContainEqual(expect.objectContaining({ msg: 'debug request', route: '/livez' }));
    expect(running.lines).toContainEqual(
      expect.objectContaining({ route: '-', status: 404, reference: 'REF-1' }),
    );
    expect(running.lines).toContainEqual(expect.objectContaining({ method: 'other', status: 405 }));
    for (const word of ['t0ken', 's3cret', 'k00kie', 'r3f', '127.0.0.1', 'nowhere'])
      expect(text).not.toContain(word);
  });
});
