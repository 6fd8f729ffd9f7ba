import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, publicUrl, type World } from '../world.ts';
import { change, hashOf, rowsOf, signedIn } from './visitors.ts';

describe.each(engines)('short ids from elsewhere, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  const base = '/adm/msu/phy101/links/ids';

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const person = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'coordinator' });
    for (const item_id of ['a', 'b', 'c', 'd']) await world.addItem({ item_id, title: item_id });
    const gone = await world.addItem({ item_id: 'gone' });
    await world.addLink(gone, { short_id: 'Gone23' });
    await change(world, "DELETE FROM items WHERE item_id = 'gone'");
    const [d] = await rowsOf<{ id: number }>(world, "SELECT id FROM items WHERE item_id = 'd'");
    await world.make.link({
      domain_id: world.domain.id,
      course_id: world.course.id,
      item_id: d?.id ?? 0,
      short_id: 'Dddd23',
    });
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  async function handIn(list: string) {
    const form = await cora.get(base);
    return cora.postParts(`${base}/import`, [
      { name: 'csrf', value: hidden(form, 'csrf') },
      { name: 'list', value: list },
      { name: 'encoding', value: 'utf-8' },
    ]);
  }
  async function preview(list: string) {
    const answer = await handIn(list);
    expect(answer.status).toBe(303);
    const path = answer.headers.location ?? '';
    return { path, page: await cora.get(path) };
  }
  const apply = async ({ path, page }: Awaited<ReturnType<typeof preview>>) =>
    cora.post(path, { csrf: hidden(page, 'csrf'), mark: hidden(page, 'mark') });
  const links = () => rowsOf<LinkRow>(world, 'SELECT * FROM links ORDER BY id');

  test('are searched by item and id where a page does not hold them', async () => {
    const many = Array.from(
      { length: 60 },
      (_one, place) => `item${place},Many${String(place).padStart(3, '0')}`,
    );
    const { path } = await preview(['item,id', ...many].join('\n'));
    const idsOn = async (query: string) =>
      [...(await cora.get(`${path}${query}`)).text.matchAll(/<code>(Many\d+)</g)].map(([, id]) => id);
    expect(await idsOn('?page=2')).toHaveLength(10);
    expect([await idsOn('?q=ITEM59'), await idsOn('?q=many007')]).toEqual([['Many059'], ['Many007']]);
    expect((await cora.get(`${path}?q=zzz`)).text).toContain('Nothing matches this search.');
  });

  test('are refused row by row, and then none is taken over', async () => {
    const before = await links();
    const { path, page } = await preview(
      'item,id\na,Fresh2\nb,Gone23\nzz,Other2\nc,short\nd,Other3\na,Other4\nb,Fresh2\n,Other5\n',
    );
    for (const text of [
      'was given to something else in the domain',
      'no item with this id',
      '6 to 12 letters and digits',
      'has the short id Dddd23 already',
      'The item stands in line 2 already',
      'The short id stands in line 2 already',
      'The item is missing',
      '7 rows cannot be taken over',
    ])
      expect(page.text).toContain(text);
    expect(page.text).not.toContain('name="mark"');
    const forced = await cora.post(path, { csrf: hidden(await cora.get(base), 'csrf'), mark: 'made up' });
    expect(forced.status).toBe(409);
    expect(await links()).toEqual(before);
    expect((await cora.get(`${path}/csv`)).text).toContain('a,Other4,7,');
  });

  test('are taken over once, also out of whole short URLs, and written down', async () => {
    const list = `Element;Kurz-URL\na;${publicUrl}/tiny/msu/Old0Il\nb;oO0Il1\nd;Dddd23\n`;
    const looked = await preview(list);
    expect(looked.page.text).toContain('Take over 2 short ids');
    const done = await apply(looked);
    expect([done.status, done.headers.location]).toEqual([303, '/adm/msu/phy101/links']);
    expect((await cora.follow(done)).text).toContain('2 short ids were taken over.');
    expect((await links()).slice(-2).map(({ short_id: id }) => id)).toEqual(['Old0Il', 'oO0Il1']);
    expect((await apply(looked)).headers.location).toBe(base);
    expect((await preview(list)).page.text).toContain('All 3 rows are there already');
    const audit = await rowsOf<{ object: string }>(
      world,
      "SELECT * FROM audit WHERE deed = 'short-url-made'",
    );
    expect(audit.map(({ object }) => object)).toEqual(['Old0Il for a', 'oO0Il1 for b']);
  });

  test('are not applied unseen where something changed after the preview', async () => {
    const looked = await preview('item,id\nc,Later2\n');
    const other = await world.make.course({ domain_id: world.domain.id, course_id: 'chem' });
    const item = await world.make.item({ domain_id: world.domain.id, course_id: other.id, item_id: 'x' });
    await world.addLink(item, { short_id: 'Later2' });
    const answer = await apply(looked);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('was given to something else in the domain');
    // Neither which course has it, nor what for.
    expect(answer.text).not.toContain('chem');
  });

  test('tell what is wrong with the table, beside what was typed', async () => {
    const answer = await handIn('item\na\n');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('href="#f-list"');
    expect((await handIn('')).status).toBe(422);
  });

  test('are no other coordinator’s to see', async () => {
    const { path } = await preview('item,id\nc,Mine23\n');
    const dave = await world.addPerson('dave');
    await world.make.role({ course_id: world.course.id, person_id: dave.id, role: 'coordinator' });
    expect((await (await signedIn(world, 'dave')).get(path)).status).toBe(404);
  });
});
