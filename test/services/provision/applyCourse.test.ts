import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { engines } from '../../databases.ts';
import { type Bench, bench, changed, named, whole, word } from './applying.ts';

describe.each(engines)('a course of a provision file, on %s', (engine) => {
  let b: Bench;
  beforeEach(async () => {
    b = await bench(engine);
    b.file('notes.pdf', 'what was said');
  });
  afterEach(() => b.drop());

  test('moves items with all below them, keeps their ids and addresses, and puts what it does not name behind', async () => {
    const course = (contents: string) =>
      `domains: [ { name: msu, courses: [ { id: c, contents: [ ${contents} ], shortUrls: all } ] } ]`;
    const page = (id: string) => `{ id: ${id}, page: ${id}, body: x }`;
    await b.apply(
      course(
        `{ id: a, folder: A, contents: [ { id: b, folder: B, contents: [ ${page('p')} ] } ] }, ${page('q')}, ${page('r')}`,
      ),
    );
    const ids = 'SELECT item_id, id FROM items ORDER BY item_id';
    const before = await b.rows(ids);
    const links = await b.rows('SELECT short_id, item_id FROM links ORDER BY short_id');
    const { made, changed: touched } = await b.apply(
      course(`${page('r')}, { id: z, folder: Z, contents: [ { id: b, folder: B } ] }`),
    );
    expect(named(made)).toEqual(['item z', expect.stringContaining('short-url')]);
    expect(named(touched)).toEqual(['order contents items', 'item b folder']);
    expect(await b.rows(`${ids.replace(' ORDER', " WHERE item_id <> 'z' ORDER")}`)).toEqual(before);
    expect(await b.rows('SELECT short_id, item_id FROM links ORDER BY short_id')).toEqual(
      expect.arrayContaining(links),
    );
    const rows = await b.rows<{ item_id: string; id: number; parent_id: number | null; path: string }>(
      'SELECT item_id, id, parent_id, path FROM items ORDER BY path, position',
    );
    const at = new Map(rows.map((row) => [row.item_id, row]));
    const [z, inner] = [at.get('z')?.id, at.get('b')?.id];
    expect(at.get('b')).toMatchObject({ parent_id: z, path: `/${z}/` });
    expect(at.get('p')).toMatchObject({ parent_id: inner, path: `/${z}/${inner}/` });
    expect(rows.filter(({ path }) => path === '/').map(({ item_id }) => item_id)).toEqual([
      'r',
      'z',
      'a',
      'q',
    ]);
  });

  test('keeps files by their content, once, and notices a changed one', async () => {
    await b.apply(whole);
    const [item] = await b.rows<{
      file_hash: string;
      file_name: string;
      file_type: string;
      file_size: number;
    }>("SELECT file_hash, file_name, file_type, file_size FROM items WHERE kind = 'file'");
    expect(item).toMatchObject({ file_name: 'notes.pdf', file_type: 'application/pdf' });
    expect(Number(item?.file_size)).toBe(13);
    const hash = item?.file_hash ?? '';
    expect(readFileSync(`${b.uploads}/${hash.slice(0, 2)}/${hash}`, 'utf8')).toBe('what was said');
    b.file('notes.pdf', 'what was meant');
    expect(named((await b.apply(whole)).changed)).toEqual(['item notes fileHash']);
    expect(readdirSync(b.uploads).filter((name) => name.endsWith('.new'))).toEqual([]);
  });

  test('replaces the parts of a deep-link setting that it names and leaves the others', async () => {
    await b.apply(whole);
    const week1 = `SELECT d.audience, d.access, d.protect, d.scope, d.others, d.listing FROM deep_links d
      JOIN items i ON i.id = d.item_id WHERE i.item_id = 'week1' ORDER BY d.id`;
    expect(await b.rows(week1)).toEqual([
      {
        audience: 'everybody',
        access: 'only',
        protect: 'only domain:1 course:1',
        scope: 'folder',
        others: 'hide',
        listing: 'absent',
      },
      { audience: 'section', access: 'either', protect: null, scope: null, others: null, listing: null },
      { audience: 'user', access: 'off', protect: null, scope: null, others: null, listing: null },
    ]);
    const text = `domains: [ { name: msu, courses: [ { id: phy101, contents: [
      { id: week1, folder: Week 1, deepLink: { listing: full, sections: { "001": { scope: subtree } } } } ] } ] } ]`;
    expect(named((await b.apply(text)).changed)).toEqual([
      'deep-link week1 listing',
      'deep-link week1, for section 001 scope',
    ]);
    expect(await b.rows(week1)).toMatchObject([
      { access: 'only', protect: 'only domain:1 course:1', listing: 'full' },
      { access: 'either', scope: 'subtree' },
      { access: 'off' },
    ]);
  });

  test('sets where an item is shown and where its exit leads, and changes one without the other', async () => {
    const withParts = (parts: string) =>
      `domains: [ { name: msu, courses: [ { id: c, contents: [ { id: p, page: P, body: x, deepLink: { ${parts} } } ] } ] } ]`;
    const kept = () => b.rows('SELECT target, exit_to FROM deep_links');
    await b.apply(
      withParts('target: top, exit: { url: "https://a.example/?b=c%20", text: "To Jose\u0301" }'),
    );
    expect(await kept()).toEqual([
      { target: 'top', exit_to: 'address https://a.example/?b=c%20 To Jos\u00e9' },
    ]);
    expect(named((await b.apply(withParts('exit: none'))).changed)).toEqual(['deep-link p exit']);
    expect(await kept()).toEqual([{ target: 'top', exit_to: 'none' }]);
    expect(named((await b.apply(withParts('target: window, exit: none'))).changed)).toEqual([
      'deep-link p target',
    ]);
    expect((await b.apply(withParts('target: window'))).changed).toEqual([]);
    expect(await kept()).toEqual([{ target: 'window', exit_to: 'none' }]);
  });

  test('seals a shared word, keeps it through `unset`, replaces it by another, forgets it with the protection', async () => {
    type Kept = { protect: string; key_word: string | null; version: string | null };
    const words =
      'SELECT protect, key_word, word_version AS version FROM deep_links WHERE protect IS NOT NULL ORDER BY id DESC LIMIT 1';
    const kept = async () => (await b.rows<Kept>(words))[0];
    const midterm = (protect: string) => changed([`{ key: ${word} }`, protect]);
    await b.apply(midterm('{ key: unset }'));
    expect(await kept()).toEqual({ protect: 'key', key_word: null, version: null });
    await b.apply(whole);
    const first = await kept();
    expect(first?.key_word).toMatch(/^v1\.A256GCM\./);
    expect(first?.version).toMatch(/^[\w-]{22}$/);
    expect((await b.apply(midterm('{ key: unset }'))).changed).toEqual([]);
    expect(await kept()).toEqual(first);
    expect(named((await b.apply(midterm('{ key: another word }'))).changed)).toEqual([
      'deep-link midterm word',
    ]);
    expect((await kept())?.key_word).not.toBe(first?.key_word);
    expect((await kept())?.version).not.toBe(first?.version);
    await b.apply(midterm('none'));
    expect(await kept()).toEqual({ protect: 'none', key_word: null, version: null });
  });

  test('draws another short id where one is taken, also against the same draw', async () => {
    const course = (id: string) =>
      `domains: [ { name: msu, courses: [ { id: ${id}, contents: [ { id: p, page: P, body: x }, { id: q, page: Q, body: x } ], shortUrls: all } ] } ]`;
    const draws = ['aaaaaa', 'aaaaaa', 'bbbbbb', 'aaaaaa', 'bbbbbb', 'cccccc', 'dddddd'];
    const newShortId = () => draws.shift() ?? 'eeeeee';
    await b.apply(course('one'), { newShortId });
    await b.apply(course('two'), { newShortId });
    expect(await b.rows('SELECT short_id FROM links ORDER BY id')).toEqual(
      ['aaaaaa', 'bbbbbb', 'cccccc', 'dddddd'].map((short_id) => ({ short_id })),
    );
  });

  test('makes thousands of people, roles, pages and addresses in one go', async () => {
    const many = 3_000;
    const numbers = Array.from({ length: many }, (_, number) => number);
    const text = `domains:
  - name: msu
    people: [ ${numbers.map((n) => `{ username: p${n} }`).join(', ')} ]
    courses:
      - id: c
        roles: [ ${numbers.map((n) => `{ username: p${n}, role: student }`).join(', ')} ]
        contents: [ ${numbers.map((n) => `{ id: i${n}, page: P, body: x }`).join(', ')} ]
        shortUrls: all
`;
    expect((await b.apply(text)).made).toHaveLength(4 * many + 2);
    const again = await b.apply(text);
    expect([again.made.length, again.changed.length, again.unchanged]).toEqual([0, 0, 4 * many + 2]);
  }, 60_000);
});
