import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { multipart, type SentPart } from '../multipart.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, password, type World } from '../world.ts';
import { plain } from './keptForm.ts';
import { hashOf, hour, rowsOf, signedIn } from './visitors.ts';

const contents = '/adm/msu/phy101/contents';
const mib = 1024 * 1024;
const odd = 'Typed: "quotes", <markup> & 🎓 שלום';

describe.each(engines)('a form with a file, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    await world.addItem({ item_id: 'lecture', title: 'Lecture', kind: 'page', body: 'old' });
    dora = await signedIn(world, 'dora');
  });
  afterAll(() => world.close());

  const fileOf = (size: number, name = 'slides.pdf'): SentPart => ({
    name: 'file',
    filename: name,
    content: Buffer.alloc(size, 1),
  });
  const fieldsOf = (fields: Record<string, string>): SentPart[] =>
    Object.entries(fields).map(([name, value]) => ({ name, value }));
  const incoming = () => {
    const folder = join(world.database.folder, 'incoming');
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  const newFile = async (fields: Record<string, string>, ...files: SentPart[]) => {
    const csrf = hidden(await dora.get(`${contents}/new?kind=file`), 'csrf');
    const all = { kind: 'file', folder: '', mark: '', act: 'save', csrf, ...fields };
    return dora.postParts(`${contents}/new/upload`, [...fieldsOf(all), ...files]);
  };
  const titled = (title: string) =>
    rowsOf<{ id: number }>(world, 'SELECT id FROM items WHERE title = ?', [title]);

  test.each([
    ['a little', 2 * mib + 1],
    ['by far', 5 * mib],
  ])('keeps what was typed where the file is too large %s, and says so beside it', async (_how, size) => {
    const answer = await newFile({ title: odd, itemId: 'my-id' }, fileOf(size));
    expect([answer.status, heading(answer)]).toEqual([413, 'File']);
    expect(plain(answer.text)).toContain(`value="${odd}"`);
    expect(answer.text).toContain('value="my-id"');
    expect(answer.text).toMatch(/id="e-file">This file is larger than this server takes, which is 2 MiB/);
    expect([incoming(), await titled(odd)]).toEqual([[], []]);
  });

  test('keeps what was typed where something else is wrong, and says that the file has to be chosen again', async () => {
    const answer = await newFile({ title: odd, itemId: '-' }, fileOf(10));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Choose the file again: browsers do not keep it.');
    expect(plain(answer.text)).toContain(odd);
    const without = await newFile({ title: odd, itemId: '-' });
    expect(without.text).not.toContain('Choose the file again: browsers');
    expect(without.text).toContain('id="e-file">Choose a file.');
  });

  test.each(['/adm/msu/phy101/roster/import', '/adm/msu/people/import'])(
    '%s keeps the pasted list where the file is too large',
    async (path) => {
      const csrf = hidden(await dora.get(path), 'csrf');
      for (const [size, status] of [
        [mib + 1, 422],
        [5 * mib, 413],
      ] as const) {
        const parts = [fileOf(size, 'list.csv'), ...fieldsOf({ csrf, list: odd, encoding: 'windows-1252' })];
        const answer = await dora.postParts(path, parts);
        expect([answer.status, plain(answer.text).includes(`\n${odd}</textarea>`)]).toEqual([status, true]);
        expect(answer.text).toContain('value="windows-1252" selected');
        expect(answer.text).toMatch(/id="e-file">This file has more than 1 MiB/);
      }
      expect(incoming()).toEqual([]);
    },
  );

  test('lets a script of ours connect to us on its page, and on no other', async () => {
    const policyOf = async (path: string) =>
      String((await dora.get(path)).headers['content-security-policy']);
    for (const path of [
      `${contents}/new?kind=file`,
      '/adm/msu/people/import',
      '/adm/msu/phy101/roster/import',
    ])
      expect([path, await policyOf(path)]).toEqual([path, expect.stringContaining("; connect-src 'self'")]);
    for (const path of [
      contents,
      `${contents}/new`,
      `${contents}/new?kind=page`,
      '/adm/msu/settings',
      '/account',
    ])
      expect([path, await policyOf(path)]).toEqual([path, expect.not.stringContaining('connect-src')]);
  });

  /** As the page's script sends it. */
  async function byScript(visitor: Browser, path: string, parts: readonly SentPart[]): Promise<Answer> {
    const { body, type } = multipart(parts);
    const headers = {
      'Content-Type': type,
      'Content-Length': String(body.length),
      Accept: 'application/json',
    };
    return visitor.postBytes(path, body, headers);
  }

  test('tells its script where to go on, and what is wrong in a sentence', async () => {
    const csrf = hidden(await dora.get(`${contents}/new?kind=file`), 'csrf');
    const fields = { kind: 'file', folder: '', mark: '', act: 'save', title: 'By script', itemId: '', csrf };
    const path = `${contents}/new/upload`;
    const made = await byScript(dora, path, [...fieldsOf(fields), fileOf(10)]);
    expect([made.status, made.headers.location, JSON.parse(made.text)]).toEqual([
      200,
      undefined,
      { place: `${contents}/by-script` },
    ]);
    // What is said of it waits for the page that follows.
    expect((await dora.get(`${contents}/by-script`)).text).toContain('“By script” was added.');
    const forged = await byScript(dora, path, [...fieldsOf({ ...fields, csrf: 'x' }), fileOf(10)]);
    expect([forged.status, Object.keys(JSON.parse(forged.text))]).toEqual([403, ['error', 'reference']]);
    const faulty = await byScript(dora, path, [...fieldsOf({ ...fields, itemId: '-' }), fileOf(10)]);
    expect([faulty.status, faulty.headers['content-type']]).toEqual([422, 'text/html; charset=utf-8']);
  });

  async function sentTooLate(fields: Record<string, string>, path: string, ...files: SentPart[]) {
    const visitor = await signedIn(world, 'dora');
    const csrf = hidden(await visitor.get(contents), 'csrf');
    world.clock.now += 2 * hour;
    const parts = [...files, ...fieldsOf({ csrf, ...fields })];
    return { visitor, answer: await visitor.postParts(path, parts) };
  }
  const again = (visitor: Browser, form: Answer) =>
    visitor.post('/login/again', {
      csrf: hidden(form, 'csrf'),
      typed: plain(hidden(form, 'typed')),
      domain: 'msu',
      username: 'dora',
      password,
    });
  const kept = ({ text }: Answer) =>
    [...text.matchAll(/<textarea name="([^"]*)" hidden aria-hidden="true">\n([\s\S]*?)<\/textarea>/g)].map(
      ([, name = '', value = '']) => ({ name: plain(name), value: plain(value) }),
    );

  test('keeps the texts where the session was over, and asks for the file again', async () => {
    const fields = { kind: 'file', folder: '', mark: '', itemId: 'late', title: odd, act: 'save' };
    const { visitor, answer } = await sentTooLate(fields, `${contents}/new/upload`, fileOf(1000));
    expect([answer.status, heading(answer)]).toEqual([403, 'You were signed out']);
    expect(answer.text).toContain('A file has to be chosen again');
    expect([incoming(), await titled(odd)]).toEqual([[], []]);
    const page = await again(visitor, answer);
    expect([page.status, heading(page)]).toEqual([200, 'You are signed in again']);
    expect(page.text).toMatch(
      /enctype="multipart\/form-data"[\s\S]*<input id="f-file" type="file" name="file"/,
    );
    const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(page.text) ?? [];
    const csrf = { name: 'csrf', value: hidden(page, 'csrf') };
    const made = await visitor.postParts(action, [csrf, ...kept(page), fileOf(1000)]);
    expect([made.status, made.headers.location]).toEqual([303, `${contents}/late`]);
    expect(await titled(odd)).toHaveLength(1);
  });

  test('a page that was written for an hour waits, and is shown to be copied where it is too long to wait', async () => {
    const path = `${contents}/lecture/edit/upload`;
    const mark = hidden(await (await signedIn(world, 'dora')).get(`${contents}/lecture/edit`), 'mark');
    const fields = { kind: 'page', mark, title: 'Lecture', act: 'save' };
    const body = `${'ö\n'.repeat(5000)}the end`;
    const { visitor, answer } = await sentTooLate({ ...fields, body }, path);
    const page = await again(visitor, answer);
    expect(page.text).not.toContain('type="file"');
    const csrf = { name: 'csrf', value: hidden(page, 'csrf') };
    expect((await visitor.postParts(path, [csrf, ...kept(page)])).status).toBe(303);
    const saved = () => rowsOf<{ body: string }>(world, "SELECT body FROM items WHERE item_id = 'lecture'");
    expect((await saved())[0]?.body).toContain('the end');

    const long = `${'ü\n'.repeat(20_000)}the very end`;
    const late = await sentTooLate({ ...fields, body: long }, path);
    expect(late.answer.text).toContain('copy it from here first');
    expect(late.answer.text).toContain('the very end</textarea>');
    const home = await again(late.visitor, late.answer);
    expect([home.status, home.headers.location]).toEqual([303, '/']);
    expect((await saved())[0]?.body).not.toContain('very');
  });

  test.each([
    ['without a token', { csrf: '' }],
    ['with a forged one', { csrf: 'x' }],
  ])('whoever comes %s and without a session is shown nothing of what was sent', async (_how, forged) => {
    const { answer } = await sentTooLate({ title: odd, ...forged }, `${contents}/new/upload`, fileOf(1000));
    expect(answer.status).toBe(403);
    expect(plain(answer.text)).not.toContain(odd);
  });
});
