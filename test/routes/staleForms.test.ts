import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { multipart, type SentPart } from '../multipart.ts';
import { openWorld, password, type World } from '../world.ts';
import { kept, plain } from './keptForm.ts';
import { hashOf, rowsOf, signedIn, tryToSignIn } from './visitors.ts';

const odd = 'Typed: "quotes", <markup> & 🎓';
const settings = '/adm/msu/settings';
const upload = '/adm/msu/phy101/contents/new/upload';
const once = 'You signed in anew meanwhile';

describe.each(engines)('a form that was opened before its person signed in anew, on %s', (engine) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    await world.addPerson('eve', { domain_coordinator: 1 });
    await world.make.administrator({ username: 'root', password_hash: await hashOf(password) });
  });
  afterAll(() => world.close());

  const typed = (fields: Record<string, string>) => ({
    title: odd,
    timeZone: 'America/Detroit',
    trustUsernames: 'on',
    minLength: '20',
    maxLength: '255',
    journalDays: '',
    confirmPassword: 'in passing',
    ...fields,
  });
  const titles = async () =>
    (await rowsOf<{ title: string }>(world, "SELECT title FROM domains WHERE name = 'msu'"))[0]?.title;

  /** The fields of a page that was opened in a session which another one took the place of, in the same browser. */
  async function stale(
    who: Browser,
    path = settings,
    next: { username: string; domain?: string } = { username: 'dora' },
  ) {
    const form = await who.get(path);
    await who.post('/logout', { csrf: hidden(form, 'csrf') });
    const entry = await tryToSignIn(who, next);
    expect(entry.status).toBe(303);
    return { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark') };
  }

  test('does nothing, shows what was typed, and is sent by hand with a token that is good', async () => {
    const before = await titles();
    const dora = await signedIn(world, 'dora');
    const answer = await dora.post(settings, typed(await stale(dora)));
    expect([answer.status, heading(answer), await titles()]).toEqual([403, once, before]);
    expect(plain(answer.text)).toContain(`<bdi>${odd}</bdi>`);
    expect(answer.text).not.toContain('in passing');
    expect(answer.text).not.toMatch(/<script|onload|http-equiv/i);
    const [, action = ''] = /<form method="post" action="([^"]+)"/.exec(answer.text) ?? [];
    const fields: Record<string, string> = { ...kept(answer.text), csrf: hidden(answer, 'csrf') };
    expect([action, fields.title]).toEqual([settings, odd]);
    expect((await dora.post(action, fields)).status).toBe(303);
    expect(await titles()).toBe(odd);
  });

  test('is kept for administrators of the server, too', async () => {
    const root = world.browser();
    await tryToSignIn(root, { username: 'root', domain: '' });
    const fields = await stale(root, '/adm/domains/new', { username: 'root', domain: '' });
    const answer = await root.post('/adm/domains/new', { ...fields, name: 'new', title: odd });
    expect([answer.status, heading(answer)]).toEqual([403, once]);
    expect(plain(answer.text)).toContain(odd);
  });

  test.each([
    ['another site', { Origin: 'https://evil.example', 'Sec-Fetch-Site': 'cross-site' }],
    ['a neighbour', { 'Sec-Fetch-Site': 'same-site' }],
    ['a page in a sandbox', { Origin: 'null' }],
  ])('is refused without a word of it where %s sends it', async (_who, headers) => {
    const before = await titles();
    const dora = await signedIn(world, 'dora');
    const answer = await dora.post(settings, typed({ ...(await stale(dora)), title: 'Forged' }), headers);
    expect([answer.status, await titles()]).toEqual([403, before]);
    expect(answer.text).not.toContain('Forged');
    expect(heading(answer)).not.toBe(once);
  });

  test('is refused without a word of it with a token that was not made for this person', async () => {
    const before = await titles();
    const dora = await signedIn(world, 'dora');
    const eves = hidden(await (await signedIn(world, 'eve')).get(settings), 'csrf');
    const own = hidden(await dora.get(settings), 'csrf');
    const [forBrowser = '', forOwner = ''] = own.split('.');
    const { csrf: old } = await stale(dora);
    for (const csrf of [
      eves,
      '',
      '.',
      'x.x',
      old.split('.')[0] ?? '',
      forBrowser,
      `.${forOwner.slice(0, -2)}`,
      `${old.split('.')[0]}.${eves.split('.')[1]}`,
      `x.${forBrowser}`,
    ]) {
      const answer = await dora.post(settings, typed({ csrf, title: 'Forged' }));
      expect([csrf, answer.status, answer.text.includes('Forged')]).toEqual([csrf, 403, false]);
    }
    // The half that shows a form again never changes anything.
    for (const csrf of [forOwner, `${forOwner}.${forOwner}`, `x.${forOwner}`])
      expect((await dora.post(settings, typed({ csrf, title: 'Forged' }))).status).toBe(403);
    expect(await titles()).toBe(before);
  });

  test('is refused as before where somebody else, or nobody, is signed in now', async () => {
    const dora = await signedIn(world, 'dora');
    const other = await dora.post(settings, typed(await stale(dora, settings, { username: 'eve' })));
    expect([other.status, plain(other.text).includes(odd)]).toEqual([403, false]);
    const csrf = hidden(await dora.get(settings), 'csrf');
    await dora.post('/logout', { csrf });
    const nobody = await dora.post(settings, typed({ csrf }));
    expect([nobody.status, plain(nobody.text).includes(odd)]).toEqual([403, false]);
  });

  test('is not shown where it is none of these pages: signing in and out', async () => {
    const dora = await signedIn(world, 'dora');
    const { csrf } = await stale(dora);
    for (const path of ['/logout', '/login', '/login/again']) {
      const answer = await dora.post(path, { csrf, username: odd, typed: odd });
      expect([path, answer.status, heading(answer) === once]).toEqual([path, 403, false]);
    }
  });

  const parts = (fields: Record<string, string>): SentPart[] => [
    ...Object.entries(fields).map(([name, value]) => ({ name, value })),
    { name: 'file', filename: 'slides.pdf', content: Buffer.from('%PDF-secret') },
  ];
  const newFile = '/adm/msu/phy101/contents/new?kind=file';
  const file = { kind: 'file', folder: '', act: 'save', title: odd, itemId: 'slides' };

  test('with a file names what has to be chosen again, and goes on from there', async () => {
    const dora = await signedIn(world, 'dora');
    const fields = { ...file, ...(await stale(dora, newFile)) };
    const answer = await dora.postParts(upload, parts(fields));
    expect([answer.status, heading(answer)]).toEqual([403, once]);
    expect(answer.text).toContain('Choose the file again');
    expect(answer.text).not.toContain('PDF-secret');
    expect(answer.text).toContain('enctype="multipart/form-data"');
    expect(await rowsOf(world, "SELECT id FROM items WHERE item_id = 'slides'")).toEqual([]);
    const again = { ...kept(answer.text), csrf: hidden(answer, 'csrf') };
    expect((await dora.postParts(upload, parts(again))).status).toBe(303);
    expect(await rowsOf(world, "SELECT id FROM items WHERE item_id = 'slides'")).toHaveLength(1);
  });

  test('with a file is refused as before with another person’s token, and to scripts', async () => {
    const dora = await signedIn(world, 'dora');
    const eve = await signedIn(world, 'eve');
    const eves = { ...file, csrf: hidden(await eve.get(newFile), 'csrf') };
    const refused = await dora.postParts(upload, parts(eves));
    expect([refused.status, plain(refused.text).includes(odd)]).toEqual([403, false]);
    const { body, type } = multipart(parts({ ...file, ...(await stale(dora, newFile)) }));
    const headers = {
      'Content-Type': type,
      'Content-Length': String(body.length),
      Accept: 'application/json',
    };
    const told = await dora.postBytes(upload, body, headers);
    expect([told.status, Object.keys(JSON.parse(told.text))]).toEqual([403, ['error', 'reference']]);
  });
});
