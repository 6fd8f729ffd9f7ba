import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { encode, openWorld, type World } from '../world.ts';
import { hashOf, rowsOf, signedIn } from './visitors.ts';

const day = 86_400_000;

describe.each(engines)('the places of a short URL, on %s (R7)', (engine) => {
  let world: World;
  let cora: Browser;
  let exam: ItemRow;
  let link: LinkRow;
  let path: string;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    const person = await world.addPerson('cora');
    await world.make.role({ course_id: world.course.id, person_id: person.id, role: 'coordinator' });
    exam = await world.addItem({ item_id: 'exam', title: 'Exam <1>' });
    link = await world.addLink(exam);
    path = `/adm/msu/phy101/links/${link.short_id}/places`;
    cora = await signedIn(world, 'cora');
  });
  afterAll(() => world.close());

  async function launch(context_id: string | undefined, more: Record<string, string> = {}, on = link) {
    const parameters = { context_id, ...more };
    const visitor = world.browser();
    const body = encode(world.signed(on, { parameters }));
    return (await visitor.postFromElsewhere(`/adm/launch/tiny/msu/${on.short_id}`, body)).status;
  }
  async function send(fields: Record<string, string>, { visitor = cora, to = path } = {}) {
    const form = await visitor.get(to);
    const { csrf, mark } = { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark') };
    return visitor.post(to, { csrf, mark, ...fields });
  }
  const approve = (context: string, resource = '', deed = 'whole') =>
    send({ deed, protector: 'domain:1', context, resource });
  const approved = () =>
    rowsOf<{ id: number; context_id: string; resource_link_id: string }>(
      world,
      `SELECT id, context_id, resource_link_id FROM link_places WHERE link_id = ${link.id} ORDER BY id`,
    );
  const check = async () =>
    (
      await rowsOf<{ place_check: string | null }>(
        world,
        `SELECT place_check FROM links WHERE id = ${link.id}`,
      )
    )[0]?.place_check ?? 'off';
  const removal = async (n: number) => `${path}/${(await approved())[n]?.id ?? 0}/remove`;

  test('say what to do while no launch has shown one', async () => {
    const page = await cora.get(path);
    expect(page.status).toBe(200);
    expect(page.text).toContain('No launch has shown a place yet.');
    expect(page.text).toContain('Places of Exam &lt;1&gt;');
  });

  test('are proposed by good launches, with their titles, and approved with a click', async () => {
    const titles = { context_title: 'Physics <b>101</b>', resource_link_title: 'שלום 🎓' };
    for (let n = 0; n < 3; n += 1) await launch('17861', { resource_link_id: '17', ...titles });
    await launch('"><script>alert(1)</script>', { resource_link_id: "' OR 1=1 --" });
    await world.flush();
    const page = await cora.get(path);
    expect(page.text).toContain('<bdi>Physics &lt;b&gt;101&lt;/b&gt; › שלום 🎓</bdi>');
    expect(page.text).toContain('&lt;script&gt;');
    expect(page.text).not.toContain('<script>alert');
    expect(page.text).toMatch(/data-name="Good launches">3</);
    const answer = await approve('17861', '17', 'link');
    expect([answer.status, answer.headers.location]).toEqual([303, path]);
    expect((await cora.follow(answer)).text).toContain('The place is approved.');
    expect(await approved()).toMatchObject([{ context_id: '17861', resource_link_id: '17' }]);
    const [row] = await rowsOf<Record<string, string>>(
      world,
      "SELECT * FROM audit WHERE deed = 'place-approved'",
    );
    expect(row).toMatchObject({ actor: 'msu/cora', object: `${link.short_id} for exam` });
    expect(JSON.parse(row?.after_value ?? '')).toEqual({
      protector: 'domain:1',
      context: '17861',
      resourceLink: '17',
    });
    // Once more it is there already, and its context may be approved as a whole beside it.
    expect((await cora.follow(await approve('17861', '17', 'link'))).text).toContain('It was so already');
    await approve('17861');
    expect(await approved()).toHaveLength(2);
    const listed = await cora.get(path);
    expect(listed.text).toContain('every link of it');
    await send({}, { to: await removal(1) });
    expect(await approved()).toHaveLength(1);
  });

  test('are refused only after the page has shown whom that would have met', async () => {
    const page = await cora.get(path);
    expect(page.text).toContain(
      'Of 4 good launches of the last 14 days, Refuse would have turned 1 away. Places are counted since',
    );
    const refused = await send({ deed: 'check', mode: 'enforce' });
    expect([refused.status, await check()]).toEqual([422, 'off']);
    expect(refused.text).toContain('<a href="#f-confirmed">');
    expect(await launch('elsewhere')).toBe(303);
    expect((await send({ deed: 'check', mode: 'enforce', confirmed: 'on' })).status).toBe(303);
    expect(await check()).toBe('enforce');
    expect(await launch('elsewhere')).toBe(403);
    expect(await launch('17861', { resource_link_id: '17' })).toBe(303);
    await world.flush();
    // What was refused can be found and approved; a word that is none of the three never loosens the check.
    expect((await cora.get(`${path}?q=elsewhere`)).text).toContain('one refused');
    await send({ deed: 'check', mode: 'perhaps' });
    expect(await check()).toBe('enforce');
    const deeds = await rowsOf<{ before_value: string; after_value: string }>(
      world,
      "SELECT before_value, after_value FROM audit WHERE deed = 'place-check-chosen'",
    );
    expect(deeds.map((row) => [row.before_value, row.after_value])).toEqual([
      ['{"placeCheck":"off"}', '{"placeCheck":"enforce"}'],
    ]);
  });

  test('are taken away on a page that says what follows, above all for the last one', async () => {
    const to = await removal(0);
    const page = await cora.get(to);
    expect(page.status).toBe(200);
    expect(page.text).toContain('4 good launches of the last 14 days came in by this approval alone.');
    expect(page.text).toContain('It is the last place of all');
    const answer = await send({}, { to });
    expect([answer.status, answer.headers.location]).toEqual([303, path]);
    expect(await approved()).toEqual([]);
    expect(await launch('17861', { resource_link_id: '17' })).toBe(403);
    expect((await cora.get(to)).status).toBe(404);
    await send({ deed: 'check', mode: 'off' });
    // With none approved it would shut out everybody.
    const refused = await send({ deed: 'check', mode: 'enforce', confirmed: 'on' });
    expect([refused.status, await check()]).toEqual([422, 'off']);
    expect(refused.text).toContain('Approve a place first');
  });

  test('are typed, too; what is wrong is said beside the fields, and what was typed stays', async () => {
    const type = (fields: Record<string, string>) => send({ deed: 'type', ...fields });
    const wrong = await type({ protector: 'course:99', context: 'é'.repeat(128), resource: 'a\u0000b' });
    expect(wrong.status).toBe(422);
    for (const field of ['protector', 'context', 'resource'])
      expect(wrong.text).toContain(`<a href="#f-${field}">`);
    expect(wrong.text).toContain(`value="${'é'.repeat(128)}"`);
    expect((await type({ protector: 'domain:1', context: ' ' })).status).toBe(422);
    expect((await type({ protector: 'domain:1', context: 'x'.repeat(2_001) })).status).toBe(400);
    expect(await approved()).toEqual([]);
    expect((await type({ protector: 'domain:1', context: ' 4711\t', resource: '' })).status).toBe(303);
    expect(await approved()).toMatchObject([{ context_id: '4711', resource_link_id: '' }]);
    // An id that really ends in a blank comes from the list, and is another one.
    await approve('4711 ');
    expect((await approved()).map(({ context_id }) => context_id)).toEqual(['4711', '4711 ']);
  });

  test('are not replaced unseen where two coordinators are at it', async () => {
    await world.addPerson('dora', { domain_coordinator: 1 });
    const dora = await signedIn(world, 'dora');
    const form = await dora.get(path);
    const fields = { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark') };
    const first = await removal(0);
    const removing = await dora.get(first);
    await approve('first');
    const before = await approved();
    const stale = await dora.post(path, { ...fields, deed: 'check', mode: 'warn' });
    expect([stale.status, await check()]).toEqual([409, 'off']);
    expect(stale.text).toContain('Somebody else changed the places');
    const marks = { csrf: hidden(removing, 'csrf'), mark: hidden(removing, 'mark') };
    expect((await dora.post(first, marks)).status).toBe(409);
    expect(await approved()).toEqual(before);
    const again = { csrf: hidden(stale, 'csrf'), mark: hidden(stale, 'mark') };
    expect((await dora.post(path, { ...again, deed: 'check', mode: 'warn' })).status).toBe(303);
    expect(await check()).toBe('warn');
  });

  test('of another short URL, course or domain are not there', async () => {
    const { make, domain } = world;
    const other = await make.course({ domain_id: domain.id, course_id: 'chem' });
    const theirs = await world.addLink(await world.addItem({ item_id: 'theirs', course_id: other.id }));
    const ours = await world.addLink(await world.addItem({ item_id: 'ours' }));
    const place = (await approved())[0]?.id ?? 0;
    for (const short of [theirs.short_id, 'nosuch1']) {
      expect((await cora.get(`/adm/msu/phy101/links/${short}/places`)).status).toBe(404);
      expect((await cora.get(`/adm/msu/phy101/links/${short}/places/${place}/remove`)).status).toBe(404);
    }
    const before = await approved();
    for (const wrong of [place, '1e3', '0', '99999999999', '-1', '../1']) {
      const to = `/adm/msu/phy101/links/${ours.short_id}/places/${wrong}/remove`;
      expect([wrong, (await cora.get(to)).status]).toEqual([wrong, 404]);
    }
    const form = await cora.get(path);
    const fields = { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark') };
    const foreign = `/adm/msu/phy101/links/${ours.short_id}/places/${place}/remove`;
    expect((await cora.post(foreign, fields)).status).toBe(404);
    const approving = { ...fields, deed: 'whole', protector: 'domain:1', context: 'x' };
    expect((await cora.post(`/adm/msu/phy101/links/${theirs.short_id}/places`, approving)).status).toBe(404);
    // A protector of another course cannot be named.
    await world.addProtector({ plainSecret: 'theirs', course_id: other.id, number: 7 });
    const named = await send({ deed: 'whole', protector: 'course:7', context: 'x' });
    expect(named.status).toBe(422);
    expect(await approved()).toEqual(before);
    expect(await rowsOf(world, `SELECT id FROM link_places WHERE link_id <> ${link.id}`)).toEqual([]);
  });

  test('stay few, whatever a teacher with the key makes up; approved ones are still told apart', async () => {
    const flooded = await world.addLink(await world.addItem({ item_id: 'flooded' }));
    const scope = { d: world.domain.id, l: flooded.id, p: world.protector.id };
    await world.database.door.write((sql) =>
      sql.run(
        'INSERT INTO link_places (domain_id, link_id, protector_id, context_id, resource_link_id, approved_at) VALUES (?, ?, ?, ?, ?, 1), (?, ?, ?, ?, ?, 1)',
        [scope.d, scope.l, scope.p, 'good', '1', scope.d, scope.l, scope.p, 'whole', ''],
      ),
    );
    for (let n = 0; n < 120; n += 1) await launch(`made up ${n}`, {}, flooded);
    await world.flush();
    for (let n = 0; n < 30; n += 1) await launch('whole', { resource_link_id: `${n}` }, flooded);
    await launch('good', { resource_link_id: '1' }, flooded);
    await launch('x'.repeat(256), {}, flooded);
    await launch(undefined, {}, flooded);
    await world.flush();
    const rows = await rowsOf<{ kind: string; context_id: string; launches: number }>(
      world,
      `SELECT kind, context_id, launches FROM link_place_days WHERE link_id = ${flooded.id}`,
    );
    expect(rows.filter(({ kind }) => kind === 'place')).toHaveLength(42);
    expect(rows.reduce((sum, { launches }) => sum + Number(launches), 0)).toBe(153);
    expect(rows.find(({ kind }) => kind === 'rest')).toMatchObject({ launches: 81 });
    expect(rows.find(({ kind }) => kind === 'none')).toMatchObject({ launches: 1 });
    expect(rows.find(({ context_id }) => context_id === 'whole')).toMatchObject({ launches: 30 });
    const page = await cora.get(`/adm/msu/phy101/links/${flooded.short_id}/places`);
    expect(page.text).toContain('Refuse would have turned 122 away.');
    expect(page.text).toContain('One of them named no course at all.');
    expect(page.text).toContain('81 came from places that are too many');
  });

  test('are searched and filtered, and those of long ago no longer count', async () => {
    world.clock.now += 20 * day;
    cora = await signedIn(world, 'cora');
    const page = await cora.get(`${path}?state=approved`);
    expect(page.text).toContain('<code>4711</code>');
    expect(page.text).not.toContain('<code>17861</code>');
    expect(page.text).toContain(
      'Of 0 good launches of the last 14 days, Refuse would have turned none away.',
    );
    expect((await cora.get(`${path}?q=%25`)).text).not.toContain('<code>17861</code>');
    expect((await cora.get(`${path}?q=1786`)).text).toContain('<code>17861</code>');
    expect((await cora.get(`${path}?q=PHYSICS`)).text).toContain('<code>17861</code>');
  });

  test('are not learnt from test launches', async () => {
    const count = () => rowsOf(world, 'SELECT launches FROM link_place_days');
    const before = await count();
    const form = await cora.get('/adm/msu/phy101/testlaunch');
    const fields = { csrf: hidden(form, 'csrf'), link: link.short_id, protector: 'domain:1' };
    const answer = await cora.post('/adm/msu/phy101/testlaunch', { ...fields, person: 'ann', lms: 'sakai' });
    expect(answer.status).toBe(303);
    await world.flush();
    expect(await count()).toEqual(before);
  });
});
