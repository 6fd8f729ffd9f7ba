import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { sha256 } from '../factories.ts';
import { openWorld, type World } from '../world.ts';
import { handZip } from '../zips.ts';
import { addressFor, contentsPath, sendSite, siteZip, withCora } from './siteVisitors.ts';
import { change, hashOf, launched, rowsOf, signedIn } from './visitors.ts';

const files = {
  'wave/index.html':
    '<link rel=stylesheet href=style.css><script src=js/app.js></script><a href=more/>More</a>',
  'wave/style.css': 'h1 { color: teal }',
  'wave/js/app.js': 'fetch("data.json")',
  'wave/data.json': '{"speed": 3}',
  'wave/more/index.html': '<h1>More</h1>',
  'wave/Übung 1.html': '<h1>1</h1>',
  '__MACOSX/wave/._index.html': 'x',
};
describe.each(engines)('a site, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    cora = await withCora(world);
  });
  afterAll(() => world.close());

  const kept = () =>
    readdirSync(world.database.folder).filter((name) => /^[0-9a-f]{64}/.test(name) && !name.includes('.'));

  test('is uploaded, replaced and deleted; nothing of it stays that nobody shows', async () => {
    const before = kept().length;
    const made = await sendSite(cora, { zip: siteZip(files) });
    expect([made.status, made.headers.location]).toEqual([303, `${contentsPath}/waves`]);
    expect(kept().length - before).toBe(Object.keys(files).length);
    const entries = await rowsOf<{ path: string }>(world, 'SELECT path FROM site_entries ORDER BY path');
    expect(entries.map(({ path }) => path)).toEqual([
      'data.json',
      'index.html',
      'js/app.js',
      'more/index.html',
      'style.css',
      'Übung 1.html',
    ]);
    const copy = await sendSite(cora, { zip: siteZip(files), fields: { itemId: 'twin' } });
    expect([copy.status, kept().length - before]).toEqual([303, 7]);
    const edit = await cora.get(`${contentsPath}/waves/edit`);
    const fields = { itemId: '', mark: hidden(edit, 'mark') };
    const path = `${contentsPath}/waves/edit/upload`;
    const fresh = siteZip({ 'index.html': 'New', 'style.css': files['wave/style.css'] });
    expect((await sendSite(cora, { path, zip: fresh, fields })).status).toBe(303);
    expect(kept().length - before).toBe(9);
    for (const item of ['twin', 'waves']) {
      const asked = await cora.post(contentsPath, {
        act: 'delete',
        item,
        csrf: hidden(await cora.get(contentsPath), 'csrf'),
      });
      const words = { act: 'delete-now', item, mark: hidden(asked, 'mark'), csrf: hidden(asked, 'csrf') };
      expect((await cora.post(contentsPath, words)).status).toBe(303);
    }
    expect([kept().length, await rowsOf(world, 'SELECT id FROM site_entries')]).toEqual([before, []]);
  });

  test.each([
    ['what is no zip', Buffer.from('hello'), 'not a zip'],
    ['a site without a first page', siteZip({ 'a.html': 'x', 'b/index.html': 'y' }), 'no index.html'],
    ['a name that leads out', siteZip({ 'index.html': 'x', '../evil.html': 'y' }), '../evil.html'],
    [
      'a link',
      handZip([{ name: 'index.html' }, { name: 'l', attributes: 0o120777 << 16 }]),
      'link to another',
    ],
    ['a password', handZip([{ name: 'index.html', flags: 1 }]), 'password'],
    ['a lie', handZip([{ name: 'index.html', content: 'abc', crc: 1 }]), 'damaged'],
    ['too much', handZip([{ name: 'index.html', content: Buffer.alloc(11 * 1024 * 1024) }]), '10 MiB'],
  ])(
    'refuses %s in words beside the field, keeps what was typed, and leaves nothing behind',
    async (_, zip, words) => {
      const before = kept();
      const answer = await sendSite(cora, { zip, fields: { title: 'Typed', itemId: 'typed' } });
      expect([answer.status, answer.text.includes(words), hidden(answer, 'title') || 'Typed']).toEqual([
        422,
        true,
        'Typed',
      ]);
      expect([kept(), await cora.get(`${contentsPath}/typed`).then(({ status }) => status)]).toEqual([
        before,
        404,
      ]);
      expect(readdirSync(join(world.database.folder, 'incoming'))).toEqual([]);
    },
  );

  test('leaves nothing behind where its id is taken', async () => {
    await world.addItem({ item_id: 'taken', title: 'Taken' });
    const before = kept();
    const zip = siteZip({ 'index.html': 'not to be kept' });
    expect((await sendSite(cora, { zip, fields: { itemId: 'taken' } })).status).toBe(422);
    expect([
      kept(),
      existsSync(join(world.database.folder, sha256('not to be kept').toString('hex'))),
    ]).toEqual([before, false]);
  });
});

