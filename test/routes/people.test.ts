import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { purge } from '../../src/services/purging/purge.ts';
import type { PersonRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { sha256 } from '../factories.ts';
import { openWorld, password, type World } from '../world.ts';
import { change, hashOf, hour, launched, rowsOf, signedIn, tryToSignIn } from './visitors.ts';

describe.each(engines)('the people of a domain, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    await world.addPerson('dave', { domain_coordinator: 1 });
  });
  beforeEach(async () => {
    dora = await signedIn(world, 'dora');
  });
  afterAll(() => world.close());

  const find = async (username: string) =>
    (await rowsOf<PersonRow>(world, 'SELECT * FROM people WHERE username = ?', [username]))[0];
  const idOf = async (username: string) => (await find(username))?.id ?? 0;
  const pathOf = async (username: string) => `/adm/msu/people/${await idOf(username)}`;
  const audits = (deed: string) =>
    rowsOf<Record<string, string>>(world, 'SELECT * FROM audit WHERE deed = ? ORDER BY id', [deed]);

  async function send(path: string, fields: Record<string, string> = {}, visitor = dora) {
    const form = await visitor.get(path.replace(/\/(?:enable|sessions)$/, ''));
    return visitor.post(path, { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark'), ...fields });
  }
  const make = (fields: Record<string, string>) => send('/adm/msu/people/new', fields);

  test('are made with whatever name they have, found by it, and shown with it escaped', async () => {
    const made = await make({
      username: 'نور<b>',
      displayName: '<script>x</script> 🎓',
      email: 'n@x.example',
    });
    expect(made.status).toBe(303);
    const page = await dora.follow(made);
    expect(page.text).toContain('&lt;script&gt;x&lt;/script&gt; 🎓');
    expect(page.text).not.toContain('<script>x');
    for (const word of ['نور', '🎓', 'N@X.ex', '<B>']) {
      const list = await dora.get(`/adm/msu/people?q=${encodeURIComponent(word)}`);
      expect([word, list.text.includes('نور&lt;b&gt;')]).toEqual([word, true]);
    }
    expect((await dora.get('/adm/msu/people?q=%25')).text).toContain('Nothing matches');
    const [audit] = (await audits('person-made')).slice(-1);
    expect(audit).toMatchObject({ actor: 'msu/dora', object: 'نور<b>' });
  });

  test('keep what was typed where it is wrong, with every fault beside its field', async () => {
    const before = await rowsOf(world, 'SELECT id FROM people ORDER BY id');
    const answer = await make({ username: ' ', displayName: 'a\u202Eb', email: 'nobody' });
    expect(answer.status).toBe(422);
    for (const field of ['username', 'displayName', 'email'])
      expect(answer.text).toContain(`<a href="#f-${field}">`);
    expect(answer.text).toContain('value="nobody"');
    expect((await make({ username: 'ANN' })).text).toContain('There is ann, who would be mixed up');
    expect((await make({ username: 'ann' })).text).toContain('There is somebody with this username');
    expect(await rowsOf(world, 'SELECT id FROM people ORDER BY id')).toEqual(before);
  });

  test('are listed fifty to a page, with filters in the address', async () => {
    const other = await world.make.domain();
    await Promise.all(
      Array.from({ length: 60 }, (_, at) => world.addPerson(`crowd${at}`, { password_hash: null })),
    );
    await world.make.person({ domain_id: other.id, username: 'crowd-elsewhere' });
    const first = await dora.get('/adm/msu/people?q=crowd');
    expect(first.text).toContain('1–50 of 60');
    expect(first.text).not.toContain('crowd-elsewhere');
    expect((await dora.get('/adm/msu/people?q=crowd&page=2')).text).toContain('51–60 of 60');
    expect((await dora.get('/adm/msu/people?show=no-password&q=crowd')).text).toContain('of 60');
    const coordinators = (await dora.get('/adm/msu/people?show=coordinators')).text;
    expect(coordinators).toContain('dave');
    expect(coordinators).not.toContain('crowd');
  });

  test('are changed, unless another coordinator did so meanwhile, which the second one is told', async () => {
    await world.addPerson('mary');
    const path = await pathOf('mary');
    const dave = await signedIn(world, 'dave');
    const old = await dave.get(path);
    expect((await send(path, { displayName: 'Mary One', email: 'm@x.example' })).status).toBe(303);
    const marks = { csrf: hidden(old, 'csrf'), mark: hidden(old, 'mark') };
    const second = await dave.post(path, { ...marks, displayName: 'Mary Two', email: '' });
    expect(second.status).toBe(409);
    expect(second.text).toContain('Now: Mary One');
    expect((await find('mary'))?.display_name).toBe('Mary One');
    expect((await audits('person-changed')).at(-1)?.after_value).toContain('Mary One');
  });

  test('of another domain, and numbers that are none, are not there', async () => {
    const elsewhere = await world.make.domain();
    const foreign = await world.make.person({ domain_id: elsewhere.id });
    for (const id of [foreign.id, 0, '01', '1e3', '-1', '99999999999', 'x', '%20']) {
      for (const path of ['', '/address', '/disable', '/anonymise', '/erase'])
        expect([id, path, (await dora.get(`/adm/msu/people/${id}${path}`)).status]).toEqual([id, path, 404]);
    }
    const csrf = hidden(await dora.get('/adm/msu/people/new'), 'csrf');
    for (const path of ['', '/address', '/disable', '/anonymise', '/erase', '/enable', '/sessions']) {
      const fields = { csrf, typed: foreign.username, displayName: 'Taken over' };
      expect((await dora.post(`/adm/msu/people/${foreign.id}${path}`, fields)).status).toBe(404);
    }
    const [row] = await rowsOf<PersonRow>(world, 'SELECT * FROM people WHERE id = ?', [foreign.id]);
    expect(row).toMatchObject({ display_name: 'A person', disabled_at: null });
    expect(await rowsOf(world, 'SELECT * FROM one_time_addresses')).toEqual([]);
  });

  test('get a one-time address that is shown once, ends nothing until it is used, and voids the one before', async () => {
    await world.addPerson('rita');
    const rita = await signedIn(world, 'rita');
    const path = await pathOf('rita');
    const given = await send(`${path}/address`);
    expect(given.status).toBe(200);
    const [, token = ''] = /http:\/\/localhost:8080\/password\/([\w-]{43})/.exec(given.text) ?? [];
    expect(token).not.toBe('');
    expect((await dora.get(path)).text).not.toContain(token);
    expect((await rita.get('/')).status).toBe(200);
    const kept = JSON.stringify(await rowsOf(world, 'SELECT * FROM audit'));
    expect(kept + world.logLines.join('')).not.toContain(token);
    const second = await send(`${path}/address`);
    expect((await world.browser().get(`/password/${token}`)).status).toBe(404);
    const [, good = ''] = /\/password\/([\w-]{43})/.exec(second.text) ?? [];
    const visitor = world.browser();
    const form = await visitor.get(`/password/${good}`);
    const fields = { csrf: hidden(form, 'csrf'), password: 'velvet-harbour-lantern' };
    expect((await visitor.post(`/password/${good}`, fields)).status).toBe(200);
    expect((await rita.get('/')).headers.location).toBe('/login');
  });

  test('ask for the password before an address or a right is given, and before anybody is erased', async () => {
    await world.addPerson('sven');
    const path = await pathOf('sven');
    world.clock.now += hour / 2;
    for (const act of ['address', 'erase', 'anonymise'])
      expect([act, (await send(`${path}/${act}`, { typed: 'sven' })).status]).toEqual([act, 422]);
    const right = { displayName: 'Sven', coordinator: 'on' };
    expect((await send(path, right)).text).toContain('name="confirmPassword"');
    expect((await find('sven'))?.domain_coordinator).toBe(0);
    expect((await send(path, { ...right, confirmPassword: 'wrong-harbour-lantern' })).status).toBe(422);
    world.clock.now += 10_000;
    expect((await send(path, { ...right, confirmPassword: password })).status).toBe(303);
    expect((await find('sven'))?.domain_coordinator).toBe(1);
    await change(world, "UPDATE people SET domain_coordinator = 0 WHERE username = 'sven'");
  });

  test('are disabled at once, launches included, and let in again', async () => {
    const item = await world.addItem({ item_id: 'page1' });
    const link = await world.addLink(item);
    const student = await launched(world, link, { username: 'ann' });
    const path = await pathOf('ann');
    expect((await dora.get(`${path}/disable`)).text).toContain('One open session ends at once');
    expect((await send(`${path}/disable`)).status).toBe(303);
    expect((await student.get('/msu/phy101/page1')).status).not.toBe(200);
    const visitor = world.browser();
    expect((await tryToSignIn(visitor, { username: 'ann' })).status).toBe(401);
    expect((await send(`${path}/enable`)).status).toBe(303);
    expect((await tryToSignIn(visitor, { username: 'ann' })).status).toBe(303);
    expect((await send(`${path}/sessions`)).status).toBe(303);
    expect((await visitor.get('/')).headers.location).toBe('/login');
  });

  test('keep the last coordinator of a course, and nobody shuts themselves out', async () => {
    await world.addPerson('cora');
    const role = await world.make.role({
      course_id: world.course.id,
      person_id: await idOf('cora'),
      role: 'coordinator',
    });
    const path = await pathOf('cora');
    const answer = await send(`${path}/disable`);
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('Nobody else coordinates these courses: phy101');
    expect((await send(`${path}/erase`, { typed: 'cora' })).status).toBe(409);
    expect((await find('cora'))?.disabled_at).toBe(null);
    await change(world, "UPDATE roles SET ends = '2020-01-01' WHERE id = ?", [role.id]);
    expect((await send(`${path}/disable`)).status).toBe(303);
    const self = await pathOf('dora');
    expect((await send(`${self}/disable`)).status).toBe(409);
    expect((await send(self, { displayName: 'Dora', coordinator: '' })).status).toBe(422);
    expect(await find('dora')).toMatchObject({ disabled_at: null, domain_coordinator: 1 });
  });

  test('keep one coordinator of the domain where two shut each other out at the same moment', async () => {
    const dave = await signedIn(world, 'dave');
    const [toDave, toDora] = [await pathOf('dave'), await pathOf('dora')];
    const answers = await Promise.all([send(`${toDave}/disable`), send(`${toDora}/disable`, {}, dave)]);
    expect(answers.map(({ status }) => status).sort()).not.toEqual([303, 303]);
    const left = await rowsOf(
      world,
      "SELECT id FROM people WHERE domain_coordinator = 1 AND disabled_at IS NULL AND domain_id = (SELECT id FROM domains WHERE name = 'msu')",
    );
    expect(left.length).toBe(1);
    await change(world, 'UPDATE people SET disabled_at = NULL WHERE domain_coordinator = 1');
  });

  test('are anonymised: the name goes, also from the journal, and the numbers stay', async () => {
    const person = await world.addPerson('gone1', { email: 'gone1@x.example', display_name: 'Gone One' });
    await world.make.role({ course_id: world.course.id, person_id: person.id });
    const item = await world.addItem({ item_id: 'page2' });
    const link = await world.addLink(item);
    await launched(world, link, { username: 'gone1' });
    const path = await pathOf('gone1');
    expect((await send(`${path}/anonymise`, { typed: 'gone2' })).status).toBe(422);
    expect((await send(`${path}/anonymise`, { typed: 'gone1' })).status).toBe(303);
    const [row] = await rowsOf<PersonRow>(world, 'SELECT * FROM people WHERE id = ?', [person.id]);
    expect(row?.username).toMatch(/^removed-[a-z0-9]{4}-[a-z0-9]{4}$/);
    expect(row).toMatchObject({ email: null, password_hash: null, display_name: row?.username });
    expect(await rowsOf(world, 'SELECT id FROM roles WHERE person_id = ?', [person.id])).toHaveLength(1);
    expect(await rowsOf(world, 'SELECT 1 AS x FROM lms_users WHERE person_id = ?', [person.id])).toEqual([]);
    await purge(world.database.door, { clock: () => world.clock.now, holder: 'test' });
    const [line] = await world.journal();
    expect(line).toMatchObject({ named: row?.username, person: row?.username });
    expect(await rowsOf(world, 'SELECT * FROM forgotten_names')).toEqual([]);
    const [audit] = (await audits('person-anonymised')).slice(-1);
    expect(JSON.stringify(audit)).not.toContain('gone1');
  });

  test('are erased with roles and settings of their own; the username is free again', async () => {
    const person = await world.addPerson('gone3');
    await world.make.role({ course_id: world.course.id, person_id: person.id });
    await world.set({ audience: 'person', person_id: person.id, access: 'only' });
    const path = await pathOf('gone3');
    expect((await dora.get(`${path}/erase`)).text).toContain('One role in a course is lost');
    expect((await send(`${path}/erase`, { typed: 'gone3' })).status).toBe(303);
    for (const table of ['roles', 'deep_links'])
      expect(await rowsOf(world, `SELECT id FROM ${table} WHERE person_id = ?`, [person.id])).toEqual([]);
    expect((await dora.get(path)).status).toBe(404);
    expect((await make({ username: 'gone3' })).status).toBe(303);
    expect(await idOf('gone3')).not.toBe(person.id);
  });

  test('are no concern of a domain coordinator elsewhere, nor of a course coordinator', async () => {
    const other = await world.make.domain({ name: 'osu' });
    await world.make.person({
      domain_id: other.id,
      username: 'olga',
      fold_hash: sha256('olga'),
      password_hash: await hashOf(password),
      domain_coordinator: 1,
    });
    const olga = await signedIn(world, 'olga', 'osu');
    const csrf = hidden(await olga.get('/adm/osu/people/new'), 'csrf');
    expect((await olga.get('/adm/msu/people')).status).toBe(404);
    expect((await olga.post('/adm/msu/people/new', { csrf, username: 'spy' })).status).toBe(404);
    expect((await olga.get(`/adm/osu/people/${await idOf('dora')}`)).status).toBe(404);
    expect(await find('spy')).toBe(undefined);
  });
});
