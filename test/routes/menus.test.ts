import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, type World } from '../world.ts';
import { hashOf, inside, launched, rowsOf, signedIn } from './visitors.ts';

describe.each(engines)('menu collections of a course, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  let week: ItemRow;
  let quiz: ItemRow;
  let link: LinkRow;
  const base = '/adm/msu/phy101/menus';

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const person = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'coordinator' });
    week = await world.addItem({ item_id: 'week', title: 'Week 1', kind: 'folder', body: null });
    quiz = await world.addItem({ item_id: 'quiz', title: 'Quiz', ...inside(week) });
    link = await world.addLink(quiz, { short_id: 'Quiz23' });
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  async function submit(
    path: string,
    name: string,
    shows: readonly string[],
    mark?: string,
  ): Promise<Answer> {
    const page = await cora.get(path);
    const fixed = { csrf: hidden(page, 'csrf'), mark: mark ?? hidden(page, 'mark'), name };
    return cora.postPairs(path, [...Object.entries(fixed), ...shows.map((part) => ['shows', part] as const)]);
  }

  async function choose(menu: string): Promise<Answer> {
    const path = '/adm/msu/phy101/contents/quiz/deeplink';
    const page = await cora.get(path);
    const marks = { csrf: hidden(page, 'csrf'), mark: hidden(page, 'mark'), step: 'save' };
    const parts = { access: '', protect: '', scope: '', others: '', listing: '', target: '', exit: '' };
    return cora.post(path, { ...parts, exitUrl: '', exitText: '', menu, ...marks });
  }

  test('are made under numbers that are never used again', async () => {
    expect((await cora.get(base)).text).toContain('There are no menu collections');
    expect((await submit(`${base}/new`, ' ', [])).status).toBe(422);
    expect((await submit(`${base}/new`, 'standard', [])).status).toBe(422);
    const made = await submit(`${base}/new`, 'Exam <1>', ['exit', 'userName', 'nonsense']);
    expect([made.status, made.headers.location]).toEqual([303, base]);
    const list = await cora.follow(made);
    expect(list.text).toContain('“Exam &lt;1&gt;” is menu collection 1 now.');
    expect((await submit(`${base}/new`, 'Exam <1>', [])).status).toBe(422);
    await submit(`${base}/new`, 'Second', []);
    const ask = await cora.get(`${base}/2/delete`);
    expect(ask.text).toContain('The number 2 is never used again.');
    expect((await cora.post(`${base}/2/delete`, { csrf: hidden(ask, 'csrf') })).status).toBe(303);
    await submit(`${base}/new`, 'Third', ['contents']);
    const rows = await rowsOf(world, 'SELECT number, name, shows FROM menus ORDER BY number');
    expect(rows).toEqual([
      { number: 1, name: 'Exam <1>', shows: 'userName exit' },
      { number: 3, name: 'Third', shows: 'contents' },
    ]);
    for (const number of ['0', '2', '99999999999', 'x'])
      expect((await cora.get(`${base}/${number}`)).status).toBe(404);
  });

  test('act on the pages of students, in normal sessions and launches, and not of staff', async () => {
    expect((await choose('7')).status).toBe(422);
    expect((await choose('1')).status).toBe(303);
    const ann = await signedIn(world, 'ann');
    const visitor = await launched(world, link);
    for (const one of [ann, visitor]) {
      const { text } = await one.get('/msu/phy101/quiz');
      expect(text).toContain('class="name"');
      for (const hiddenThing of ['class="course"', 'class="crumbs"', 'class="quiet"', 'Week 1'])
        expect(text).not.toContain(hiddenThing);
    }
    expect((await visitor.get('/msu/phy101/quiz')).text).toContain('Back to');
    expect((await cora.get('/msu/phy101/quiz')).text).toContain('class="course"');
    await submit(`${base}/1`, 'Exam <1>', ['courseTitle', 'breadcrumbs', 'signOut']);
    const { text } = await visitor.get('/msu/phy101/quiz');
    expect(text).toContain('class="quiet"');
    expect(text).toContain('class="course"');
    expect(text).not.toContain('Back to');
    expect(text).not.toContain('class="name"');
  });

  test('are written down, and tell the second of two coordinators', async () => {
    const late = await submit(`${base}/1`, 'Mine', ['exit'], 'an-old-mark');
    expect([late.status, late.text.includes('value="Mine"')]).toEqual([409, true]);
    const deeds = await rowsOf<{ deed: string }>(
      world,
      "SELECT deed FROM audit WHERE deed LIKE 'menu-%' ORDER BY id",
    );
    expect(deeds.map(({ deed }) => deed)).toEqual([
      'menu-made',
      'menu-made',
      'menu-deleted',
      'menu-made',
      'menu-changed',
    ]);
  });

  test('leave the standard menu where they are deleted', async () => {
    const ask = await cora.get(`${base}/1/delete`);
    expect(ask.text).toContain('One deep-link setting that chooses it');
    await cora.post(`${base}/1/delete`, { csrf: hidden(ask, 'csrf') });
    const ann = await signedIn(world, 'ann');
    expect((await ann.get('/msu/phy101/quiz')).text).toContain('class="name"');
  });
});