// R27: path tickets, judged anew on each file.
describe('the files of a site', () => {
  let world: World;
  let cora: Browser;
  let ann: Browser;
  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf);
    cora = await withCora(world);
    await sendSite(cora, { zip: siteZip(files) });
    ann = await signedIn(world, 'ann');
  });
  afterAll(() => world.close());

  const nobody = () => world.browser();

  test('come by relative links without any cookie, each as what it is, in a sandbox that keeps them from us', async () => {
    const page = await ann.get('/msu/phy101/waves');
    expect([page.status, heading(page)]).toEqual([200, 'Waves']);
    expect(page.text).toContain('sandbox="allow-scripts allow-forms allow-popups"');
    const address = await addressFor(ann);
    expect(page.text).toMatch(/<a [^>]*href="\/site\/[^"]+" target="_blank"/);
    for (const [path, type, text] of [
      ['', 'text/html', files['wave/index.html']],
      ['index.html', 'text/html', files['wave/index.html']],
      ['style.css', 'text/css', files['wave/style.css']],
      ['js/app.js', 'text/javascript', files['wave/js/app.js']],
      ['data.json', 'application/json', files['wave/data.json']],
      ['more/', 'text/html', '<h1>More</h1>'],
      [`${encodeURIComponent('Übung 1.html')}?a=b`, 'text/html', '<h1>1</h1>'],
      [`${encodeURIComponent('U\u0308bung 1.html')}`, 'text/html', '<h1>1</h1>'],
    ] as const) {
      const answer = await nobody().get(address + path);
      const { headers } = answer;
      expect([path, answer.status, headers['content-type'], answer.text]).toEqual([path, 200, type, text]);
      expect(headers['content-security-policy']).toBe(
        "sandbox allow-scripts allow-forms allow-popups; frame-ancestors 'self' http://localhost:8080",
      );
      expect(headers).toMatchObject({
        'cache-control': 'private, no-store',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'access-control-allow-origin': '*',
        'cross-origin-resource-policy': 'cross-origin',
      });
      expect([answer.setCookies, headers['x-frame-options']]).toEqual([[], undefined]);
    }
    const part = await nobody().get(`${address}data.json`, { Range: 'bytes=0-0' });
    expect([part.status, part.text]).toEqual([206, '{']);
  });

  test('are found by no other path, encoded or not', async () => {
    const address = await addressFor(ann);
    for (const path of [
      'missing.html',
      'more',
      '..%2f..%2fmsu',
      '%2e%2e/index.html',
      'js%2fapp.js',
      'js%5capp.js',
      'js//app.js',
      '/index.html',
      'INDEX.HTML',
      'index.html/',
      '%00',
      'index.html%00.css',
      `${'a/'.repeat(400)}x`,
      '__MACOSX/wave/._index.html',
    ]) {
      const answer = await nobody().get(address + path);
      expect([path, answer.status === 404 || answer.status === 400]).toEqual([path, true]);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    for (const method of ['POST', 'PUT', 'DELETE'] as const)
      expect((await ann.post(address, {}).then(({ status }) => status)) === 405 && method).toBe(method);
  });

  test('are opened by no ticket that was altered, made up, or is too old', async () => {
    const address = await addressFor(ann);
    const [, , ticket = ''] = address.split('/');
    for (let at = 0; at < ticket.length; at += 7) {
      const changed = `${ticket.slice(0, at)}${ticket[at] === 'A' ? 'B' : 'A'}${ticket.slice(at + 1)}`;
      expect((await ann.get(`/site/${changed}/`)).status).toBe(404);
    }
    for (const made of ['x', 'v1.A256GCM.session..', ticket.slice(0, -1), `${ticket}A`, 'a'.repeat(5_000)])
      expect((await ann.get(`/site/${made}/`)).status).toBe(404);
    const moved = { 'Sec-Fetch-Mode': 'navigate' };
    world.clock.now += 11 * 60_000;
    const renewed = await nobody().get(`${address}more/?q`, moved);
    expect([renewed.status, renewed.headers.location]).toEqual([
      303,
      expect.stringMatching(/^\/site\/.+\/more\/$/),
    ]);
    expect((await nobody().get(String(renewed.headers.location), moved)).text).toBe('<h1>More</h1>');
    expect((await nobody().get(`${address}style.css`)).status).toBe(200);
    world.clock.now += 45 * 60_000;
    expect((await ann.get('/msu/phy101/waves')).status).toBe(200);
    world.clock.now += 5 * 60_000;
    const expired = await nobody().get(address);
    expect([expired.status, expired.text]).toEqual([403, expect.stringContaining('open for too long')]);
  });

  test('are shut at once with the session, the role, the setting, the item and its kind', async () => {
    const item = "UPDATE items SET kind = 'page' WHERE item_id = 'waves'";
    const shut = async (how: () => Promise<unknown>, undo: () => Promise<unknown>) => {
      ann = await signedIn(world, 'ann');
      const address = await addressFor(ann);
      expect((await nobody().get(address)).status).toBe(200);
      await how();
      const answer = await nobody().get(address);
      await undo();
      expect([how.toString(), answer.status]).toEqual([how.toString(), 404]);
    };
    const back = async () => undefined;
    await shut(async () => ann.post('/logout', { csrf: hidden(await ann.get('/msu/phy101'), 'csrf') }), back);
    await shut(() => change(world, 'DELETE FROM account_sessions'), back);
    await shut(
      () => change(world, "UPDATE people SET disabled_at = 1 WHERE username = 'ann'"),
      () => change(world, "UPDATE people SET disabled_at = NULL WHERE username = 'ann'"),
    );
    await shut(
      () => change(world, item),
      () => change(world, item.replace('page', 'site')),
    );
    await shut(
      () => change(world, 'UPDATE courses SET archived_at = 1'),
      () => change(world, 'UPDATE courses SET archived_at = NULL'),
    );
    await shut(
      () => change(world, 'DELETE FROM roles WHERE person_id = ?', [world.ann.id]),
      () => world.make.role({ course_id: world.course.id, person_id: world.ann.id }),
    );
    const [waves] = await rowsOf<{ id: number }>(world, "SELECT id FROM items WHERE item_id = 'waves'");
    await shut(
      () => world.set({ item_id: Number(waves?.id), access: 'only' }),
      () => change(world, 'DELETE FROM deep_links'),
    );
  });

  test('of a launch come for as long as that launch lives, framed by its LMS and our page alone', async () => {
    const other = await world.addItem({ item_id: 'other', title: 'Other' });
    const [waves] = await rowsOf<{ id: number }>(world, "SELECT * FROM items WHERE item_id = 'waves'");
    const link = await world.addLink({ ...other, id: Number(waves?.id) });
    await world.set({ item_id: Number(waves?.id), access: 'only' });
    const student = await launched(world, link);
    const address = await addressFor(student);
    const answer = await nobody().get(address);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-security-policy']).toContain(
      "frame-ancestors 'self' http://localhost:8080 https://lms.example",
    );
    await change(world, 'DELETE FROM launch_sessions');
    expect((await nobody().get(address)).status).toBe(404);
    await change(world, 'DELETE FROM deep_links');
  });

  test('and the archive itself are no uploads of students', async () => {
    expect((await ann.get('/msu/phy101/waves/file')).status).toBe(404);
  });
});

