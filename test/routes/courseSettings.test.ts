import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, password, type World } from '../world.ts';
import { change, hashOf, hour, rowsOf, signedIn } from './visitors.ts';

const path = '/adm/msu/phy101/settings';

interface Course {
  readonly title: string;
  readonly trust_usernames: number | null;
  readonly archived_at: number | null;
}

describe.each(engines)('the settings of a course, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  let cora: Browser;
  let item: ItemRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    const teacher = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: teacher.id, role: 'coordinator' });
    const enrol = async (username: string, ends: string | null, disabled: number | null = null) => {
      const person = await world.addPerson(username, { password_hash: null, disabled_at: disabled });
      await world.make.role({ course_id: world.course.id, person_id: person.id, ends });
    };
    await enrol('zoe', null);
    await enrol('yan', '2030-01-01');
    await enrol('gone', '2020-01-01');
    await enrol('shut', null, 1);
    item = await world.addItem({ item_id: 'week1' });
    dora = await signedIn(world, 'dora');
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  async function save(visitor: Browser, changes: Record<string, string>) {
    const form = await visitor.get(path);
    const marks = { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark') };
    return visitor.post(path, { title: 'Physics 101', trust: 'domain', ...marks, ...changes });
  }
  const course = async () => (await rowsOf<Course>(world, 'SELECT * FROM courses'))[0] as Course;
  const audit = () => rowsOf<Record<string, string>>(world, 'SELECT * FROM audit ORDER BY id');

  test('let its coordinator change the title, whatever is in it, and write that down', async () => {
    const title = 'Physics <b>101</b> 🎓 فيزياء';
    const answer = await save(cora, { title });
    expect([answer.status, answer.headers.location]).toEqual([303, path]);
    const page = await cora.follow(answer);
    expect(page.text).toContain('The settings were saved.');
    expect(page.text).toContain('value="Physics &lt;b&gt;101&lt;/b&gt; 🎓 فيزياء"');
    expect((await course()).title).toBe(title);
    expect((await audit()).at(-1)).toMatchObject({
      deed: 'course-changed',
      actor: 'msu/cora',
      object: 'phy101',
    });
    expect((await save(cora, { title: ' ' })).status).toBe(422);
    const turned = await save(cora, { title: 'evil \u202Etitle' });
    expect([turned.status, turned.text.includes('href="#f-title"')]).toEqual([422, true]);
    expect((await save(cora, {})).status).toBe(303);
  });

  test('show its coordinator who decides about names in launches, and take that from the domain’s coordinators only', async () => {
    const page = await cora.get(path);
    expect(page.text).toContain('because the domain says so');
    expect(page.text).not.toContain('name="trust"');
    for (const trust of ['no', 'yes']) {
      const forged = await save(cora, { trust, mayStrand: 'on', title: `Physics, forged ${trust}` });
      expect(forged.status).toBe(303);
      expect((await course()).trust_usernames).toBe(null);
    }
    expect((await save(cora, { trust: 'no', mayStrand: 'on' })).status).toBe(303);
    expect((await audit()).filter(({ after_value }) => after_value?.includes('trust'))).toEqual([]);
  });

  test('name the students without a password before names in launches are no longer accepted (R5)', async () => {
    expect((await dora.get(path)).text).toContain('2 students here have no password');
    const asked = await save(dora, { trust: 'no' });
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('2 students of this course have no password');
    expect(asked.text).toMatch(/value="no" checked/);
    expect((await course()).trust_usernames).toBe(null);
    expect((await save(dora, { trust: 'no', mayStrand: 'on' })).status).toBe(303);
    expect((await course()).trust_usernames).toBe(0);
    expect(JSON.parse((await audit()).at(-1)?.after_value ?? '')).toEqual({ trustUsernames: false });
    expect((await cora.get(path)).text).toContain('decided for this course');
    // Towards accepting, nobody is shut out.
    expect((await save(dora, { trust: 'yes' })).status).toBe(303);
    expect((await save(dora, { trust: 'maybe' })).status).toBe(422);
    expect((await course()).trust_usernames).toBe(1);
    expect((await save(dora, { trust: 'domain' })).status).toBe(303);
  });

  test('act at once: the next launch of the same student is judged by them', async () => {
    const link = await world.addLink(item);
    const opened = await world.launch(world.browser(), link, { username: 'ann' });
    expect(opened.headers.location).toContain('/msu/phy101/week1');
    await save(dora, { trust: 'no', mayStrand: 'on' });
    const visitor = world.browser();
    const page = await visitor.follow(await world.launch(visitor, link, { username: 'ann' }));
    expect(heading(page)).toBe('Sign in');
    await save(dora, { trust: 'domain' });
  });

  test('are not replaced unseen: the second of two coordinators is told what the first one saved', async () => {
    const form = await cora.get(path);
    const marks = { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark') };
    await save(dora, { title: 'Saved first' });
    const second = await cora.post(path, { ...marks, title: 'Typed second' });
    expect(second.status).toBe(409);
    expect(second.text).toContain('Now: Saved first');
    expect(second.text).toContain('value="Typed second"');
    expect((await course()).title).toBe('Saved first');
    const forged = await cora.post(path, { ...marks, mark: 'x'.repeat(22), title: 'Forged mark' });
    expect([forged.status, (await course()).title]).toEqual([409, 'Saved first']);
    expect((await save(dora, {})).status).toBe(303);
  });

  test('archive the course for a domain coordinator, after naming what that closes, and take it out again', async () => {
    const links = await rowsOf<LinkRow>(world, 'SELECT * FROM links');
    const question = await dora.get(`${path}/archive`);
    expect(question.text).toContain('One short URL closes');
    expect(question.text).toContain('6 people with a role');
    expect((await course()).archived_at).toBe(null);
    const refused = await cora.post(`${path}/archive`, { csrf: hidden(await cora.get(path), 'csrf') });
    expect(refused.headers.location).toBe(path);
    expect((await course()).archived_at).toBe(null);
    const done = await dora.post(`${path}/archive`, { csrf: hidden(question, 'csrf') });
    expect((await dora.follow(done)).text).toContain('The course is archived');
    expect((await course()).archived_at).toBe(world.clock.now);
    expect((await cora.get(path)).status).toBe(404);
    const [link] = links;
    const launch = await world.launch(world.browser(), link as LinkRow, { username: 'ann' });
    expect(launch.status).toBe(403);
    const page = await dora.get(path);
    const again = await dora.post(`${path}/reopen`, { csrf: hidden(page, 'csrf') });
    expect((await dora.follow(again)).text).toContain('The course is open again');
    expect((await cora.get(path)).status).toBe(200);
    const deeds = (await audit()).map(({ deed }) => deed);
    expect(deeds.slice(-2)).toEqual(['course-archived', 'course-reopened']);
  });

  test('ask a domain coordinator for the password again after a while, and archive nothing without it', async () => {
    world.clock.now += hour / 2;
    const form = await dora.get(`${path}/archive`);
    expect(form.text).toContain('name="confirmPassword"');
    const fields = { csrf: hidden(form, 'csrf'), confirmPassword: 'not hers at all' };
    expect((await dora.post(`${path}/archive`, fields)).status).toBe(422);
    expect((await course()).archived_at).toBe(null);
    expect((await save(dora, { title: 'Unattended' })).status).toBe(422);
    world.clock.now += 10_000;
    expect((await save(dora, { title: 'Confirmed', confirmPassword: password })).status).toBe(303);
    expect((await course()).title).toBe('Confirmed');
  });

  test('of a whole domain name the students without a password as well, and leave out courses that decide for themselves', async () => {
    const settings = '/adm/msu/settings';
    const fields = {
      title: 'Michigan State',
      timeZone: 'America/Detroit',
      minLength: '20',
      maxLength: '255',
      journalDays: '',
    };
    const fresh = await signedIn(world, 'dora');
    const form = await fresh.get(settings);
    const marks = { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark') };
    const asked = await fresh.post(settings, { ...fields, ...marks });
    expect([asked.status, asked.text.includes('name="mayStrand"')]).toEqual([422, true]);
    expect(asked.text).toContain('2 students have no password');
    await change(world, 'UPDATE courses SET trust_usernames = 1');
    expect((await fresh.post(settings, { ...fields, ...marks })).status).toBe(303);
    const [row] = await rowsOf<{ trust_usernames: number }>(
      world,
      "SELECT * FROM domains WHERE name = 'msu'",
    );
    expect(row?.trust_usernames).toBe(0);
  });
});
