import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ItemRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { change, day, hashOf, inside, rowsOf, signedIn } from './visitors.ts';

describe.each(engines)('the table of settings, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  let dan: Browser;
  let week: ItemRow;
  let intro: ItemRow;
  let quiz: ItemRow;
  const table = '/adm/msu/phy101/deeplinks';

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    for (const name of ['cora', 'dan']) {
      const person = await world.addPerson(name);
      await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'coordinator' });
    }
    week = await world.addItem({ item_id: 'week', title: 'Week <b>1</b>', kind: 'folder', body: null });
    intro = await world.addItem({ item_id: 'intro', title: 'Introduction', ...inside(week) });
    quiz = await world.addItem({ item_id: 'quiz', title: 'Quiz' });
    await change(world, "UPDATE roles SET section = 'A1' WHERE role = 'student'");
    cora = await signedIn(world, 'cora');
    dan = await signedIn(world, 'dan');
  });
  beforeEach(async () => {
    for (const rows of ['deep_links', 'setting_undos', 'audit']) await change(world, `DELETE FROM ${rows}`);
    await world.set({ item_id: quiz.id, access: 'either', scope: 'subtree' });
  });
  afterAll(() => world.close());

  const stored = () =>
    rowsOf<Record<string, unknown>>(
      world,
      `SELECT item_id, audience, section, access, scope, others, listing FROM deep_links ORDER BY item_id, audience`,
    );
  async function bulk(fields: Record<string, string>, items: readonly string[], visitor = cora) {
    const pairs = (more: Record<string, string>): [string, string][] => [
      ...Object.entries({ ...fields, ...more }),
      ...items.map((item): [string, string] => ['item', item]),
    ];
    const csrf = hidden(await visitor.get(table), 'csrf');
    const preview = await visitor.postPairs(`${table}/change`, pairs({ csrf, step: 'preview' }));
    const mark = hidden(preview, 'mark');
    return visitor.postPairs(`${table}/change`, pairs({ csrf, mark, step: 'save' }));
  }
  async function undo(visitor = cora, id?: string) {
    const page = await visitor.get(table);
    return visitor.post(`${table}/undo`, {
      csrf: hidden(page, 'csrf'),
      undo: id ?? hidden(page, 'undo'),
    });
  }
  const rowOf = (text: string, title: string) =>
    text.split('<tr>').find((row) => row.includes(`aria-label="Tick ${title}`)) ?? '';

  describe('for an audience', () => {
    beforeEach(async () => {
      await world.set({ item_id: week.id, audience: 'section', section: 'A1', access: 'off' });
      const own = { audience: 'user', person_id: world.ann.id } as const;
      await world.set({ item_id: intro.id, ...own, listing: 'absent' });
    });

    test('a section’s values and their sources are shown, and its own forms are led to', async () => {
      const everybody = rowOf((await cora.get(table)).text, 'Introduction');
      expect(everybody).not.toContain('sign-in only');
      const page = await cora.get(`${table}?section=A1`);
      const row = rowOf(page.text, 'Introduction');
      expect(row).toContain('sign-in only, no deep link');
      expect(row).toContain('folder “Week &lt;b&gt;1&lt;/b&gt;”, for section A1');
      expect(row).toContain('/adm/msu/phy101/contents/intro/deeplink?section=A1');
      expect(page.text).toContain('<option value="A1" selected>section A1</option>');
      expect(page.text).toContain('What holds for section A1 at each item');
    });

    test('a person’s values include what their section has', async () => {
      const page = await cora.get(`${table}?user=ann`);
      const row = rowOf(page.text, 'Introduction');
      for (const words of ['sign-in only, no deep link', 'for section A1', 'not listed', 'set here, for ann'])
        expect(row).toContain(words);
      expect((await cora.get(`${table}?user=ann&q=Quiz`)).text).toContain(
        '<input type="hidden" name="user" value="ann">',
      );
      const own = await cora.get(`${table}?user=ann&filter=own`);
      expect(own.text).toContain('Introduction');
      expect(rowOf(own.text, 'Week')).toBe('');
    });

    test.each(['?user=nobody-at-all', '?section=not%20one', `?user=${'x'.repeat(500)}`])(
      'nobody is said to be nobody: %s',
      async (query) => {
        const page = await cora.get(table + query);
        expect(page.status).toBe(422);
        expect(page.text).toContain('class="fault"');
      },
    );

    test('a change is for whom the table is, and leads back to it', async () => {
      const page = await cora.get(`${table}?section=A1`);
      expect(page.text).toContain('<input type="hidden" name="section" value="A1">');
      const saved = await bulk({ section: 'A1', others: 'show' }, ['quiz']);
      expect(saved.headers.location).toBe(`${table}?section=A1`);
      expect(await stored()).toContainEqual(
        expect.objectContaining({ item_id: quiz.id, audience: 'section', section: 'A1', others: 'show' }),
      );
    });
  });

  describe('a change of many', () => {
    test('is undone as a whole: what there was, and what there was not; audited', async () => {
      const before = await stored();
      expect((await cora.get(table)).text).not.toContain('Undo');
      await bulk({ access: 'only', scope: 'inherit', listing: 'details' }, ['week', 'intro', 'quiz']);
      expect(await stored()).toHaveLength(3);
      const page = await cora.get(table);
      expect(page.text).toContain('You changed the settings of 3 items together.');
      const done = await undo();
      expect([done.status, done.headers.location]).toEqual([303, table]);
      const after = await cora.follow(done);
      expect(after.text).toContain('The settings of 3 items are as they were before.');
      expect(after.text).not.toContain('name="undo"');
      expect(await stored()).toEqual(before);
      const audit = await rowsOf<{ deed: string; object: string }>(
        world,
        "SELECT deed, object FROM audit WHERE deed LIKE 'deep-link-%' ORDER BY id",
      );
      expect(audit.slice(3)).toEqual([
        { deed: 'deep-link-removed', object: 'week' },
        { deed: 'deep-link-removed', object: 'intro' },
        { deed: 'deep-link-changed', object: 'quiz' },
      ]);
    });

    test('is not undone where somebody changed one of them since, and which one is said', async () => {
      await bulk({ access: 'only' }, ['week', 'quiz']);
      await bulk({ others: 'hide' }, ['quiz'], dan);
      const before = await stored();
      const refused = await cora.follow(await undo());
      expect(refused.text).toContain('this item has been changed or deleted since: Quiz');
      expect(await stored()).toEqual(before);
      expect(refused.text).not.toContain('name="undo"');
    });

    test('is not undone where one of them is gone', async () => {
      const gone = await world.addItem({ item_id: 'gone', title: 'Gone soon' });
      await bulk({ access: 'only' }, ['week', 'gone']);
      const before = await stored();
      await change(world, 'DELETE FROM items WHERE id = ?', [gone.id]);
      expect((await cora.follow(await undo())).text).toContain('Nothing was undone');
      expect(await stored()).toEqual(before);
    });

    test('is nobody else’s to undo, not by its number, not twice and not after a day', async () => {
      await bulk({ access: 'only' }, ['week']);
      const id = hidden(await cora.get(table), 'undo');
      const before = await stored();
      expect((await dan.get(table)).text).not.toContain('name="undo"');
      for (const stranger of [dan]) {
        const answer = await stranger.follow(await undo(stranger, id));
        expect(answer.text).toContain('There is nothing to undo any more.');
      }
      for (const bad of ['', 'x', '-1', '999999'])
        expect((await cora.follow(await undo(cora, bad))).text).toContain('There is nothing to undo');
      expect(await stored()).toEqual(before);
      await undo();
      expect((await cora.follow(await undo(cora, id))).text).toContain('There is nothing to undo any more.');
      await bulk({ access: 'only' }, ['week']);
      await change(world, 'UPDATE setting_undos SET expires_at = expires_at - ?', [2 * day]);
      expect((await cora.get(table)).text).not.toContain('name="undo"');
    });

    test('of which the newer one is undone first and alone', async () => {
      await bulk({ access: 'only' }, ['week']);
      const first = hidden(await cora.get(table), 'undo');
      await bulk({ others: 'hide' }, ['week', 'quiz']);
      expect((await cora.follow(await undo(cora, first))).text).toContain('There is nothing to undo');
      expect((await cora.follow(await undo())).text).toContain('The settings of 2 items');
      expect(await stored()).toEqual([
        expect.objectContaining({ item_id: week.id, access: 'only', others: null }),
        expect.objectContaining({ item_id: quiz.id, access: 'either', others: null }),
      ]);
    });

    test('that changed nothing offers nothing', async () => {
      await bulk({ access: 'either' }, ['quiz']);
      expect((await cora.get(table)).text).not.toContain('name="undo"');
    });
  });

  describe('the report', () => {
    const found = async (filter: string, title: string) => {
      const { text } = await cora.get(`${table}?filter=${filter}`);
      return rowOf(text, title);
    };
    const protector = (words: string) => change(world, `UPDATE protectors SET ${words}`);
    const usual = () => protector('enabled = 1, valid_from = NULL, valid_until = NULL');

    test.each([
      ['switched off', 'enabled = 0'],
      ['over', 'valid_until = 1000'],
      ['not yet begun', 'valid_from = 99999999999'],
    ])('finds items whose protectors are %s', async (_what, words) => {
      await world.set({ item_id: intro.id, protect: 'only domain:1' });
      expect(await found('now', 'Introduction')).toBe('');
      await protector(words);
      try {
        expect(await found('now', 'Introduction')).toContain('No launch can meet this now');
      } finally {
        await usual();
      }
    });

    test('finds a protector without a secret', async () => {
      await world.set({ item_id: intro.id, protect: 'only domain:1' });
      const [row] = await rowsOf<{ secret: string }>(world, 'SELECT secret FROM protectors');
      await protector('secret = NULL');
      expect(await found('now', 'Introduction')).toContain('without a secret');
      await change(world, 'UPDATE protectors SET secret = ?', [row?.secret ?? null]);
    });

    test('finds a number of another owner, an empty set and a word that is not set', async () => {
      const chem = await world.make.course({ domain_id: world.domain.id, course_id: `che${engine}` });
      await world.addProtector({ plainSecret: 'of chemistry', consumer_key: 'che', course_id: chem.id });
      await world.set({ item_id: intro.id, protect: 'only course:1' });
      await world.set({ item_id: week.id, protect: 'only' });
      await change(world, "UPDATE deep_links SET protect = 'key', access = NULL WHERE item_id = ?", [
        quiz.id,
      ]);
      expect(await found('gone', 'Introduction')).toContain('gone');
      expect(await found('never', 'Introduction')).toContain('No launch can meet this');
      expect(await found('never', 'Week')).toContain('No launch can meet this');
      expect(await found('gone', 'Week')).toBe('');
      expect(await found('word', 'Quiz')).toContain('none is set');
    });

    test('finds what is wrong for one section or person alone, and for whom', async () => {
      await world.set({ item_id: intro.id, audience: 'section', section: 'A1', protect: 'only domain:77' });
      const own = { audience: 'user', person_id: world.ann.id } as const;
      await world.set({ item_id: quiz.id, ...own, protect: 'only domain:1' });
      expect(await found('gone', 'Introduction')).toContain('For section A1: Names a link protector');
      expect(await found('open', 'Quiz')).toContain('For ann: Opens without a launch too');
    });

    test('finds settings for a section or person that the course no longer has, also of the whole course', async () => {
      await world.set({ item_id: intro.id, audience: 'section', section: 'Z9', access: 'off' });
      const zed = await world.addPerson(`zed${engine}`);
      await world.set({ item_id: quiz.id, audience: 'user', person_id: zed.id, access: 'off' });
      await world.set({ audience: 'section', section: 'Y8', access: 'off' });
      expect(await found('nobody', 'Introduction')).toContain('for section Z9, whom this course');
      expect(await found('nobody', 'Quiz')).toContain(`for zed${engine}, whom`);
      expect(await found('nobody', 'Week')).toBe('');
      expect((await cora.get(table)).text).toContain('whole course: Something is set here for section Y8');
    });
  });
});
