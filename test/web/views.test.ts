import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sha256 } from '../../src/crypto/digest.ts';
import { staticAssets } from '../../src/web/staticAssets.ts';
import { loadTexts } from '../../src/web/texts.ts';
import { timeText } from '../../src/web/time.ts';
import { loadViews } from '../../src/web/views.ts';
import { ask, handler, site } from './httpClient.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'views-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function put(name: string, files: Record<string, string>): string {
  const root = join(folder, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

const shared = { t: (key: string) => `<${key}>`, asset: (name: string) => `/assets/${name}`, lang: 'en' };

describe('views', () => {
  interface Page {
    readonly title: string;
    readonly rows?: readonly string[];
    readonly sanitisedHtml?: string;
  }
  const load = (name: string, files: Record<string, string>) =>
    loadViews<{ 'a/page': Page }>({ root: put(name, files), shared });

  test('what people typed is shown as text, in every place', () => {
    const views = load('escape', {
      'a/page.ejs':
        '<h1 title="<%= title %>"><%= title %></h1><%= t("k") %><%- include("row", { row: rows[0] }) %>',
      'a/row.ejs': "<li id='<%= row %>'><%= asset('x.css') %></li>",
    });
    expect(views.render('a/page', { title: `<b>"&'`, rows: ["'><script>"] })).toBe(
      '<h1 title="&lt;b&gt;&quot;&amp;&#39;">&lt;b&gt;&quot;&amp;&#39;</h1>&lt;k&gt;' +
        "<li id='&#39;&gt;&lt;script&gt;'>/assets/x.css</li>",
    );
  });

  test('views share a layout, named from the root', () => {
    const views = load('layout', {
      'a/page.ejs': '<%- include("/layout/top", { heading: title.toUpperCase() }) %>body',
      'layout/top.ejs': '<title><%= heading %> <%= title %></title>',
    });
    expect(views.render('a/page', { title: 'x' })).toBe('<title>X x</title>body');
  });

  test('only what a sanitiser returned is printed as it is', () => {
    const views = load('raw', { 'a/page.ejs': '<%- sanitisedHtml %>' });
    expect(views.render('a/page', { title: '', sanitisedHtml: '<p>x</p>' })).toBe('<p>x</p>');
  });

  test.each([
    '<%- title %>',
    '<%- sanitisedHtml + title %>',
    '<%-title-%>',
    '<%- title; include("x") %>',
    '<%- xsanitisedHtml() %>',
  ])('a view that prints without escaping does not compile: %s', (source) => {
    expect(() => load('bad', { 'a/page.ejs': source }).compileAll(['a/page'])).toThrow('without escaping');
  });

  test('a declared view that is not there is found after the start, not by the visitor', () => {
    expect(() => load('missing', { 'b.ejs': '' }).compileAll(['a/page'])).toThrow('declared but not there');
  });

  test.each([
    ['a name', '<%= nobody %>'],
    ['a property', '<%= title.nothing %>'],
    ['a view to include', '<%- include("../../../../etc/passwd") %>'],
  ])('a page with a hole is a fault, not a page: missing %s', (what, source) => {
    const views = load(`hole ${what}`, { 'a/page.ejs': source });
    expect(() => views.render('a/page', { title: 'x' })).toThrow(/^(the view a\/page|there is no view)/);
  });
});

describe('texts', () => {
  const texts = (): ReturnType<typeof loadTexts> =>
    loadTexts(
      put('texts', {
        'en.json': JSON.stringify({
          'made.links': '{count, plural, =0 {No short URLs} one {# short URL} other {# short URLs}} made',
          nested: { hello: 'Hello {name}, <b>not bold</b>' },
        }),
      }),
    );

  test('plurals read as a person would say them', () => {
    const { t, keys } = texts();
    expect([0, 1, 12].map((count) => t('made.links', { count }))).toEqual([
      'No short URLs made',
      '1 short URL made',
      '12 short URLs made',
    ]);
    expect(keys).toEqual(['made.links', 'nested.hello']);
  });

  test('a value stays the text that it is, and angle brackets in a text are letters', () => {
    expect(texts().t('nested.hello', { name: '{count} <i>' })).toBe('Hello {count} <i>, <b>not bold</b>');
  });

  test('a key or value that is missing is an error, never an empty sentence', () => {
    expect(() => texts().t('made.nothing')).toThrow('no text for made.nothing');
    expect(() => texts().t('toString')).toThrow('no text for toString');
    expect(() => texts().t('nested.hello')).toThrow();
  });

  test('a text that is no ICU message is an error where it is used; the house looks at every one', () => {
    const broken = loadTexts(put('no message', { 'en.json': '{ "a": "{count, plural", "b": "B" }' }));
    expect(broken.t('b')).toBe('B');
    expect(() => broken.t('a', { count: 1 })).toThrow('the text of a in en.json is no ICU message');
  });

  test.each(['{ "a": 1 }', '{ "a": ["x"] }', '[]'])('a broken language file stops the start: %s', (json) => {
    expect(() => loadTexts(put('broken', { 'en.json': json }))).toThrow();
  });
});

test.each([
  [-90_000, '1 minute ago'],
  [0, 'now'],
  [86_400_000, 'tomorrow'],
  [-3 * 3_600_000, '3 hours ago'],
  [-400 * 86_400_000, 'last year'],
])('a time says how long ago, and exactly when in the zone of the domain (%i ms)', (offset, relative) => {
  const now = Date.UTC(2026, 0, 15, 2, 0, 0);
  const text = timeText(now + offset, { now, zone: 'America/Detroit', lang: 'en' });
  expect(text.relative).toBe(relative);
  expect(text.iso).toMatch(/Z$/);
  if (offset === 0) expect(text.full).toBe('January 14, 2026 at 9:00:00 PM EST');
});

test('a time is told in the language of its reader', () => {
  const now = Date.UTC(2026, 0, 15, 2, 0, 0);
  const german = timeText(now - 180_000, { now, zone: 'Europe/Berlin', lang: 'de' });
  expect(german.relative).toBe('vor 3 Minuten');
  expect(german.full).toMatch(/^15\. Januar 2026 um 02:57:00/);
});

test('a style sheet is kept for ever under an address that changes with it, and only what is ours is served', async () => {
  const root = put('assets', {
    'main.css': 'a{}',
    'mark.svg': '<svg/>',
    'notes.txt': 'x',
    'sub/inner.css': 'b{}',
  });
  const before = staticAssets({ folder: root, hash: sha256 });
  const running = await site(
    () => before.serve,
    handler((ctx) => void ctx.throw(404)),
  );
  const address = before.asset('main.css');
  expect(address).toMatch(/^\/assets\/main\.[0-9a-f]{16}\.css$/);
  const css = await ask(running.port, address);
  expect([css.status, css.text, css.headers['content-type']]).toEqual([
    200,
    'a{}',
    'text/css; charset=utf-8',
  ]);
  expect(css.headers['cache-control']).toBe('public, max-age=31536000, immutable');
  expect((await ask(running.port, before.asset('mark.svg'))).headers['content-type']).toBe('image/svg+xml');
  expect((await ask(running.port, address, { method: 'HEAD' })).text).toBe('');
  const post = await ask(running.port, address, { method: 'POST' });
  expect([post.status, post.headers.allow]).toEqual([405, 'GET, HEAD']);
  for (const path of [
    '/assets/main.css',
    '/assets/',
    '/assets/notes.txt',
    '/assets/../notes.txt',
    '/assets/%2e%2e/notes.txt',
  ]) {
    const answer = await ask(running.port, path);
    expect([answer.status, answer.headers['cache-control']]).toEqual([404, 'no-store']);
  }
  await running.stop();
  writeFileSync(join(root, 'main.css'), 'c{}');
  expect(staticAssets({ folder: root, hash: sha256 }).asset('main.css')).not.toBe(address);
  expect(() => before.asset('notes.txt')).toThrow('no asset');
});
