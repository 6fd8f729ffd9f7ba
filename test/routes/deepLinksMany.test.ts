import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ItemRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { hashOf, inside, rowsOf, signedIn } from './visitors.ts';

describe.each(engines)('the settings of several items at once, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  let week: ItemRow;
  const table = '/adm/msu/phy101/deeplinks';
  const path = `${table}/change`;

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const person = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'coordinator' });
    week = await world.addItem({ item_id: 'week', title: 'Week <b>1</b>', kind: 'folder', body: null });
    await world.addItem({ item_id: 'intro', title: 'Introduction', ...inside(week) });
    const quiz = await world.addItem({ item_id: 'quiz', title: 'Quiz' });
    await world.set({ item_id: quiz.id, access: 'either', scope: 'subtree' });
    const worded = await world.addItem({ item_id: 'worded', title: 'Worded' });
    await world.set({ item_id: worded.id, protect: 'key', key_word: 'sealed' });
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  const pairsOf = (fields: Record<string, string>, items: readonly string[]): [string, string][] => [
    ...Object.entries(fields),
    ...items.map((item): [string, string] => ['item', item]),
  ];

  async function send(fields: Record<string, string>, items: readonly string[], visitor = cora) {
    const csrf = hidden(await visitor.get(table), 'csrf');
    return visitor.postPairs(path, pairsOf({ csrf, ...fields }, items));
  }

  const stored = () =>
    rowsOf<{ item: string; access: string | null; scope: string | null; protect: string | null }>(
      world,
      `SELECT i.item_id AS item, d.access, d.scope, d.protect FROM deep_links d JOIN items i ON i.id = d.item_id
       WHERE d.audience = 'everybody' ORDER BY i.item_id`,
    );

  test('what would change is shown with all that inherits it, then saved for all of them, and audited', async () => {
    expect((await cora.get(table)).text).toContain('name="item" value="quiz"');
    const form = await send({}, ['week', 'quiz']);
    expect(form.text).toContain('Change the settings of 2 items');
    expect(form.text).toContain('Week &lt;b&gt;1&lt;/b&gt;');
    const change = { access: 'only', scope: 'inherit', step: 'preview' };
    const preview = await send(change, ['week', 'quiz']);
    expect(preview.text).toContain('3 items would then open by launch only.');
    expect(preview.text).toContain('Introduction');
    expect(await stored()).toMatchObject([{ item: 'quiz', access: 'either' }, { item: 'worded' }]);
    const saved = await send({ ...change, step: 'save', mark: hidden(preview, 'mark') }, ['week', 'quiz']);
    expect([saved.status, saved.headers.location]).toEqual([303, table]);
    expect((await cora.follow(saved)).text).toContain('The settings of 2 items were changed.');
    expect(await stored()).toMatchObject([
      { item: 'quiz', access: 'only', scope: null },
      { item: 'week', access: 'only' },
      { item: 'worded', protect: 'key' },
    ]);
    const audit = await rowsOf<{ deed: string; object: string }>(
      world,
      "SELECT deed, object FROM audit WHERE deed LIKE 'deep-link-%' ORDER BY id",
    );
    expect(audit).toEqual([
      { deed: 'deep-link-made', object: 'week' },
      { deed: 'deep-link-changed', object: 'quiz' },
    ]);
  });

  test('two coordinators: the second is told, and nothing is overwritten', async () => {
    const preview = await send({ listing: 'absent', step: 'preview' }, ['week', 'quiz']);
    const mark = hidden(preview, 'mark');
    await send(
      {
        others: 'hide',
        step: 'save',
        mark: hidden(await send({ others: 'hide', step: 'preview' }, ['quiz']), 'mark'),
      },
      ['quiz'],
    );
    const late = await send({ listing: 'absent', step: 'save', mark }, ['week', 'quiz']);
    expect(late.status).toBe(409);
    expect(late.text).toContain('value="absent" selected');
    const rows = await rowsOf(world, 'SELECT id FROM deep_links WHERE listing IS NOT NULL');
    expect(rows).toEqual([]);
  });

  test.each([
    ['nothing that is to change', { step: 'preview' }, ['quiz'], 'Choose at least one part'],
    ['a word that is no value', { access: 'never', step: 'preview' }, ['quiz'], 'Choose one from the list.'],
    [
      'no protector ticked',
      { protect: 'set', step: 'preview' },
      ['quiz'],
      'Tick at least one link protector',
    ],
    [
      'a protector that is not near',
      { protect: 'set', protectors: 'course:77', step: 'save' },
      ['quiz'],
      'Choose link protectors of this course',
    ],
    ['a word for many', { protect: 'key', step: 'save' }, ['quiz'], 'Choose one from the list.'],
    [
      'the loss of a shared word',
      { protect: 'none', step: 'save' },
      ['worded', 'quiz'],
      'A shared word is set at: Worded.',
    ],
    ['nobody', { user: 'nobody at all', access: 'only', step: 'save' }, ['quiz'], 'Nobody in this domain'],
  ])('are refused with %s', async (_what, fields, items, sentence) => {
    const before = await stored();
    const answer = await send(fields as Record<string, string>, items);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(sentence);
    expect(await stored()).toEqual(before);
  });

  test('items of another course are none, and nobody else gets here', async () => {
    const other = await world.make.course({ domain_id: world.domain.id, course_id: `che${engine}` });
    const acid = await world.make.item({ domain_id: world.domain.id, course_id: other.id, item_id: 'acid' });
    expect((await send({ access: 'off', step: 'save' }, ['acid'])).status).toBe(303);
    const rows = await rowsOf(world, 'SELECT id FROM deep_links WHERE item_id = ?', [acid.id]);
    expect(rows).toEqual([]);
    const ann = await signedIn(world, 'ann');
    const csrf = hidden(await ann.get('/account'), 'csrf');
    expect((await ann.postPairs(path, pairsOf({ csrf, access: 'off' }, ['quiz']))).status).toBe(404);
  });

  test('may be for one section alone', async () => {
    const fields = { section: 'B7', access: 'off' };
    const mark = hidden(await send({ ...fields, step: 'preview' }, ['quiz']), 'mark');
    expect((await send({ ...fields, step: 'save', mark }, ['quiz'])).status).toBe(303);
    const rows = await rowsOf(world, "SELECT section, access FROM deep_links WHERE audience = 'section'");
    expect(rows).toEqual([{ section: 'B7', access: 'off' }]);
  });
});
