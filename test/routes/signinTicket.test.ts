import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ItemRow, LinkRow, PersonRow, ProtectorRow } from '../../src/storage/schema/rows.ts';
import { type Browser, heading, hidden, reference } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, password, startOfTests, type World } from '../world.ts';
import { change, hashOf, launched, rowsOf, signedIn, verdict, withTicket } from './visitors.ts';

const minute = 60_000;

// A verified launch that waits for somebody to sign in (product.md, Identity).
describe.each(engines)('the sign-in of a launch on %s', (engine) => {
  let world: World;
  let item: ItemRow;
  let link: LinkRow;
  let stopping: ProtectorRow;
  let bob: PersonRow;
  let cora: PersonRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    item = await world.addItem({ item_id: 'intro', title: 'TITLE-INTRO' });
    link = await world.addLink(item);
    await world.addItem({ item_id: 'exam', title: 'Exam' });
    stopping = await world.addProtector({
      plainSecret: 'stops',
      consumer_key: 'stops',
      use_identity: JSON.stringify({
        parameter: 'lis_person_sourcedid',
        transform: { kind: 'none' },
        otherwise: 'stop',
      }),
    });
    bob = await world.addPerson('bob');
    await world.make.role({ course_id: world.course.id, person_id: bob.id });
    cora = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: cora.id, role: 'instructor' });
    await world.addPerson('nora');
    const yale = await world.make.domain({ name: 'yale' });
    await world.make.person({ domain_id: yale.id, username: 'yann', password_hash: await hashOf(password) });
  });
  beforeEach(async () => {
    world.clock.now += 40 * minute;
    await change(world, 'DELETE FROM deep_links');
    await world.set({ item_id: item.id, access: 'only', others: 'hide' });
  });
  afterAll(() => world.close());

  const sign = (visitor: Browser, fields: Record<string, string>, words: Record<string, string> = {}) =>
    visitor.post('/login', { ...fields, username: 'ann', password, ...words });

  test('names the course and not the item, and asks for no domain', async () => {
    const { form } = await withTicket(world, link);
    expect([form.status, heading(form), form.text.includes('Physics 101')]).toEqual([200, 'Sign in', true]);
    expect([form.text.includes('TITLE-INTRO'), form.text.includes('id="domain"')]).toEqual([false, false]);
  });

  test('keeps its target through three wrong passwords', async () => {
    const { visitor, fields } = await withTicket(world, link);
    let form: Answer | undefined;
    for (const typed of ['wrong, wrong', '', 'wrong again']) {
      form = await sign(visitor, fields, { password: typed });
      expect([form.status, heading(form), hidden(form, 'launch')]).toEqual([401, 'Sign in', fields.launch]);
    }
    const again = { csrf: form ? hidden(form, 'csrf') : '', launch: fields.launch };
    const page = await visitor.follow(await sign(visitor, again));
    expect([page.status, heading(page)]).toEqual([200, 'TITLE-INTRO']);
  });

  test('is spent by success', async () => {
    const { visitor, fields } = await withTicket(world, link);
    const copy = world.browser();
    for (const [name, value] of visitor.cookies) copy.cookies.set(name, value);
    await visitor.follow(await sign(visitor, fields));
    for (const browser of [visitor, copy]) {
      const csrf = hidden(await browser.get('/login'), 'csrf') || fields.csrf;
      const again = await sign(browser, { ...fields, csrf }, { username: 'bob' });
      expect([again.status, again.setCookies]).toEqual([403, []]);
      expect((await browser.get(`/login?launch=${fields.launch}`)).status).toBe(403);
    }
    expect((await visitor.get('/msu/phy101/intro')).text).toContain('Ann');
  });

  test('is spent once when two browsers with the same cookie send it at the same time', async () => {
    const { visitor, fields } = await withTicket(world, link);
    const copy = world.browser();
    for (const [name, value] of visitor.cookies) copy.cookies.set(name, value);
    const answers = await Promise.all([sign(visitor, fields), sign(copy, fields, { username: 'bob' })]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 403]);
  });

  test.each([
    [30 * minute - 1, 200],
    [30 * minute, 403],
  ])('lasts half an hour: after %d ms the form answers %d', async (after, status) => {
    const { visitor, fields } = await withTicket(world, link);
    world.clock.now += after;
    expect((await visitor.get(`/login?launch=${fields.launch}`)).status).toBe(status);
    expect((await sign(visitor, fields)).status).toBe(status === 200 ? 303 : 403);
  });

  test('works in no other browser, whatever address or number is carried there', async () => {
    const { fields } = await withTicket(world, link);
    const other = await withTicket(world, link);
    for (const browser of [world.browser(), await signedIn(world, 'bob')]) {
      const page = await browser.get(`/login?launch=${fields.launch}`);
      expect([page.status, page.text.includes('Physics')]).toEqual([403, false]);
      expect(reference(page)).not.toBe(fields.launch);
    }
    const swapped = await sign(other.visitor, { csrf: other.fields.csrf, launch: fields.launch });
    expect([swapped.status, swapped.setCookies]).toEqual([403, []]);
    expect((await sign(other.visitor, other.fields)).status).toBe(303);
  });

  const mangled = ['', ' ', 'x', '../..', "' OR 1=1 --", '%', '\u0000', 'K7F3-9QX2', 'a'.repeat(1000), '💥'];
  test('takes no number that is none', async () => {
    const { visitor, fields } = await withTicket(world, link);
    for (const launch of mangled) {
      const { status } = await visitor.get(`/login?launch=${encodeURIComponent(launch)}`);
      expect([launch, status]).toEqual([launch, 403]);
    }
    expect((await visitor.get(`/login?launch=${fields.launch}&launch=${fields.launch}`)).status).toBe(403);
  });

  test('tells in the journal when another person came than the launch named', async () => {
    const named = await withTicket(world, link, { username: 'cora' });
    await sign(named.visitor, named.fields, { username: 'bob' });
    const [row] = await world.journal();
    expect(row).toMatchObject({
      code: 'opened',
      reference: named.fields.launch,
      named: 'cora',
      person: 'bob',
      differs: true,
    });
    const same = await withTicket(world, link, { username: 'cora' });
    await sign(same.visitor, same.fields, { username: 'cora' });
    expect((await world.journal())[0]).toMatchObject({ code: 'opened', person: 'cora', differs: false });
  });

  test('refuses whoever has no role in the course, and still waits for whoever has', async () => {
    const { visitor, fields } = await withTicket(world, link);
    const refused = await sign(visitor, fields, { username: 'nora' });
    expect([refused.status, reference(refused)]).toEqual([403, fields.launch]);
    expect(refused.setCookies.join()).not.toMatch(/__Host-(launch|account)/);
    expect((await world.journal())[0]).toMatchObject({ code: 'not-in-course', person: 'nora' });
    const page = await visitor.follow(await sign(visitor, fields));
    expect(heading(page)).toBe('TITLE-INTRO');
  });

  test.each([
    ['whose role ended', "UPDATE roles SET ends = '2025-12-01' WHERE person_id = ?"],
    ['who was disabled', 'UPDATE people SET disabled_at = 1 WHERE id = ?'],
  ])('opens nothing for somebody %s', async (_, text) => {
    const person = await world.addPerson(`gone${text.length}`);
    await world.make.role({ course_id: world.course.id, person_id: person.id });
    await change(world, text, [person.id]);
    const { visitor, fields } = await withTicket(world, link);
    const answer = await sign(visitor, fields, { username: person.username });
    expect([401, 403]).toContain(answer.status);
    expect(verdict(await visitor.get('/msu/phy101/intro'))).toBe('sign-in');
  });

  test('knows nobody of another domain, and no server administrator', async () => {
    await world.make.administrator({ username: 'root', password_hash: await hashOf(password) });
    const { visitor, fields } = await withTicket(world, link);
    for (const words of [
      { username: 'yann' },
      { username: 'yann', domain: 'yale' },
      { username: 'root', domain: '' },
    ]) {
      expect([words, (await sign(visitor, fields, words)).status]).toEqual([words, 401]);
    }
  });

  test('makes a launch session and no account session', async () => {
    await change(world, 'DELETE FROM account_sessions');
    const { visitor, fields } = await withTicket(world, link);
    await visitor.follow(await sign(visitor, fields));
    expect(await rowsOf(world, 'SELECT * FROM account_sessions')).toEqual([]);
    expect(verdict(await visitor.get('/'))).toBe('sign-in');
    expect(verdict(await visitor.get('/msu/phy101/exam'))).toBe('lms');
  });

  test('offers "continue as" to somebody signed in here, who is then a student and nothing more', async () => {
    const ann = await signedIn(world, 'ann');
    const { form, fields } = await withTicket(world, link, { username: 'stranger' }, ann);
    expect([form.text.includes('Continue as Ann'), form.text.includes('id="password"')]).toEqual([
      true,
      false,
    ]);
    const page = await ann.follow(await ann.post('/login', { ...fields, choice: 'continue' }));
    expect(heading(page)).toBe('TITLE-INTRO');
    const [row] = await rowsOf<{ password_signed_in: number }>(
      world,
      'SELECT password_signed_in FROM launch_sessions WHERE reference = ?',
      [fields.launch],
    );
    expect(row?.password_signed_in).toBe(0);
  });

  test('makes no staff by "continue as": only the password given in the launch does (R1)', async () => {
    const visitor = await signedIn(world, 'cora');
    const { fields } = await withTicket(world, link, { username: 'stranger' }, visitor);
    await visitor.follow(await visitor.post('/login', { ...fields, choice: 'continue' }));
    for (const name of [...visitor.cookies.keys()])
      if (!name.includes('launch')) visitor.cookies.delete(name);
    expect(verdict(await visitor.get('/msu/phy101/intro'))).toBe('sign-in');
    expect(verdict(await visitor.get('/msu/phy101/exam'))).toBe('sign-in');
  });

  test('offers a form to who would rather be somebody else, and nothing to who is signed in elsewhere', async () => {
    const ann = await signedIn(world, 'ann');
    const { fields } = await withTicket(world, link, { username: 'stranger' }, ann);
    const other = await ann.get(`/login?launch=${fields.launch}&other`);
    expect([other.text.includes('Continue as'), other.text.includes('id="password"')]).toEqual([false, true]);
    const foreign = await signedIn(world, 'yann', 'yale');
    const asked = await withTicket(world, link, { username: 'stranger' }, foreign);
    expect(asked.form.text.includes('Continue as')).toBe(false);
    const tried = await foreign.post('/login', { ...asked.fields, choice: 'continue' });
    expect([tried.status, verdict(await foreign.get('/msu/phy101/intro'))]).toEqual([401, 'none']);
  });

  test('does not come where the protector says stop', async () => {
    const answer = await world.launch(world.browser(), link, {
      username: 'stranger',
      key: 'stops',
      secret: 'stops',
    });
    expect([answer.status, answer.setCookies]).toEqual([403, []]);
    expect((await world.journal())[0]).toMatchObject({
      code: 'stopped',
      protector: { number: stopping.number },
    });
    await launched(world, link, { key: 'stops', secret: 'stops' });
  });

  test('is over when its item or course is gone', async () => {
    const { visitor, fields } = await withTicket(world, link);
    await change(world, 'UPDATE courses SET archived_at = 1 WHERE id = ?', [world.course.id]);
    const archived = await sign(visitor, fields);
    await change(world, 'UPDATE courses SET archived_at = NULL');
    expect(archived.status).toBe(403);
    const gone = await world.addItem({ item_id: 'gone', title: 'Gone' });
    const ticket = await withTicket(world, await world.addLink(gone));
    await change(world, 'DELETE FROM items WHERE id = ?', [gone.id]);
    const answer = await sign(ticket.visitor, ticket.fields);
    expect([answer.status, (await world.journal())[0]?.code]).toEqual([403, 'item-gone']);
  });

  test('starts no session for the launch of an item that takes it no more', async () => {
    const { visitor, fields } = await withTicket(world, link);
    await change(world, "UPDATE deep_links SET protect = 'only domain:9'");
    const page = await visitor.follow(await sign(visitor, fields));
    expect(verdict(page)).toBe('lms');
    expect(startOfTests).toBeLessThan(world.clock.now);
  });
});
