import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { item, manifestOf, resource, zipOf } from '../archives.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { type Importer, importer, importPath as path } from './importer.ts';
import { change, hashOf, rowsOf, signedIn } from './visitors.ts';

describe.each(engines)('importing a whole tree, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  let by: Importer;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const { make, course } = world;
    const coordinator = await world.addPerson('cora');
    await make.role({ course_id: course.id, person_id: coordinator.id, role: 'coordinator' });
    cora = await signedIn(world, 'cora');
    by = importer(world, cora);
  });
  afterAll(() => world.close());

  const files = async () =>
    (await readdir(world.database.folder, { recursive: true })).filter((name) => /[0-9a-f]{64}$/.test(name));
  test('makes folders, pages and files in the order of their names, with links between them', async () => {
    const into = await by.folder('first');
    const archive = await zipOf({
      '10-end/last.txt': 'bye',
      '2-waves/b.md':
        '---\ntitle: "Superposition"\n---\nSee [waves](a.md#top) and ![the picture](pics/p%201.png), [gone](gone.md), `[code](a.md)`.\n',
      '2-waves/a.md':
        '# What a *wave* is\n\nText [on](<../10-end/last.txt>) [out](https://example.org/a.md)\n',
      '2-waves/pics/p 1.png': Buffer.from([137, 80, 78, 71]),
      '__MACOSX/2-waves/._a.md': 'x',
      '.DS_Store': 'x',
      'empty.txt': '',
      'Ünïcode 🎓 עברית.md': 'No heading <script>alert(1)</script>',
    });
    const { address, page } = await by.look(archive, into);
    expect(await by.tree(into)).toEqual([]);
    for (const shown of [
      'What the archive would do',
      'Make 8 and change 0',
      'One link leads',
      'The file is empty.',
      'A hidden file',
    ])
      expect([shown, page.text.includes(shown)]).toEqual([shown, true]);
    const done = await by.confirm(address, page);
    expect(done.text).toContain('Made 8, changed 0');
    expect(await by.tree(into)).toEqual([
      ['2-waves', ['page a: What a wave is', 'page b: Superposition', ['pics', ['file p-1: p 1.png']]]],
      ['10-end', ['file last: last.txt']],
      'page unicode: Ünïcode 🎓 עברית',
    ]);
    const bodies = await rowsOf<{ item_id: string; body: string }>(
      world,
      "SELECT item_id, body FROM items WHERE item_id IN ('a', 'b') ORDER BY item_id",
    );
    expect(bodies.map(({ body }) => body)).toEqual([
      'Text [on](item:last) [out](https://example.org/a.md)\n',
      'See [waves](item:a) and ![the picture](item:p-1), [gone](gone.md), `[code](a.md)`.\n',
    ]);
    const csv = await cora.get(`${address}/csv`);
    expect(csv.text.replace('\uFEFF', '').split('\r\n')[0]).toBe('path,title,kind,id,verdict,reason');
    expect((await cora.get(`${address}?show=left-out`)).text).toContain('empty.txt');
    expect((await cora.get(`${address}?q=superpos`)).text).toContain('1–1 of 1');
    const told = await rowsOf<{ object: string }>(
      world,
      "SELECT object FROM audit WHERE deed = 'contents-imported'",
    );
    expect(told).toEqual([{ object: 'week.zip' }]);
    expect((await readdir(join(world.database.folder, 'imports'))).length).toBe(0);
  });

  test('makes nothing twice, changes what changed, and leaves alone what was edited here', async () => {
    const into = await by.folder('twice');
    const first = {
      'x/one.md': '# One\n\nold',
      'x/two.md': '# Two\n\nold',
      'x/three.txt': 'old',
      'x/four.md': 'same',
    };
    await by.bring(await zipOf(first), into);
    const before = await by.tree(into);
    const again = await by.look(await zipOf(first), into);
    expect(again.page.text).toContain('Everything in this archive is in the course already');
    await change(world, "UPDATE items SET body = 'edited' WHERE item_id IN ('two', 'four')");
    const later = await zipOf({
      ...first,
      'x/one.md': '# One\n\nnew',
      'x/two.md': '# Two\n\nnew',
      'x/three.txt': 'new',
      'x/five.md': '5',
    });
    const done = await by.bring(later, into);
    expect(done.text).toContain('Made 1, changed 2, the same already 2, left as edited here 1');
    const rows = await rowsOf<{ item_id: string; body: string }>(
      world,
      "SELECT item_id, body FROM items WHERE item_id IN ('one', 'two', 'four') ORDER BY item_id",
    );
    expect(rows.map(({ body }) => body)).toEqual(['edited', 'new', 'edited']);
    const [inner] = before as [[string, string[]]];
    expect(await by.tree(into)).toEqual([[inner[0], [...inner[1], 'page five: five']]]);
    expect((await by.look(later, into)).page.text).not.toContain('Make ');
  });

  test('is not done where the contents changed since they were looked at, and nothing stays behind', async () => {
    const into = await by.folder('late');
    const archive = await zipOf({ 'clash.md': 'mine', 'f.bin': 'only in here' });
    const { address, page } = await by.look(archive, into);
    await world.addItem({ item_id: 'clash', title: 'Theirs', kind: 'folder' });
    const before = await files();
    const late = await by.confirm(address, page);
    expect(late.text).toContain('Somebody changed the contents since you looked');
    expect(late.text).toContain('clash-2');
    expect([await by.tree(into), await files()]).toEqual([[], before]);
    const twice = await Promise.all([by.confirm(address, late), by.confirm(address, late)]);
    expect(twice.map(({ text }) => text.includes('Made 2'))).toEqual([true, true]);
    expect(await by.tree(into)).toEqual(['page clash-2: clash', 'file f: f.bin']);
  });

  test('begins again after a process was killed in the middle, and its files are taken away', async () => {
    const into = await by.folder('killed');
    const { address, page } = await by.look(await zipOf({ 'k.bin': 'killed in the middle' }), into);
    const [row] = await rowsOf<{ hash: string }>(
      world,
      "SELECT hash FROM import_entries WHERE path = 'k.bin'",
    );
    const hash = row?.hash ?? '';
    const { copyFile } = await import('node:fs/promises');
    const staged = (await files()).find((name) => name.endsWith(hash)) ?? '';
    await copyFile(join(world.database.folder, staged), join(world.database.folder, hash));
    await change(
      world,
      `UPDATE imports SET state = 'applying', beat_at = ${world.clock.now - 120_000} WHERE state = 'ready' AND folder = 'killed'`,
    );
    expect((await cora.get(address)).headers.refresh).toBe('2');
    await world.sweepImports();
    expect((await files()).filter((name) => name === hash)).toEqual([]);
    const stopped = await by.settled(address);
    expect(stopped.text).toContain('The server stopped in the middle');
    await by.confirm(address, stopped);
    expect(await by.tree(into)).toEqual(['file k: k.bin']);
    expect(page.status).toBe(200);
  });

  test('reads a Common Cartridge: its tree, pages, files and web links, and tells what it leaves out', async () => {
    const into = await by.folder('cartridge');
    const archive = await zipOf({
      'imsmanifest.xml': manifestOf({
        items: [
          item(
            'i1',
            'Week 1 &amp; more',
            item('i2', 'Welcome', '', 'r1') + item('i3', 'Sheet', '', 'r2') + item('i4', 'Site', '', 'r3'),
          ),
          item('i5', 'Tool', '', 'r4') +
            item('i6', 'Talk', '', 'r5') +
            item('i7', 'Quiz', '', 'r6') +
            item('i8', 'Nothing', '', 'r99'),
          item('i9', 'App', '', 'r7') +
            item('i10', 'Escape', '', 'r8') +
            item('i11', 'Bad link', '', 'r9') +
            item('i12', 'Heading'),
        ].join(''),
        resources: [
          resource('r1', 'webcontent', 'wiki_content/welcome.html'),
          resource('r2', 'webcontent', 'web_resources/my%20sheet.pdf'),
          resource('r3', 'imswl_xmlv1p3', 'r3.xml'),
          resource('r4', 'imsbasiclti_xmlv1p3', 'r4.xml'),
          resource('r5', 'imsdt_xmlv1p3', 'r5.xml'),
          resource('r6', 'imsqti_xmlv1p2/imscc_xmlv1p3/assessment', 'r6.xml'),
          resource('r7', 'webcontent', 'app.html'),
          resource('r8', 'webcontent', '../../etc/passwd'),
          resource('r9', 'imswl_xmlv1p3', 'r9.xml'),
          resource('r10', 'webcontent', 'web_resources/pic.png'),
          resource('r11', 'webcontent', 'web_resources/unused.png'),
        ].join(''),
      }),
      'wiki_content/welcome.html':
        '<html><head><title>W</title></head><body><h2>Hello</h2><p>To <a href="$IMS-CC-FILEBASE$/my%20sheet.pdf?x=1">the sheet</a>, <b>bold</b> 1*2</p><p><img src="$IMS-CC-FILEBASE$/pic.png" alt="A [pic]"></p><ul><li>a</li><li>b</li></ul></body></html>',
      'web_resources/my sheet.pdf': '%PDF',
      'web_resources/pic.png': 'png',
      'web_resources/unused.png': 'png2',
      'app.html': '<script>alert(1)</script>',
      'r3.xml':
        '<webLink xmlns="http://www.imsglobal.org/xsd/imsccv1p3/imswl_v1p3"><title>x</title><url href="https://example.org/?a=1&amp;b=2"/></webLink>',
      'r9.xml': '<webLink><url href="javascript:alert(1)"/></webLink>',
      'r4.xml':
        '<cartridge_basiclti_link xmlns:blti="b"><blti:launch_url>https://tool.example/launch?secret=1</blti:launch_url></cartridge_basiclti_link>',
      'r5.xml': '<topic/>',
      'r6.xml': '<questestinterop/>',
    });
    const { address, page } = await by.look(archive, into);
    for (const shown of [
      'IMS Common Cartridge',
      'tool.example',
      'A discussion.',
      'A quiz or exam.',
      'leads out of the archive',
      'A heading without content',
      'its contents do not show it',
      'no such resource: r99',
      'Kept as a file: it does more',
      'but a page needs it',
    ])
      expect([shown, page.text.includes(shown)]).toEqual([shown, true]);
    expect(page.text).not.toContain('secret=1');
    await by.confirm(address, page);
    expect(await by.tree(into)).toEqual([
      // `site` is a word of our own addresses.
      ['week-1-more', ['page welcome: Welcome', 'file sheet: Sheet', 'web item-1: Site']],
      'file app: App',
      ['web-resources', ['file pic: pic.png']],
    ]);
    const [welcome] = await rowsOf<{ body: string }>(
      world,
      "SELECT body FROM items WHERE item_id = 'welcome'",
    );
    expect(welcome?.body).toBe(
      '## Hello\n\nTo [the sheet](item:sheet), **bold** 1\\*2\n\n![A \\[pic\\]](item:pic)\n\n- a\n- b\n',
    );
    const [web] = await rowsOf<{ url: string }>(world, "SELECT url FROM items WHERE kind = 'web'");
    expect(web?.url).toBe('https://example.org/?a=1&b=2');
    expect((await by.look(archive, into)).page.text).toContain('the same already');
  });

  test.each([
    ['no zip', async () => Buffer.from('PK? no'), 'not a zip archive'],
    ['an empty archive', async () => zipOf({}), 'The archive is empty'],
    [
      'entities',
      async () =>
        zipOf({
          'imsmanifest.xml': manifestOf({ before: '<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]>' }),
        }),
      'declares a document type',
    ],
    [
      'broken XML',
      async () => zipOf({ 'imsmanifest.xml': '<manifest><a></manifest>' }),
      'no well-formed XML',
    ],
    ['SCORM', async () => zipOf({ 'imsmanifest.xml': manifestOf({ schema: 'ADL SCORM' }) }), 'ADL SCORM'],
    ['an old version', async () => zipOf({ 'imsmanifest.xml': manifestOf({ version: '1.0.0' }) }), '“1.0.0”'],
    [
      'too many entries',
      async () => zipOf(Object.fromEntries(Array.from({ length: 10_001 }, (_, n) => [`f${n}.md`, 'x']))),
      'more than 10000 entries',
    ],
    [
      'a bomb',
      async () => zipOf({ 'zeros.bin': Buffer.alloc(80 * 1024 * 1024) }),
      'hundred times its own size',
    ],
  ])('is refused in plain words for %s, and leaves nothing', async (_what, make, words) => {
    const before = [await by.tree(), await files()];
    const { page } = await by.look(await make());
    expect([page.status, page.text.includes('Nothing was put into the course')]).toEqual([200, true]);
    expect([words, page.text.replaceAll(',', '').includes(words)]).toEqual([words, true]);
    expect([await by.tree(), await files()]).toEqual(before);
    expect(page.text).not.toContain('name="act"');
  });

  test('asks for an archive and a folder that is there', async () => {
    const csrf = hidden(await cora.get(path), 'csrf');
    const none = await cora.postParts(path, [{ name: 'csrf', value: csrf }]);
    expect([none.status, none.text.includes('Choose an archive.')]).toEqual([422, true]);
    const gone = await by.handIn(await zipOf({ 'a.md': 'x' }), 'nowhere');
    expect([gone.status, gone.text.includes('is not there any more')]).toEqual([422, true]);
    expect((await cora.get(`${path}/999999`)).status).toBe(404);
    expect((await cora.get(`${path}/x`)).status).toBe(404);
  });

  test('can be thrown away, with all that waited', async () => {
    const { address, page } = await by.look(await zipOf({ 'a.md': 'x', 'b.bin': 'y' }));
    const gone = await cora.post(address, { csrf: hidden(page, 'csrf'), act: 'discard' });
    expect((await cora.follow(gone)).text).toContain('The archive was thrown away');
    expect((await cora.get(address)).status).toBe(404);
  });
});
