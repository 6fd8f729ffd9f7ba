import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Context } from 'koa';
import { mayBeFramedBy, scriptNonce } from '../../src/web/headers.ts';
import { ask, handler, site, siteOn, type TestSite } from './httpClient.ts';

let running: TestSite;
let handle: (ctx: Context) => void;
beforeAll(async () => {
  running = await siteOn(
    { https: true },
    handler((ctx) => handle(ctx)),
  );
});
afterAll(() => running.stop());

test('a page says all that keeps it from being framed, sniffed, cached or leaked', async () => {
  handle = (ctx) => {
    ctx.body = `<script nonce="${scriptNonce(ctx)}"></script>`;
  };
  const { headers, text } = await ask(running.port, '/');
  const nonce = /nonce="(.*?)"/.exec(text)?.[1];
  expect(headers['content-security-policy']).toBe(
    `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'self'; img-src 'self' data:; media-src 'self'; ` +
      "frame-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
  );
  expect(headers).toMatchObject({
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
    'cross-origin-opener-policy': 'same-origin',
    'strict-transport-security': 'max-age=31536000',
    'cache-control': 'no-store',
  });
  expect(headers['permissions-policy']).toContain('camera=()');
  for (const name of ['x-powered-by', 'server', 'access-control-allow-origin'])
    expect(headers[name]).toBeUndefined();
  expect((await ask(running.port, '/')).text).not.toBe(text);
});

test('a handler may open a page to origins, and to nothing that only looks like one', async () => {
  handle = (ctx) => {
    mayBeFramedBy(ctx, [
      'https://lms.example',
      'https://x.example; script-src *',
      '*',
      'null',
      "'self'",
      'https://h.example:8443',
    ]);
    ctx.body = 'x';
  };
  const { headers } = await ask(running.port, '/');
  expect(headers['content-security-policy']).toMatch(
    /; frame-ancestors https:\/\/lms\.example 'self' https:\/\/h\.example:8443$/,
  );
  expect(headers['x-frame-options']).toBeUndefined();
  expect(headers['cross-origin-opener-policy']).toBeUndefined();
});

test('a page without rights may be framed by anybody, also when it is a refusal', async () => {
  handle = (ctx) => {
    mayBeFramedBy(ctx, 'anybody');
    throw new Error('x');
  };
  const { headers, status } = await ask(running.port, '/');
  expect(status).toBe(500);
  expect(headers['content-security-policy']).toMatch(/; frame-ancestors \*$/);
});

test('a bare redirect lets no script run', async () => {
  handle = (ctx) => {
    ctx.status = 303;
    ctx.set('Location', '/x');
    ctx.body = null;
    ctx.status = 303;
  };
  const { headers, status } = await ask(running.port, '/');
  expect(status).toBe(303);
  expect(headers['content-security-policy']).toContain("script-src 'none'");
  expect(headers['strict-transport-security']).toBeDefined();
});

test('a list without any origin left opens to nobody', async () => {
  handle = (ctx) => {
    mayBeFramedBy(ctx, ['javascript:alert(1)']);
    ctx.body = 'x';
  };
  expect((await ask(running.port, '/')).headers['content-security-policy']).toMatch(
    /frame-ancestors 'none'$/,
  );
});

test('on plain http nobody is told to insist on https', async () => {
  const plain = await site(handler(() => undefined));
  expect((await ask(plain.port, '/')).headers['strict-transport-security']).toBeUndefined();
  await plain.stop();
});
