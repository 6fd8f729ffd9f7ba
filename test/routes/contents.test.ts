import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { multipart, type SentPart } from '../multipart.ts';
import { openWorld, publicUrl, type World } from '../world.ts';
import { hashOf, rowsOf, signedIn } from './visitors.ts';

const base = '/adm/msu/phy101/contents';

interface Row {
  readonly id: number;
  readonly item_id: string;
  readonly parent_id: number | null;
  readonly path: string;
  readonly position: number;
  readonly title: string;
  readonly body: string | null;
  readonly file_hash: string | null;
}

describe.each(engines)('the contents of a course, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const { make, course } = world;
    for (const name of ['cora', 'carl']) {
      const person = await world.addPerson(name);
      await make.role({ course_id: course.id, person_id: person.id, role: 'coordinator' });
    }
    const other = await make.course({ domain_id: world.domain.id, course_id: 'chem', title: 'Chemistry' });
    await make.item({ domain_id: world.domain.id, course_id: other.id, item_id: 'foreign', kind: 'folder' });
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  const item = async (itemId: string) => {
    const rows = await rowsOf<Row>(world, 'SELECT * FROM items WHERE item_id = ? AND course_id = ?', [
      itemId,
      world.course.id,
    ]);
    return rows[0];
  };
  /** Ids in the order in which the page lists them. */
  const listed = async (query = '') => {
    const { text } = await cora.get(base + query);
    return [...text.matchAll(/<tr data-item="([^"]*)"/g)].map(([, id = '']) => id);
  };
  const audits = (deed: string, object: string) =>
    rowsOf<{ before_value: string; after_value: string; actor: string }>(
      world,
      'SELECT * FROM audit WHERE deed = ? AND object = ? ORDER BY id',
      [deed, object],
    );

  async function send(path: string, fields: Record<string, string>, file?: SentPart, visitor = cora) {
    const csrf = fields.csrf ?? hidden(await visitor.get(base), 'csrf');
    const parts = Object.entries({ ...fields, csrf }).map(([name, value]) => ({ name, value }));
    const { body, type } = multipart(file ? [...parts, file] : parts);
    const headers = { 'Content-Type': type, 'Content-Length': String(body.length) };
    return visitor.postBytes(path, body, headers);
  }
  const make = (fields: Record<string, string>, file?: SentPart) => send(`${base}/new/upload`, fields, file);
  const act = async (act: string, items: string | readonly string[], fields: Record<string, string> = {}) => {
    const csrf = hidden(await cora.get(base), 'csrf');
    const pairs: [string, string][] = [['act', act], ['csrf', csrf], ...Object.entries(fields)];
    for (const one of [items].flat()) pairs.push(['item', one]);
    return cora.postPairs(base, pairs);
  };
  const uploadOf = (name: string, content: string): SentPart => ({
    name: 'file',
    filename: name,
    content: Buffer.from(content),
  });
  const hash = (content: string) => createHash('sha256').update(content).digest('hex');
  const kept = (content: string) => join(world.database.folder, hash(content));

  test('say what to do first where there is nothing', async () => {
    const page = await cora.get(base);
    expect([page.status, heading(page)]).toEqual([200, 'Contents']);
    expect(page.text).toContain('Add the first folder or resource');
  });

  test('take folders, pages, web addresses and files, each at the end of its folder', async () => {
    const made = await make({ kind: 'folder', title: 'Week 1 <b>&amp; 🎓 שלום', itemId: 'week1' });
    expect([made.status, made.headers.location]).toEqual([303, `${base}/week1`]);
    await make({ kind: 'page', title: 'Introduction', body: '# Hi\r\n\r\n* a', folder: 'week1' });
    await make({ kind: 'web', title: 'Elsewhere', url: 'https://example.org/a?b', folder: 'week1' });
    const upload = await make({ kind: 'file', folder: 'week1' }, uploadOf('../../Übung 1.html', '<b>x</b>'));
    expect(upload.headers.location).toBe(`${base}/ubung-1-html`);
    expect(await listed()).toEqual(['week1', 'introduction', 'elsewhere', 'ubung-1-html']);
    expect(await item('introduction')).toMatchObject({ body: '# Hi\n\n* a' });
    expect(readFileSync(kept('<b>x</b>'), 'utf8')).toBe('<b>x</b>');
    expect((await audits('item-made', 'week1'))[0]?.actor).toBe('msu/cora');
    const page = await cora.get(base);
    expect(page.text).toContain('Week 1 &lt;b&gt;&amp;amp; 🎓 שלום');
    // R27: what a coordinator uploads is answered as all uploads are.
    const bytes = await cora.get('/msu/phy101/ubung-1-html/file');
    expect(bytes.headers['content-security-policy']).toMatch(/^sandbox;/);
    expect(bytes.headers['content-disposition']).toMatch(/^attachment/);
  });

  test.each([
    [{ kind: 'page', title: ' ' }, 'title'],
    [{ kind: 'page', title: 'x'.repeat(201) }, 'title'],
    [{ kind: 'page', title: 'A', itemId: '../x' }, 'itemId'],
    [{ kind: 'page', title: 'A', itemId: 'Roster' }, 'itemId'],
    [{ kind: 'page', title: 'A', itemId: 'week1' }, 'itemId'],
    [{ kind: 'web', title: 'A', url: 'javascript:alert(1)' }, 'url'],
    [{ kind: 'web', title: 'A', url: 'https://u:p@example.org' }, 'url'],
    [{ kind: 'file', title: 'A' }, 'file'],
    [{ kind: 'page', title: 'A', folder: 'introduction' }, 'folder'],
    [{ kind: 'page', title: 'A', folder: 'foreign' }, 'folder'],
    [{ kind: 'page', title: 'A', folder: 'missing' }, 'folder'],
  ])('refuse %j, and say so beside the field', async (fields, field) => {
    const before = await listed();
    const answer = await make(fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`href="#f-${field}"`);
    expect(await listed()).toEqual(before);
  });

  test('take no file without the token, from elsewhere, or over the limit; nothing is left of it', async () => {
    const before = await listed();
    const file = uploadOf('a.txt', 'never kept');
    expect((await send(`${base}/new/upload`, { kind: 'file', title: 'A', csrf: 'no' }, file)).status).toBe(
      403,
    );
    const { body, type } = multipart([{ name: 'kind', value: 'file' }, file]);
    const headers = { 'Content-Type': type, 'Sec-Fetch-Site': 'cross-site' };
    expect((await cora.postBytes(`${base}/new/upload`, body, headers)).status).toBe(403);
    expect((await cora.post(`${base}/new/upload`, { kind: 'folder', title: 'A' })).status).toBe(415);
    const large = { name: 'file', filename: 'a.bin', content: Buffer.alloc(2 * 1024 * 1024 + 1) };
    const refused = await make({ kind: 'file', title: 'A' }, large);
    expect(refused.status).toBe(413);
    expect(refused.text).toContain('which is 2 MiB');
    expect((await make({ kind: 'page', title: 'A', body: 'x'.repeat(2_000_000) })).status).toBe(413);
    expect(await listed()).toEqual(before);
    expect(existsSync(kept('never kept'))).toBe(false);
    expect(readdirSync(join(world.database.folder, 'incoming'))).toEqual([]);
  });

  test('show how a page will look, without saving it, and without what it must not hold', async () => {
    const body = '# Head\n\n<script>alert(1)</script> [x](javascript:alert(1))';
    const answer = await make({ kind: 'page', title: 'A "draft"', body, act: 'preview' });
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<h2>Head</h2>');
    expect(answer.text).not.toContain('<script>alert');
    expect(answer.text).not.toContain('href="javascript');
    expect(answer.text).toContain('value="A &quot;draft&quot;"');
    expect(await item('a-draft')).toBeUndefined();
  });

  test('are edited, and the second of two coordinators is told, with both texts', async () => {
    const path = `${base}/introduction/edit`;
    const carl = await signedIn(world, 'carl');
    const his = hidden(await carl.get(path), 'mark');
    const fields = { title: 'Introduction', body: 'First', mark: hidden(await cora.get(path), 'mark') };
    expect((await send(`${path}/upload`, fields)).status).toBe(303);
    const second = await send(
      `${path}/upload`,
      { title: 'Intro', body: 'Second', mark: his, csrf: hidden(await carl.get(path), 'csrf') },
      undefined,
      carl,
    );
    expect(second.status).toBe(409);
    expect(second.text).toContain('Second</textarea>');
    expect(second.text).toContain('First</textarea>');
    expect(second.text).toContain('Now: Introduction');
    expect((await item('introduction'))?.body).toBe('First');
    const audit = (await audits('item-changed', 'introduction')).at(-1);
    expect(audit?.after_value).toContain(hash('First'));
    expect(audit?.after_value).not.toContain('"First"');
  });

  test('have files replaced under the same address; the old content is gone where nothing else shows it', async () => {
    const path = `${base}/ubung-1-html/edit`;
    const fields = { title: 'Exercise', mark: hidden(await cora.get(path), 'mark') };
    const answer = await send(`${path}/upload`, fields, uploadOf('b.pdf', 'new content'));
    expect(answer.status).toBe(303);
    expect(existsSync(kept('new content'))).toBe(true);
    expect(existsSync(kept('<b>x</b>'))).toBe(false);
    expect((await cora.get('/msu/phy101/ubung-1-html/file')).headers['content-type']).toBe('application/pdf');
    const mark = hidden(await cora.get(path), 'mark');
    expect((await send(`${path}/upload`, { title: 'Renamed', mark })).status).toBe(303);
    expect(await item('ubung-1-html')).toMatchObject({ title: 'Renamed', file_hash: hash('new content') });
  });

  test('go up and down, into folders and before others, and never into themselves', async () => {
    await make({ kind: 'folder', title: 'Week 2', itemId: 'week2' });
    await make({ kind: 'folder', title: 'Inner', itemId: 'inner', folder: 'week1' });
    expect((await act('up', 'elsewhere')).headers.location).toBe(`${base}/elsewhere/move#up`);
    expect(await listed()).toEqual(['week1', 'elsewhere', 'introduction', 'ubung-1-html', 'inner', 'week2']);
    await act('down', 'elsewhere');
    expect((await listed()).slice(0, 3)).toEqual(['week1', 'introduction', 'elsewhere']);
    expect((await cora.follow(await act('up', 'introduction'))).text).toContain('It is the first');
    await act('move-now', ['introduction', 'inner'], { folder: 'week2', place: 'last' });
    expect(await listed()).toEqual(['week1', 'elsewhere', 'ubung-1-html', 'week2', 'introduction', 'inner']);
    await act('move-now', 'elsewhere', { folder: 'week2', place: 'before', before: 'inner' });
    expect((await listed()).slice(-3)).toEqual(['introduction', 'elsewhere', 'inner']);
    await act('move-now', 'week1', { folder: 'inner', place: 'first' });
    const inner = await item('inner');
    expect((await item('ubung-1-html'))?.path).toBe(
      `${inner?.path}${inner?.id}/${(await item('week1'))?.id}/`,
    );
    for (const folder of ['week2', 'week1', 'inner', 'introduction', 'foreign']) {
      const refused = await act('move-now', 'week2', { folder, place: 'last' });
      expect([folder, refused.status]).toEqual([folder, 422]);
    }
    expect((await act('move-now', 'week1', { folder: '', place: 'before', before: 'gone' })).status).toBe(
      409,
    );
    expect((await act('move-now', 'foreign', { folder: '' })).status).toBe(404);
    await act('move-now', 'week1', { folder: '', place: 'first' });
    expect((await item('ubung-1-html'))?.path).toBe(`/${(await item('week1'))?.id}/`);
    expect((await audits('item-changed', 'week1')).length).toBe(2);
  });

  test('never make a circle, however two folders are moved into each other at the same time', async () => {
    await make({ kind: 'folder', title: 'X', itemId: 'x' });
    await make({ kind: 'folder', title: 'Y', itemId: 'y' });
    const both = await Promise.all([
      act('move-now', 'x', { folder: 'y', place: 'last' }),
      act('move-now', 'y', { folder: 'x', place: 'last' }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual([303, 422]);
    const [x, y] = [await item('x'), await item('y')];
    expect([x?.parent_id, y?.parent_id].filter((parent) => parent === null)).toHaveLength(1);
  });

  test('get short URLs by ticking, and no second ones', async () => {
    const first = await cora.follow(await act('short-urls', ['introduction', 'elsewhere', 'foreign']));
    expect(first.text).toContain('2 short URLs were made.');
    expect((await cora.follow(await act('short-urls', ['introduction']))).text).toContain(
      'have a short URL already',
    );
    expect((await cora.get(base)).text).toContain(`${publicUrl}/tiny/msu/`);
    expect((await cora.follow(await act('short-urls', []))).text).toContain('Nothing was ticked');
  });

  test('are deleted with all that is in them, after its title was typed; sessions end, addresses stay spent', async () => {
    const intro = await item('introduction');
    const [link] = await rowsOf<{ id: number; short_id: string }>(
      world,
      'SELECT * FROM links WHERE item_id = ?',
      [intro?.id ?? 0],
    );
    const ann = world.browser();
    const target = { short_id: link?.short_id ?? '' } as Parameters<World['launch']>[1];
    await ann.follow(await world.launch(ann, target));
    expect((await ann.get('/msu/phy101/introduction')).status).toBe(200);
    const page = await cora.get(`${base}/week2/delete`);
    expect(page.text).toContain('3 more items');
    expect(page.text).toContain('2 short URLs');
    const mark = hidden(page, 'mark');
    expect((await act('delete-now', 'week2', { mark, confirmTitle: 'week 2' })).status).toBe(422);
    expect((await act('delete-now', 'week2', { mark: 'old', confirmTitle: 'Week 2' })).status).toBe(409);
    const done = await act('delete-now', 'week2', { mark, confirmTitle: 'Week 2' });
    expect((await cora.follow(done)).text).toContain('4 items were deleted. One running session was ended.');
    expect(await rowsOf(world, 'SELECT * FROM launch_sessions')).toEqual([]);
    expect(await rowsOf(world, 'SELECT * FROM links')).toHaveLength(2);
    expect((await world.journal()).length).toBeGreaterThan(0);
    expect((await ann.get('/msu/phy101/introduction')).status).not.toBe(200);
    const again = await make({ kind: 'page', title: 'Introduction', itemId: 'introduction' });
    expect(again.status).toBe(422);
    expect(again.text).toContain('was deleted');
    // One that is made from the title gets another.
    expect((await make({ kind: 'page', title: 'Introduction' })).headers.location).toBe(
      `${base}/introduction-2`,
    );
    expect((await audits('item-deleted', 'introduction'))[0]?.before_value).toContain('"folder":"week2"');
  });

  test('throw the content of deleted files away, unless another item shows the same', async () => {
    await make({ kind: 'file', title: 'One', itemId: 'one' }, uploadOf('1.txt', 'same'));
    await make({ kind: 'file', title: 'Two', itemId: 'two' }, uploadOf('2.txt', 'same'));
    const remove = async (id: string) =>
      act('delete-now', id, { mark: hidden(await cora.get(`${base}/${id}/delete`), 'mark') });
    await remove('one');
    expect(existsSync(kept('same'))).toBe(true);
    await remove('two');
    expect(existsSync(kept('same'))).toBe(false);
    expect(readdirSync(world.database.folder).filter((name) => /\.(?:old|new)$/.test(name))).toEqual([]);
  });

  test('are shown one folder at a time, paged and searched, where there are many', async () => {
    const { make: factory, course, domain } = world;
    for (let number = 0; number < 60; number += 1)
      await factory.item({
        domain_id: domain.id,
        course_id: course.id,
        item_id: `many${number}`,
        title: `Sheet ${number}%`,
        kind: 'page',
        position: 100 + number,
      });
    expect((await listed()).length).toBe(50);
    expect((await listed('?page=2')).length).toBeGreaterThan(5);
    expect(await listed('?in=week1')).toEqual(['ubung-1-html']);
    expect(await listed('?q=59%25')).toEqual(['many59']);
    expect((await cora.get(`${base}?in=foreign`)).status).toBe(404);
    expect((await cora.get(`${base}?in=many1`)).status).toBe(404);
  });
});
