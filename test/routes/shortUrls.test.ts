import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, publicUrl, type World } from '../world.ts';
import { change, hashOf, inside, launched, rowsOf, signedIn } from './visitors.ts';

describe.each(engines)('the short URLs of a course, on %s', (engine) => {
  let world: World;
  let cora: Browser;
  let week: ItemRow;
  let quiz: ItemRow;
  let link: LinkRow;
  const base = '/adm/msu/phy101/links';

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const person = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'coordinator' });
    week = await world.addItem({ item_id: 'week', title: 'Week <1> 🎓', kind: 'folder', body: null });
    quiz = await world.addItem({ item_id: 'quiz', title: '=SUM(A1) "Quiz"', ...inside(week) });
    await world.addItem({ item_id: 'bare', title: 'Bare' });
    await world.addItem({ item_id: 'other', title: 'Other' });
    link = await world.addLink(quiz, { short_id: 'Quiz23' });
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  const links = () => rowsOf<LinkRow>(world, 'SELECT * FROM links ORDER BY id');
  const audit = () =>
    rowsOf<{ deed: string; object: string; after_value: string }>(world, 'SELECT * FROM audit ORDER BY id');
  const sessions = () => rowsOf(world, 'SELECT * FROM launch_sessions');

  async function save(path: string, fields: Record<string, string>, visitor = cora) {
    const form = await visitor.get(path);
    return visitor.post(path, { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark'), ...fields });
  }

  test('are listed with item, folder, both addresses, protectors and state, and found by search', async () => {
    const page = await cora.get(base);
    expect(page.status).toBe(200);
    for (const text of ['=SUM(A1) &quot;Quiz&quot;', 'Week &lt;1&gt; 🎓', `${publicUrl}/tiny/msu/Quiz23`])
      expect(page.text).toContain(text);
    expect(page.text).toContain(`${publicUrl}/adm/launch/tiny/msu/Quiz23`);
    expect(page.text).toContain('Campus Moodle (domain 1)');
    expect((await cora.get(`${base}?q=%25`)).text).not.toContain('Quiz23');
    expect((await cora.get(`${base}?q=quiz&state=open`)).text).toContain('Quiz23');
    expect((await cora.get(`${base}?state=closed`)).text).not.toContain('Quiz23');
  });

  test('are saved as a table in which no cell is a formula', async () => {
    const { text, headers } = await cora.get(`${base}/csv`);
    expect(headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(text).toContain(`"'=SUM(A1) ""Quiz""",Week <1> 🎓,quiz,${publicUrl}/tiny/msu/Quiz23`);
  });

  test('are made for what was ticked, and making them twice makes nothing more', async () => {
    const form = await cora.get(`${base}?show=without`);
    expect(form.text).toContain('value="bare"');
    expect(form.text).not.toContain('value="quiz"');
    const make = async (fields: Record<string, string>) =>
      cora.follow(
        await cora.post(`${base}/make`, {
          csrf: hidden(await cora.get(base), 'csrf') || hidden(form, 'csrf'),
          ...fields,
        }),
      );
    expect((await make({ item: 'bare' })).text).toContain('One short URL was made.');
    expect((await make({ item: 'bare' })).text).toContain('nothing was made');
    expect((await make({ item: 'no-such-item' })).text).toContain('nothing was made');
    expect((await make({})).text).toContain('Nothing was ticked');
    expect((await links()).filter(({ item_id: id }) => id !== quiz.id)).toHaveLength(1);
    expect((await audit()).at(-1)).toMatchObject({ deed: 'short-url-made' });
  });

  test('are made by two coordinators at once, each item getting one', async () => {
    const csrf = hidden(await cora.get(base), 'csrf');
    await Promise.all([1, 2, 3].map(() => cora.post(`${base}/make`, { csrf, all: 'on' })));
    const all = await links();
    expect(new Set(all.map(({ item_id }) => item_id)).size).toBe(all.length);
    expect(all).toHaveLength(4);
  });

  test('are closed for arrivals alone, unless the running sessions are ended with them; their number is named', async () => {
    const student = await launched(world, link);
    const page = `${base}/Quiz23`;
    expect((await cora.get(page)).text).toContain('Also end the one session that is running');
    expect((await save(page, {})).status).toBe(303);
    expect((await student.get('/msu/phy101/quiz')).status).toBe(200);
    expect((await world.launch(world.browser(), link)).status).toBe(403);
    expect((await audit()).at(-1)).toMatchObject({ deed: 'short-url-changed', object: 'Quiz23 for quiz' });
    const answer = await save(page, { endSessions: 'on' });
    expect((await cora.follow(answer)).text).toContain('one session was ended');
    expect((await student.get('/msu/phy101/quiz')).status).toBe(303);
    expect(await sessions()).toEqual([]);
    expect((await audit()).at(-1)).toMatchObject({ deed: 'launch-sessions-ended' });
  });

  test('end no session where the short URL stays open, whatever was ticked', async () => {
    expect((await save(`${base}/Quiz23`, { enabled: 'on' })).status).toBe(303);
    const student = await launched(world, link);
    await save(`${base}/Quiz23`, { enabled: 'on', endSessions: 'on' });
    expect((await student.get('/msu/phy101/quiz')).status).toBe(200);
  });

  test('are dated by whole days of the domain, the last one included', async () => {
    const page = `${base}/Quiz23`;
    const bad = await save(page, { enabled: 'on', from: '2026-02-30', until: 'soon' });
    expect(bad.status).toBe(422);
    expect(bad.text).toContain('value="2026-02-30"');
    expect(bad.text).toContain('href="#f-until"');
    expect((await save(page, { enabled: 'on', from: '2026-05-02', until: '2026-05-01' })).status).toBe(422);
    expect((await save(page, { enabled: 'on', from: '2026-05-01', until: '2026-05-01' })).status).toBe(303);
    const [row] = await rowsOf<LinkRow>(world, "SELECT * FROM links WHERE short_id = 'Quiz23'");
    expect([Number(row?.valid_from), Number(row?.valid_until)]).toEqual([1_777_608_000, 1_777_694_400]);
    expect((await cora.get(base)).text).toContain('not yet open');
    await save(page, { enabled: 'on' });
  });

  test('are not changed unseen: the second of two coordinators is told, and nothing is replaced', async () => {
    const page = `${base}/Quiz23`;
    const form = await cora.get(page);
    await save(page, { enabled: 'on', from: '2020-01-01' });
    const second = await cora.post(page, {
      csrf: hidden(form, 'csrf'),
      mark: hidden(form, 'mark'),
      enabled: 'on',
      until: '2030-01-01',
    });
    expect(second.status).toBe(409);
    expect(second.text).toContain('Now: 2020-01-01');
    const [row] = await rowsOf<LinkRow>(world, "SELECT * FROM links WHERE short_id = 'Quiz23'");
    expect(row?.valid_until).toBeNull();
  });

  test('are led to another item only where that has none; launches so far are not carried over, and that is said', async () => {
    const free = await world.addItem({ item_id: 'free', title: 'Free <item>' });
    const student = await launched(world, link);
    const page = `${base}/Quiz23/point`;
    expect((await cora.get(page)).text).toContain('value="free"');
    expect((await cora.get(page)).text).not.toContain('value="bare"');
    expect((await cora.get(`${page}?to=bare`)).status).toBe(422);
    const confirm = await cora.get(`${page}?to=free`);
    expect(confirm.text).toContain('people are in through it at the moment and stay at');
    const fields = { csrf: hidden(confirm, 'csrf'), mark: hidden(confirm, 'mark'), to: 'free' };
    expect((await cora.post(page, { ...fields, mark: 'of another state' })).status).toBe(409);
    expect((await cora.post(page, fields)).status).toBe(303);
    expect((await student.get('/msu/phy101/quiz')).status).toBe(200);
    expect((await student.get('/msu/phy101/free')).status).not.toBe(404);
    const arrived = await launched(world, link);
    expect((await arrived.get('/msu/phy101/free')).status).toBe(200);
    expect((await audit()).at(-1)).toMatchObject({ deed: 'short-url-changed' });
    expect(JSON.parse((await audit()).at(-1)?.after_value ?? '')).toEqual({ item: 'free' });
    expect(free.item_id).toBe('free');
  });

  test('of another course are not there, to be read, changed or led anywhere', async () => {
    const other = await world.make.course({
      domain_id: world.domain.id,
      course_id: 'chem',
      title: 'Chemistry',
    });
    const item = await world.make.item({
      domain_id: world.domain.id,
      course_id: other.id,
      item_id: 'acid',
      title: 'Acid',
    });
    const foreign = await world.addLink(item, { short_id: 'Chem23' });
    const csrf = hidden(await cora.get(`${base}/Quiz23`), 'csrf');
    for (const path of [
      `${base}/Chem23`,
      `${base}/Chem23/point`,
      `${base}/nothing`,
      `${base}/nothing/point`,
    ]) {
      expect([path, (await cora.get(path)).status]).toEqual([path, 404]);
      expect([path, (await cora.post(path, { csrf, mark: '', to: 'week', enabled: '' })).status]).toEqual([
        path,
        404,
      ]);
    }
    const mark = hidden(await cora.get(`${base}/Quiz23`), 'mark');
    expect((await cora.post(`${base}/Quiz23/point`, { csrf, mark, to: 'acid' })).status).toBe(422);
    expect((await rowsOf<LinkRow>(world, 'SELECT * FROM links WHERE id = ?', [foreign.id]))[0]?.enabled).toBe(
      1,
    );
    await cora.post(`${base}/make`, { csrf, item: 'acid' });
    expect((await cora.get(`${base}?q=acid`)).text).not.toContain('Chem23');
  });

  test('are listed in pages, also those whose item is gone', async () => {
    for (let n = 0; n < 55; n += 1) await world.addLink(await world.addItem({ title: `Leaf ${n}` }));
    await change(world, "DELETE FROM items WHERE item_id = 'other'");
    const first = await cora.get(`${base}?q=Leaf`);
    expect(first.text).toContain('1–50 of 55');
    expect((await cora.get(`${base}?q=Leaf&page=2`)).text).toContain('51–55 of 55');
    expect((await cora.get(`${base}?state=gone`)).text).toContain('An item that is gone');
  });
});
