import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkRow, ProtectorRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, password, type World } from '../world.ts';
import { change, hashOf, hour, rowsOf, signedIn } from './visitors.ts';

const list = '/adm/msu/protectors';
const ofCourse = '/adm/msu/phy101/protectors';

const typed = {
  name: 'Uni Canvas',
  key: '',
  secretKind: 'generated',
  secret: '',
  validFrom: '',
  validUntil: '',
  nonceLifetime: '300',
  useIdentity: 'no',
  parameter: 'lis_person_sourcedid',
  transform: 'none',
  otherwise: 'login',
  rememberUsers: 'warn',
  relaunch: 'offer',
  enabled: 'on',
};

/** What the page that shows a secret shows. */
const shownSecret = ({ text }: Answer) => /id="shown-secret">([^<]+)</.exec(text)?.[1] ?? '';
const shownKey = ({ text }: Answer) => /id="shown-key">([^<]+)</.exec(text)?.[1] ?? '';

describe.each(engines)('the link protectors of a domain and a course, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  let cora: Browser;
  let link: LinkRow;

  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await change(world, 'UPDATE domains SET last_protector = 1');
    await world.addPerson('dora', { domain_coordinator: 1 });
    const person = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'coordinator' });
    link = await world.addLink(await world.addItem({ item_id: 'week1', title: 'Week 1' }));
    dora = await signedIn(world, 'dora');
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  const protectors = () => rowsOf<ProtectorRow>(world, 'SELECT * FROM protectors ORDER BY course_id, number');
  const audit = (deed: string) =>
    rowsOf<{ actor: string; object: string; before_value: string; after_value: string }>(
      world,
      'SELECT * FROM audit WHERE deed = ? ORDER BY id',
      [deed],
    );

  async function send(path: string, fields: Record<string, string>, visitor = dora): Promise<Answer> {
    const form = await visitor.get(path);
    return visitor.post(path, { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark'), ...fields });
  }
  const make = (fields: Record<string, string> = {}, visitor = dora, path = list) =>
    send(`${path}/new`, { ...typed, ...fields }, visitor);
  const opens = async (changes: Parameters<World['launch']>[2]) => {
    const { status } = await world.launch(world.browser(), link, changes);
    return status === 303;
  };

  test('are listed with number, key, state, parameter, settings and last launch, and found by a search', async () => {
    await opens({});
    const page = await dora.get(list);
    expect([page.status, heading(page)]).toEqual([200, 'Link protectors']);
    for (const text of ['Campus Moodle', 'moodle-prod', 'lis_person_sourcedid', 'no setting', '>on<'])
      expect(page.text).toContain(text);
    expect(page.text).not.toContain('never');
    expect((await dora.get(`${list}?q=DLE-PR`)).text).toContain('Campus Moodle');
    expect((await dora.get(`${list}?q=%25`)).text).toContain('Nothing matches');
    const course = await cora.get(ofCourse);
    expect(course.text).toContain('Make the first one');
    expect(course.text).toContain('Campus Moodle');
    expect(course.text).not.toContain(`href="${list}/1"`);
    expect((await dora.get(ofCourse)).text).toContain(`href="${list}/1"`);
  });

  test('are made with a key and a secret that one page shows, once; what it shows opens launches', async () => {
    const answer = await make();
    expect([answer.status, heading(answer)]).toEqual([200, 'Uni Canvas is ready']);
    expect(answer.headers['cache-control']).toContain('no-store');
    const [key, secret] = [shownKey(answer), shownSecret(answer)];
    expect([key.length, secret.length]).toEqual([24, 43]);
    expect(await opens({ key, secret })).toBe(true);
    const path = /action="([^"]*stored)"/.exec(answer.text)?.[1] ?? '';
    expect(path).toBe(`${list}/2/stored`);
    const left = await dora.post(path, { csrf: hidden(answer, 'csrf') });
    expect(left.headers.location).toBe(`${list}/2`);
    const pages = [await dora.follow(left), await dora.get(list), await dora.get('/adm/msu/audit')];
    expect(pages[0]?.text).toContain('Uni Canvas is set.');
    const rows = JSON.stringify([
      await protectors(),
      await rowsOf(world, 'SELECT * FROM audit'),
      await rowsOf(world, 'SELECT * FROM launches'),
    ]);
    const traces = [...pages.map(({ text }) => text), rows, world.logLines.join(), [...dora.cookies].join()];
    expect(traces.filter((trace) => trace.includes(secret))).toEqual([]);
    const [entry] = await audit('protector-made');
    expect(entry).toMatchObject({ actor: 'msu/dora', object: 'Uni Canvas' });
    expect(JSON.parse(entry?.after_value ?? '')).toMatchObject({ number: 2, key, useIdentity: false });
  });

  test('are not made twice by a form that is sent twice, nor by two makers at once', async () => {
    const form = await dora.get(`${list}/new`);
    const fields = { ...typed, name: 'Race 🏁', csrf: hidden(form, 'csrf') };
    const answers = await Promise.all([1, 2, 3].map(() => dora.post(`${list}/new`, fields)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 422, 422]);
    const refused = answers.find(({ status }) => status === 422);
    expect(refused?.text).toContain('There is one of this name already.');
    expect((await protectors()).filter(({ name }) => name === 'Race 🏁')).toHaveLength(1);
  });

  test('keep what was typed, and name all that is wrong at once: every broken rule of a secret, too', async () => {
    const rules = { minLength: 12, maxLength: 20, require: ['lower', 'upper', 'digit', 'special'] };
    await change(world, 'UPDATE domains SET secret_rules = ?', [JSON.stringify(rules)]);
    const before = await protectors();
    const answer = await make({
      name: ' ',
      key: 'a:é ',
      secretKind: 'typed',
      secret: ' \u200b',
      nonceLifetime: '9',
      validFrom: '2026-02-30',
      useIdentity: 'yes',
      parameter: 'other',
      otherParameter: 'custom user',
      fallbackParameter: 'käse',
      transform: 'strip',
      ending: 'msu.example',
    });
    expect(answer.status).toBe(422);
    const said = [
      'Give it a name.',
      'only plain letters, digits and signs (ASCII)',
      'has no colon',
      'no blank at either end',
      'fewer than 12 characters',
      'lacks a lower-case letter',
      'lacks an upper-case letter',
      'lacks a digit',
      'lacks a special character',
      'does not show',
      'begins or ends with a blank',
      'from 10 to 3600',
      'a day such as 2026-08-01',
      'has no blanks and only plain',
      'Write the ending with its @',
      'Tick this to choose it all the same',
    ];
    expect(said.filter((text) => !answer.text.includes(text))).toEqual([]);
    for (const value of ['custom user', 'käse', 'msu.example', '2026-02-30'])
      expect(answer.text).toContain(`value="${value}"`);
    expect(answer.text).toMatch(/\d\d things are to be mended/);
    expect(await protectors()).toEqual(before);
    const right = await make({ name: 'Typed', secretKind: 'typed', secret: 'Right-Secret-2026' });
    expect(shownSecret(right)).toBe('Right-Secret-2026');
    await change(world, "UPDATE domains SET secret_rules = '{}'");
  });

  test('share no key within their owner, and may with another one', async () => {
    expect((await make({ name: 'Same key', key: 'moodle-prod' })).text).toContain('has this key');
    const course = await make({ name: 'Quiz tool', key: 'moodle-prod' }, cora, ofCourse);
    expect([course.status, heading(course)]).toEqual([200, 'Quiz tool is ready']);
    const secret = shownSecret(course);
    expect(await opens({ key: 'moodle-prod', secret })).toBe(true);
    expect(await opens({ key: 'moodle-prod' })).toBe(true);
    const row = (await protectors()).find(({ name }) => name === 'Quiz tool');
    expect(row).toMatchObject({ course_id: world.course.id, number: 1 });
  });

  test('of the domain are not a course coordinator’s to see or change, by any address or forged form', async () => {
    const form = await cora.get(`${ofCourse}/new`);
    const csrf = hidden(form, 'csrf');
    const before = await protectors();
    for (const rest of ['', '/1', '/1/used', '/1/secret', '/1/delete', '/new'])
      expect([rest, (await cora.get(`${list}${rest}`)).status]).toEqual([rest, 404]);
    for (const rest of ['/1', '/1/secret', '/1/secret/end', '/1/delete', '/1/stored', '/new']) {
      const fields = { ...typed, csrf, name: 'Campus Moodle', domain: 'msu', course_id: '0', overlap: '0' };
      expect([rest, (await cora.post(`${list}${rest}`, fields)).status]).toEqual([rest, 404]);
    }
    // The course has a protector 1 of its own, and none of the domain's other numbers.
    expect((await cora.get(`${ofCourse}/2`)).status).toBe(404);
    const forged = { ...typed, csrf, level: 'domain', owner: '0', course_id: '0', number: '1' };
    expect((await cora.post(`${ofCourse}/2`, forged)).status).toBe(404);
    expect(await protectors()).toEqual(before);
    for (const odd of ['0', '01', '1.0', '-1', '1e0', '99999999999'])
      expect([odd, (await dora.get(`${list}/${odd}`)).status]).toEqual([odd, 404]);
  });

  const current = {
    ...typed,
    name: 'Campus Moodle',
    key: 'moodle-prod',
    useIdentity: 'yes',
  };

  test('are changed under their number; launches go by it at once, the trail names what differs', async () => {
    const path = `${list}/1`;
    const saved = await send(path, { ...current, name: 'Moodle <b>العربية', validUntil: '2020-01-01' });
    expect([saved.status, saved.headers.location]).toEqual([303, path]);
    const page = await dora.follow(saved);
    expect(page.text).toContain('Moodle &lt;b&gt;العربية was saved.');
    expect(page.text).toContain('value="2020-01-01"');
    expect(await opens({})).toBe(false);
    await send(path, current);
    expect(await opens({})).toBe(true);
    const entries = await audit('protector-changed');
    expect(JSON.parse(entries.at(-2)?.before_value ?? '')).toEqual({
      name: 'Campus Moodle',
      validUntil: null,
    });
    // The last day counts to its end where the domain is.
    expect(JSON.parse(entries.at(-2)?.after_value ?? '').validUntil).toBe('2020-01-02T05:00:00.000Z');
    expect((await dora.follow(await send(path, current))).text).toContain('Nothing was different');
    expect((await send(path, { ...current, name: 'Uni Canvas' })).status).toBe(422);
  });

  test('are not replaced unseen: a form with an outdated or forged mark is told what stands there now', async () => {
    const path = `${list}/1`;
    const form = await dora.get(path);
    const marks = { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark') };
    await send(path, { ...current, nonceLifetime: '600' });
    for (const mark of [marks.mark, 'forged', '']) {
      const late = await dora.post(path, { ...current, ...marks, mark, nonceLifetime: '60' });
      expect(late.status).toBe(409);
      expect(late.text).toContain('Now: 600');
      expect(late.text).toContain('value="60"');
    }
    expect((await protectors())[0]?.nonce_lifetime).toBe(600);
    await send(path, current);
  });

  test('ask before identity changes under students without a password, with their number (R5)', async () => {
    for (const username of ['pia', 'paul']) {
      const person = await world.addPerson(username, { password_hash: null });
      await world.make.role({ course_id: world.course.id, person_id: person.id });
    }
    const path = `${list}/1`;
    const asked = await send(path, { ...current, useIdentity: 'no' });
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('2 students of courses that trust names in launches have no password');
    expect((await protectors())[0]?.use_identity).not.toBeNull();
    const other = await send(path, { ...current, parameter: 'ext_user_username' });
    expect(other.text).toContain('2 students');
    const done = await send(path, { ...current, useIdentity: 'no', acceptsPasswordless: 'on' });
    expect(done.status).toBe(303);
    expect((await protectors())[0]?.use_identity).toBeNull();
    await send(path, current);
    // What other people can write needs a word of whoever chooses it, for a whole domain (R3).
    const custom = { ...current, parameter: 'custom_canvas_user_login_id', acceptsPasswordless: 'on' };
    const form = await send(path, { ...custom, acceptsEditable: '' });
    expect(form.text).toContain('Somebody else may be able to write this parameter');
  });

  test('closed, keep who is inside unless their sessions are ended, of which the form tells the number (R8)', async () => {
    const path = `${list}/1`;
    const visitor = world.browser();
    const inside = await visitor.follow(await world.launch(visitor, link));
    expect(heading(inside)).toBe('Week 1');
    expect((await dora.get(path)).text).toMatch(/End the (\d+ sessions|one session)/);
    // Open, it ends nothing.
    await send(path, { ...current, endSessions: 'on' });
    expect((await visitor.get('/msu/phy101/week1')).status).toBe(200);
    await send(path, { ...current, enabled: '' });
    expect(await opens({})).toBe(false);
    expect((await visitor.get('/msu/phy101/week1')).status).toBe(200);
    const ended = await dora.follow(await send(path, { ...current, enabled: '', endSessions: 'on' }));
    expect(ended.text).toMatch(/was saved, and .* ended/);
    expect((await visitor.get('/msu/phy101/week1')).status).not.toBe(200);
    await send(path, current);
  });

  test('are given a new secret; the old one is good for as long as was chosen, and counted', async () => {
    const path = `${list}/1/secret`;
    const form = await dora.get(path);
    const fields = {
      csrf: hidden(form, 'csrf'),
      mark: hidden(form, 'mark'),
      secretKind: 'generated',
      secret: '',
      overlap: '24',
    };
    const answer = await dora.post(path, fields);
    const secret = shownSecret(answer);
    expect([answer.status, secret.length]).toEqual([200, 43]);
    expect([await opens({ secret }), await opens({}), await opens({})]).toEqual([true, true, true]);
    expect((await dora.get(`${list}/1`)).text).toContain('Used 2 times since the change');
    // The very same form, sent again by a reload, changes nothing.
    const again = await dora.post(path, fields);
    expect([again.status, shownSecret(again)]).toEqual([409, '']);
    expect(await opens({ secret })).toBe(true);
    world.clock.now += 25 * hour;
    dora = await signedIn(world, 'dora');
    cora = await signedIn(world, 'cora');
    expect([await opens({ secret }), await opens({})]).toEqual([true, false]);
    const back = await send(path, {
      secretKind: 'typed',
      secret: 'a secret of the tests',
      overlap: '2160',
    });
    expect(shownSecret(back)).toBe('a secret of the tests');
    expect([await opens({ secret }), await opens({})]).toEqual([true, true]);
    const page = await dora.get(path);
    await dora.post(`${path}/end`, { csrf: hidden(page, 'csrf') });
    expect([await opens({ secret }), await opens({})]).toEqual([false, true]);
    expect((await send(path, { overlap: '0' })).text).toContain('href="#f-secretKind"');
    const same = await send(path, { secretKind: 'typed', secret: 'a secret of the tests', overlap: '0' });
    expect(same.text).toContain('the one that there is already');
    expect((await send(path, { secretKind: 'generated', overlap: '999' })).status).toBe(422);
    const rows = JSON.stringify(await audit('protector-secret-changed'));
    expect(rows).not.toContain(secret);
    expect(rows).not.toContain('a secret of the tests');
  });

  test('ask for the password a quarter of an hour after the sign-in, and do nothing without it', async () => {
    world.clock.now += hour / 2;
    const before = await protectors();
    const wrong = { confirmPassword: 'not hers at all' };
    expect((await make({ name: 'Unattended' })).status).toBe(422);
    expect((await send(`${list}/1`, { ...current, name: 'X', ...wrong })).status).toBe(422);
    expect((await send(`${list}/1/secret`, { secretKind: 'generated', overlap: '0' })).status).toBe(422);
    expect((await send(`${list}/1/delete`, { name: 'Campus Moodle' })).status).toBe(422);
    expect(await protectors()).toEqual(before);
    world.clock.now += 10_000;
    const confirmed = await make({ name: 'Confirmed', confirmPassword: password });
    expect(heading(confirmed)).toBe('Confirmed is ready');
    dora = await signedIn(world, 'dora');
    cora = await signedIn(world, 'cora');
  });

  test('show where they are used, and are deleted by their name alone; what names them stays shut, their number is not given again', async () => {
    const made = await make({ name: 'Old LMS' });
    const number = Number(/protectors\/(\d+)\/stored/.exec(made.text)?.[1]);
    const credentials = { key: shownKey(made), secret: shownSecret(made) };
    const item = await world.addItem({ item_id: 'exam', title: 'Exam & more' });
    const exam = await world.addLink(item);
    await world.set({ item_id: item.id, protect: `only domain:${number}`, access: 'only' });
    const visitor = world.browser();
    const inside = await visitor.follow(
      await world.launch(visitor, exam, { ...credentials, username: 'ann' }),
    );
    expect(inside.status).toBe(200);
    const path = `${list}/${number}`;
    const used = await dora.get(`${path}/used`);
    for (const text of ['Exam &amp; more', 'none but this', exam.short_id, 'everybody'])
      expect(used.text).toContain(text);
    expect((await dora.get(`${path}/used?q=nothing-like-it`)).text).not.toContain('Exam &amp; more');
    expect((await dora.get(list)).text).toContain('one setting');
    const form = await dora.get(`${path}/delete`);
    expect(form.text).toContain('Exam &amp; more');
    expect(form.text).toContain(exam.short_id);
    const refused = await send(`${path}/delete`, { name: 'old lms' });
    expect([refused.status, refused.text.includes('This is not its name.')]).toEqual([422, true]);
    const removed = await send(`${path}/delete`, { name: 'Old LMS' });
    expect([removed.status, removed.headers.location]).toEqual([303, list]);
    expect((await visitor.get('/msu/phy101/exam')).status).not.toBe(200);
    expect((await world.launch(world.browser(), exam, credentials)).status).toBe(401);
    expect((await world.launch(world.browser(), exam)).status).toBe(403);
    expect((await dora.get(path)).status).toBe(404);
    const next = await make({ name: 'Newer LMS' });
    expect(Number(/protectors\/(\d+)\/stored/.exec(next.text)?.[1])).toBe(number + 1);
    const [entry] = await audit('protector-deleted');
    expect(JSON.parse(entry?.before_value ?? '')).toMatchObject({ number, name: 'Old LMS' });
    expect(JSON.parse(entry?.after_value ?? '').settingsThatNameIt).toBe(1);
  });
});
