import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { fillTexts } from '../../src/services/items/fillTexts.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { multipart } from '../multipart.ts';
import { openWorld, type World } from '../world.ts';
import { handZip } from '../zips.ts';
import { change, hashOf, rowsOf, signedIn } from './visitors.ts';

const base = '/adm/msu/phy101/contents';
const page = (title: string, body: string) =>
  `<!doctype html><html><head><title>${title}</title><style>.styled { color: teal }</style></head><body>${body}</body></html>`;
const files = {
  'index.html': page('Start', '<h1>Waves</h1><p>Nodes &amp; bellies</p><script>let scripted = 1</script>'),
  'style.css': '.styled { color: teal }',
  'js/app.js': 'let scripted = 2',
  'more/Übung 1.html': page('Übung <b>eins</b>', '<ul><li>Kundt</li><li>Tube</li></ul><!-- commented -->'),
  'more/kundt-tube.pdf': '%PDF',
  'bad.html': `<p>unclosed <div title="attributed">bracket < text <svg><text>drawn</text></svg>${'<b>'.repeat(500)}deeply`,
};
const zipOf = (contents: Readonly<Record<string, string>>) =>
  handZip(Object.entries(contents).map(([name, content]) => ({ name, content })));

describe.each(engines)('the search in sites, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  let ann: Browser;
  const send = async (path: string, zip: Buffer, more: Record<string, string> = {}) => {
    const csrf = hidden(await cora.get(base), 'csrf');
    const fields = { kind: 'site', title: 'Sounds', itemId: 'sounds', csrf, ...more };
    const parts = Object.entries(fields).map(([name, value]) => ({ name, value }));
    const file = { name: 'file', filename: 'sounds.zip', content: zip };
    const { body, type } = multipart([...parts, file]);
    return cora.postBytes(path, body, { 'Content-Type': type, 'Content-Length': String(body.length) });
  };
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const person = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'coordinator' });
    cora = await signedIn(world, 'cora');
    ann = await signedIn(world, 'ann');
    expect((await send(`${base}/new/upload`, zipOf(files))).status).toBe(303);
  });
  beforeEach(() => change(world, 'DELETE FROM deep_links'));
  afterAll(() => world.close());

  const search = (words: string, visitor = ann) =>
    visitor.get(`/msu/phy101/search?q=${encodeURIComponent(words)}`);
  const found = async (words: string, visitor = ann) =>
    [
      ...(/<ul class="list found"[\s\S]*?<\/ul>/
        .exec((await search(words, visitor)).text)?.[0]
        .matchAll(/href="\/msu\/phy101\/([^"]*)"/g) ?? []),
    ].map(([, path = '']) => path);
  const frame = async (path: string) =>
    /<iframe[^>]* src="\/site\/[^/]+\/([^"]*)"/.exec((await ann.get(`/msu/phy101/${path}`)).text)?.[1];

  test.each([
    ['bellies', 'index.html'],
    ['nodes & bellies', 'index.html'],
    ['ubung eins', 'more/Übung 1.html'],
    ['kundt tube', 'more/kundt-tube.pdf'],
    ['tube kundt ubung', 'more/Übung 1.html'],
    ['deeply unclosed', 'bad.html'],
  ])('finds %s and leads to its page', async (words, entry) => {
    const [path = ''] = await found(words);
    expect(path).toBe(`sounds?${new URLSearchParams({ at: entry })}`);
    expect(decodeURIComponent((await frame(path)) ?? '')).toBe(entry);
  });

  test.each(['scripted', 'styled', 'commented', 'attributed', 'drawn', 'doctype', 'app.js', 'style.css'])(
    'finds nothing by what no reader sees: %s',
    async (words) => {
      expect(await found(words)).toEqual([]);
    },
  );

  test('finds a site by its own title as before, and shows where a word of its pages stands', async () => {
    expect(await found('sounds')).toEqual(['sounds']);
    const { text } = await search('kundt ubung');
    expect(text).toContain('<mark>Kundt</mark>');
    expect(text).toContain('File of the website: more/Übung 1.html');
    expect(text).toContain('<mark>Übung</mark> eins <mark>Kundt</mark>');
  });

  test('what is closed is not found by what is in it', async () => {
    const [item] = await rowsOf<{ id: number }>(world, "SELECT id FROM items WHERE item_id = 'sounds'");
    for (const parts of [
      { access: 'only' },
      { listing: 'absent' },
      { listing: 'details' },
      { protect: 'only domain:1' },
      { audience: 'user', person_id: world.ann.id, access: 'only' },
    ] as const) {
      await change(world, 'DELETE FROM deep_links');
      await world.set({ item_id: item?.id ?? 0, ...parts });
      expect([parts, await found('kundt')]).toEqual([parts, []]);
      expect((await search('kundt')).text).not.toContain('Tube');
      expect(await found('kundt', cora)).toHaveLength(1);
    }
  });

  test.each([
    '../../account',
    '//evil.example/',
    'https://evil.example/',
    'javascript:alert(1)',
    'more/../../x',
    './x',
    'a\\b',
    'a\u0000b',
    '/',
    'x'.repeat(2_000),
    '"><script>alert(1)</script>',
  ])('an address with another way leads nowhere else: %s', async (at) => {
    const page = await ann.get(`/msu/phy101/sounds?${new URLSearchParams({ at })}`);
    expect(page.status).toBe(200);
    expect(page.text).not.toContain('<script>alert');
    const src = /<iframe[^>]* src="([^"]*)"/.exec(page.text)?.[1] ?? '';
    expect(new URL(src, 'https://tinygate.example').pathname).toMatch(/^\/site\/[^/]+\//);
    expect(new URL(src, 'https://tinygate.example').host).toBe('tinygate.example');
    expect(decodeURIComponent(src)).not.toContain('..');
  });

  test('another archive is found by what it says, the former one no more; texts are made anew alike', async () => {
    const form = await cora.get(`${base}/sounds/edit`);
    const fields = { mark: hidden(form, 'mark') };
    const sent = await send(
      `${base}/sounds/edit/upload`,
      zipOf({ 'index.html': page('New', 'Chladni') }),
      fields,
    );
    expect(sent.status).toBe(303);
    expect([await found('chladni'), await found('kundt')]).toEqual([['sounds?at=index.html'], []]);
    await change(world, 'UPDATE item_texts SET rules = 0');
    await fillTexts(world.database.door);
    expect(await found('chladni')).toEqual(['sounds?at=index.html']);
  });

  test('of a site that an older version stored, the same archive brings the words', async () => {
    await change(world, 'UPDATE site_entries SET said = NULL');
    await change(world, 'UPDATE item_texts SET rules = 0');
    expect(await found('chladni')).toEqual([]);
    const again = { itemId: 'again', title: 'Again' };
    await send(`${base}/new/upload`, zipOf({ 'index.html': page('New', 'Chladni') }), again);
    expect(await found('chladni')).toContain('again?at=index.html');
  });
});
