import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { HttpProblem, problemOf } from '../../src/web/httpProblem.ts';
import { faultFields } from '../../src/web/log.ts';
import { requestState } from '../../src/web/requestState.ts';
import { type Answer, ask, askRaw, handler, site, type TestSite } from './httpClient.ts';

const secretWords = "Duplicate entry 'ann@msu.example' for key 'uq' in INSERT INTO people VALUES ('s3cret')";

function named(name: string, more: object): Error {
  return Object.assign(new Error(secretWords), { name, ...more });
}

const thrown: Record<string, () => unknown> = {
  '/problem': () => new HttpProblem(403, 'problem.forbidden'),
  '/slow': () => new HttpProblem(429, 'problem.tooMany', { retryAfter: 7 }),
  '/database': () =>
    named('QueryFailedError', { query: 'SELECT s3cret', parameters: ['s3cret'], code: 'ER_DUP_ENTRY' }),
  '/away': () => named('DatabaseAway', { retryAfterSeconds: 2.2 }),
  '/full': () => named('TooBusy', { retryAfterSeconds: 9 }),
  '/text': () => secretWords,
  '/nothing': () => undefined,
  '/null': () => null,
  '/library': () => Object.assign(new Error(secretWords), { status: 413, expose: true }),
  '/hidden': () => Object.assign(new Error(secretWords), { status: 413, expose: false }),
  '/odd': () => Object.assign(new Error(secretWords), { status: 418, expose: true }),
};

describe('what visitors see when something goes wrong', () => {
  let running: TestSite;
  beforeAll(async () => {
    running = await site(
      handler((ctx) => {
        requestState(ctx).answersJson = ctx.query.json === '1';
        ctx.set('Set-Cookie', 'session=1');
        ctx.set('ETag', '"x"');
        ctx.set('Content-Disposition', 'attachment');
        const make = thrown[ctx.path];
        if (make !== undefined) throw make();
        if (ctx.path === '/half') {
          ctx.respond = false;
          ctx.res.writeHead(200, { 'Content-Length': '10' });
          ctx.res.write('12345', () => undefined);
          throw new Error('halfway');
        }
      }),
    );
  });
  afterAll(() => running.stop());

  test.each([
    ['/problem', 403, 'problem.forbidden', undefined],
    ['/slow', 429, 'problem.tooMany', '7'],
    ['/database', 500, 'problem.fault', undefined],
    ['/away', 503, 'problem.away', '3'],
    ['/full', 503, 'problem.busy', '9'],
    ['/text', 500, 'problem.fault', undefined],
    ['/nothing', 500, 'problem.fault', undefined],
    ['/null', 500, 'problem.fault', undefined],
    ['/library', 413, 'problem.tooLarge', undefined],
    ['/hidden', 500, 'problem.fault', undefined],
    ['/odd', 400, 'problem.badRequest', undefined],
    ['/unknown', 404, 'problem.notFound', undefined],
  ])(
    '%s: %i, one sentence, a reference, no cookie, no word from inside',
    async (path, status, sentence, retryAfter) => {
      for (const method of ['GET', 'POST', 'HEAD']) {
        const answer = await ask(running.port, path, { method });
        expect(answer.status).toBe(status);
        expect(answer.headers['retry-after']).toBe(retryAfter);
        expect(answer.setCookies).toEqual([]);
        expect(answer.headers.etag).toBeUndefined();
        expect(answer.headers['content-disposition']).toBeUndefined();
        expect(answer.headers['cache-control']).toBe('no-store');
        expect(answer.headers['content-security-policy']).toContain("default-src 'none'");
        if (method !== 'HEAD')
          expect(answer.text).toBe(`<p>${sentence}</p><p>Reference <span id="reference">REF-1</span></p>`);
      }
    },
  );

  test('machines get the same as a tiny JSON document', async () => {
    const answer = await ask(running.port, '/database?json=1');
    expect(answer.status).toBe(500);
    expect(JSON.parse(answer.text)).toEqual({ error: 'problem.fault', reference: 'REF-1' });
  });

  test('an answer that breaks halfway is cut, not passed off as whole', async () => {
    await expect(ask(running.port, '/half')).rejects.toThrow();
    expect((await ask(running.port, '/problem')).status).toBe(403);
  });

  test('the log names the fault and its reference, but none of the values that a driver quotes', () => {
    const text = JSON.stringify(running.lines);
    expect(text).toContain('QueryFailedError');
    expect(text).toContain('ER_DUP_ENTRY');
    expect(text).toContain('REF-1');
    for (const word of ['s3cret', 'ann@msu', 'SELECT']) expect(text).not.toContain(word);
  });

  test.each(['/%', '/%E0%A4%A', '/a%ffb', '/a%00b', '/a%0d%0aSet-Cookie:x', '//%'])(
    'an address that cannot be read is 400, not a fault: %s',
    async (path) => {
      const answer = await ask(running.port, path);
      expect([answer.status, answer.setCookies]).toEqual([400, []]);
      expect(answer.text).toContain('problem.badAddress');
    },
  );

  test.each(['http://[::1', 'http://a:99999/x', 'http://[/x', 'http://%/x'])(
    'a whole URL that is none is 400, not a fault: %s',
    async (target) => {
      const request = `GET ${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
      expect(await askRaw(running.port, request)).toMatch(/^HTTP\/1\.1 4/);
    },
  );

  test('a star or a whole URL for an address does no harm', async () => {
    expect(
      await askRaw(running.port, 'OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n'),
    ).toContain(' 400 ');
    const whole = await askRaw(
      running.port,
      'GET http://evil.example/x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    );
    expect(whole).toContain(' 404 ');
  });
});

test('a page of problems that breaks itself still answers with the reference', async () => {
  const { errorBoundary } = await import('../../src/web/errorBoundary.ts');
  const lines: string[] = [];
  const log = {
    debug: () => undefined,
    info: () => undefined,
    warn: () => undefined,
    error: (event: string) => void lines.push(event),
  };
  const running = await site(
    () =>
      errorBoundary({
        log,
        renderPage: () => {
          throw new Error(secretWords);
        },
        sentence: () => 'x',
        newReference: () => '<K7>',
      }),
    handler(() => {
      throw new Error('x');
    }),
  );
  const answer: Answer = await ask(running.port, '/');
  await running.stop();
  expect(answer.status).toBe(500);
  expect(answer.text).toContain('<span id="reference">K7</span>');
  expect(answer.text).not.toContain('Duplicate');
  expect(lines).toEqual(['fault', 'fault in the page of a problem']);
});

test('an error that only looks like a problem is a fault', () => {
  expect(problemOf({ status: 404, expose: true })).toBeUndefined();
  expect(problemOf(Object.assign(new Error('x'), { status: 500, expose: true }))).toBeUndefined();
  expect(problemOf(Object.assign(new Error('x'), { status: 302, expose: true }))).toBeUndefined();
});

test('what is written about a fault holds no addresses of people, no tokens, no queries, also not in its cause', () => {
  const fault = new Error(
    'GET https://a.example/x?token=abc by ann@msu.example with Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6',
    {
      cause: new Error("near 'drop table'"),
    },
  );
  const text = JSON.stringify(faultFields(fault));
  for (const word of ['token=abc', 'ann@', 'Zm9v', 'drop table']) expect(text).not.toContain(word);
  expect(faultFields(42)).toEqual({ fault: 'number' });
});
