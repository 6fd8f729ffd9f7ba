import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DeepLinkRow, ItemRow, LinkRow, ProtectorRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, publicUrl, type World } from '../world.ts';
import { addFile, change, hashOf, inside, rowsOf, signedIn } from './visitors.ts';

const secret = 'a secret of the course alone';

describe.each(engines)('a copied course, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  let quiz: LinkRow;

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    const { id: course_id } = world.course;
    await world.addProtector({
      course_id,
      number: 3,
      plainSecret: secret,
      name: 'Quiz tool',
      consumer_key: 'quiz',
    });
    await change(world, 'UPDATE courses SET last_protector = 4 WHERE id = ?', [course_id]);
    // Made before what is in it, and its folder after it: numbers say nothing about places.
    const folder = await world.addItem({ item_id: 'week', title: 'Week <1>', kind: 'folder', body: null });
    const inner = await world.addItem({
      item_id: 'inner',
      title: 'Inner',
      kind: 'folder',
      body: null,
      ...inside(folder),
    });
    const item = await world.addItem({ item_id: 'quiz', title: '=Quiz', ...inside(inner) });
    const closed = await world.addItem({ item_id: 'closed', title: 'Closed' });
    await addFile(world, { item_id: 'notes', parent: folder });
    quiz = await world.addLink(item, { short_id: 'Quiz23', place_check: 'enforce' });
    await world.addLink(closed, { short_id: 'Closed', enabled: 0, valid_until: 1_700_000_000 });
    await world.set({ item_id: item.id, protect: 'only course:3 course:4', access: 'only' });
    await world.set({ item_id: closed.id, protect: 'key', key_word: 'sealed' });
    await world.set({ item_id: 0, audience: 'section', section: '001', others: 'hide' });
    await world.set({ item_id: 0, audience: 'user', person_id: world.ann.id, access: 'off' });
    dora = await signedIn(world, 'dora');
  });
  afterAll(() => world.close());

  async function copy(fields: Record<string, string>) {
    const form = await dora.get('/adm/msu/courses/copy?from=phy101');
    expect(form.text).toContain('value="phy101"');
    return dora.post('/adm/msu/courses/copy', {
      csrf: hidden(form, 'csrf'),
      from: 'phy101',
      links: 'on',
      ...fields,
    });
  }
  const ofCopy = async <Row>(table: string) => {
    const text = `SELECT t.* FROM ${table} t JOIN courses c ON c.id = t.course_id WHERE c.course_id = 'phy102' ORDER BY t.id`;
    return rowsOf<Row>(world, text);
  };

  test('is refused with everything that is wrong at once, and nothing is made', async () => {
    const answer = await copy({ from: 'nothing', course: 'phy101', title: ' ' });
    expect(answer.status).toBe(422);
    for (const field of ['from', 'course', 'title']) expect(answer.text).toContain(`href="#f-${field}"`);
    expect(await rowsOf(world, 'SELECT id FROM courses')).toHaveLength(1);
  });

  test('has contents, settings, protectors without secrets and short URLs of its own', async () => {
    const answer = await copy({ course: 'phy102', title: 'Physics 102 🎓' });
    expect([answer.status, answer.headers.location]).toEqual([303, '/adm/msu/phy102/links/old']);
    const page = await dora.follow(answer);
    expect(page.text).toContain('5 items, 2 short URLs');
    expect(page.text).toContain('One link protector of this course has no secret yet');
    expect(page.text).toContain('One setting asks for a shared word');
    const items = new Map((await ofCopy<ItemRow>('items')).map((item) => [item.item_id, item]));
    const [week, inner] = [items.get('week'), items.get('inner')];
    expect(items.get('quiz')).toMatchObject({
      title: '=Quiz',
      parent_id: inner?.id,
      path: `/${week?.id}/${inner?.id}/`,
    });
    expect(items.get('notes')?.file_hash).toBeTruthy();
    const [protector, ...others] = await ofCopy<ProtectorRow>('protectors');
    expect(others).toEqual([]);
    expect(protector).toMatchObject({ number: 3, name: 'Quiz tool', secret: null, previous_secret: null });
    const [last] = await rowsOf(world, "SELECT last_protector FROM courses WHERE course_id = 'phy102'");
    expect(last).toEqual({ last_protector: 4 });
    const settings = await ofCopy<DeepLinkRow>('deep_links');
    expect(settings.map(({ audience, protect, key_word: word }) => [audience, protect, word]).sort()).toEqual(
      [
        ['everybody', 'key', null],
        ['everybody', 'only course:3 course:4', null],
        ['section', null, null],
      ],
    );
    expect(settings.find(({ protect }) => protect?.startsWith('only'))?.item_id).toBe(items.get('quiz')?.id);
    const links = await ofCopy<LinkRow>('links');
    expect(links.map(({ item_id, enabled, place_check }) => [item_id, enabled, place_check])).toEqual([
      [items.get('quiz')?.id, 1, 'enforce'],
      [items.get('closed')?.id, 0, null],
    ]);
    expect(links.map(({ short_id: id }) => id)).not.toContain('Quiz23');
    for (const table of ['roles', 'launches', 'link_places'])
      expect([
        table,
        await rowsOf(
          world,
          `SELECT 1 FROM ${table} WHERE ${table === 'link_places' ? '1 = 1' : "course_id IN (SELECT id FROM courses WHERE course_id = 'phy102')"}`,
        ),
      ]).toEqual([table, []]);
    const deeds = await rowsOf<{ deed: string; after_value: string }>(
      world,
      "SELECT * FROM audit WHERE deed IN ('course-copied', 'course-made') ORDER BY id",
    );
    expect(deeds.map(({ deed }) => deed)).toEqual(['course-made', 'course-copied']);
    expect(JSON.parse(deeds[1]?.after_value ?? '')).toEqual({
      from: 'phy101',
      items: 5,
      settings: 3,
      protectors: 1,
      links: 2,
      leftOut: 1,
    });
  });

  test('keeps which short URL stands for which, as a page and as a table in which no cell is a formula', async () => {
    const [first] = await ofCopy<LinkRow>('links');
    const page = await dora.get('/adm/msu/phy102/links/old?q=Quiz23');
    for (const id of ['Quiz23', first?.short_id ?? '?'])
      expect(page.text).toContain(`${publicUrl}/adm/launch/tiny/msu/${id}`);
    const { text } = await dora.get('/adm/msu/phy102/links/old/csv');
    expect(text).toContain(
      `quiz,'=Quiz,phy101,${publicUrl}/tiny/msu/Quiz23,${publicUrl}/tiny/msu/${first?.short_id}`,
    );
    expect(text.trim().split('\r\n')).toHaveLength(3);
    expect((await dora.get('/adm/msu/phy101/links/old')).text).toContain('was not copied with short URLs');
    expect((await dora.get('/adm/msu/phy102/links')).text).toContain('/adm/msu/phy102/links/old');
  });

  test('lets nobody in by the old course’s protector, nor by its secret', async () => {
    const [first] = await ofCopy<LinkRow>('links');
    const launch = { key: 'quiz', secret };
    expect((await world.launch(world.browser(), first as LinkRow, launch)).status).toBe(401);
    expect((await world.launch(world.browser(), quiz, launch)).status).not.toBe(401);
  });

  test('can do without short URLs, and is made once', async () => {
    expect((await copy({ course: 'phy103', title: 'Bare', links: '' })).status).toBe(303);
    expect((await dora.get('/adm/msu/phy103/links?show=without')).text).toContain('value="quiz"');
    expect((await copy({ course: 'phy102', title: 'Again' })).status).toBe(422);
  });
});