describe('sites with an origin of their own', () => {
  const contentUrl = 'http://content.example:9000';
  let world: World;
  let ann: Browser;
  let there: Browser;
  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf, { contentUrl });
    await sendSite(await withCora(world), { zip: siteZip(files) });
    ann = await signedIn(world, 'ann');
    there = browser(world.port, contentUrl);
  });
  afterAll(() => world.close());

  test('come from there and from nowhere else, and our page may frame them', async () => {
    const page = await ann.get('/msu/phy101/waves');
    const address = await addressFor(ann);
    expect(address.startsWith(`${contentUrl}/site/`)).toBe(true);
    expect(page.headers['content-security-policy']).toContain(`frame-src 'self' ${contentUrl};`);
    const path = address.slice(contentUrl.length);
    const answer = await there.get(path);
    expect([answer.status, answer.text, answer.setCookies]).toEqual([200, files['wave/index.html'], []]);
    expect(answer.headers['content-security-policy']).toMatch(
      /^sandbox allow-scripts allow-forms allow-popups;/,
    );
    expect((await ann.get(path)).status).toBe(404);
  });

  test('have nothing of ours there, with or without cookies, and get none', async () => {
    for (const [name, value] of ann.cookies) there.cookies.set(name, value);
    for (const path of [
      '/',
      '/login',
      '/msu/phy101',
      '/msu/phy101/waves',
      '/adm/msu',
      '/livez',
      '/assets/tinygate.css',
      '/launch/goodbye',
    ]) {
      const answer = await there.get(path);
      expect([path, answer.status, answer.setCookies]).toEqual([path, 404, []]);
    }
    const posted = await there.post('/login', { username: 'ann' });
    expect([posted.status, posted.setCookies]).toEqual([404, []]);
  });
});
