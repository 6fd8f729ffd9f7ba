import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { sha256 } from '../factories.ts';
import { openWorld, password, type World } from '../world.ts';
import { hashOf, launched, rowsOf, signedIn, tryToSignIn } from './visitors.ts';

const better = 'velvet-harbour-lantern';

describe.each(engines)('one’s own account, on %s', (engine) => {
  let world: World;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora');
    await world.addPerson('eve');
  });
  afterAll(() => world.close());

  async function send(visitor: Browser, path: string, fields: Record<string, string> = {}) {
    return visitor.post(path, { csrf: hidden(await visitor.get('/account'), 'csrf'), ...fields });
  }
  const marks = (text: string) =>
    [...text.matchAll(/name="session" value="([0-9a-f]+)"/g)].map(([, one]) => one);

  test('asks for the old password, names every fault at once, and ends all other sessions', async () => {
    const [here, there] = [await signedIn(world, 'dora'), await signedIn(world, 'dora')];
    const wrong = { oldPassword: '', newPassword: 'short' };
    const refused = await send(here, '/account/password', wrong);
    expect(refused.status).toBe(422);
    for (const field of ['oldPassword', 'newPassword'])
      expect(refused.text).toContain(`<a href="#f-${field}">`);
    const guess = { oldPassword: 'not hers at all', newPassword: better };
    expect((await send(here, '/account/password', guess)).status).toBe(422);
    world.clock.now += 60_000;
    const right = { oldPassword: password, newPassword: better };
    const done = await send(here, '/account/password', right);
    expect([done.status, done.headers.location]).toEqual([303, '/account']);
    expect((await here.follow(done)).text).toContain('Your password was changed.');
    expect((await there.get('/account')).headers.location).toContain('/login');
    const visitor = world.browser();
    expect((await tryToSignIn(visitor, { username: 'dora' })).status).toBe(401);
    world.clock.now += 60_000;
    expect((await tryToSignIn(visitor, { username: 'dora', password: better })).status).toBe(303);
    const [audit] = await rowsOf(world, "SELECT actor, object FROM audit WHERE deed = 'password-changed'");
    expect(audit).toMatchObject({ actor: 'msu/dora', object: 'dora' });
    const kept = JSON.stringify(await rowsOf(world, 'SELECT * FROM audit')) + world.logLines.join('');
    expect(kept).not.toContain(better);
  });

  test('lists sessions by password and by launch, marks this one, and ends one or all', async () => {
    const item = await world.addItem({ item_id: 'week1', title: 'Week <1>' });
    const link = await world.addLink(item);
    const student = await launched(world, link, { username: 'ann' });
    const [here, there] = [await signedIn(world, 'ann'), await signedIn(world, 'ann')];
    const page = await here.get('/account');
    expect(marks(page.text)).toHaveLength(3);
    expect(page.text.match(/this one/g)).toHaveLength(1);
    expect(page.text).toContain('Opened from your LMS: Week &lt;1&gt;');
    const launch = marks(page.text).find((mark) => mark?.length === 32) ?? '';
    expect((await send(here, '/account/sessions', { session: launch })).status).toBe(303);
    expect((await student.get('/msu/phy101/week1')).status).not.toBe(200);
    expect((await there.get('/account')).status).toBe(200);
    expect((await send(here, '/account/everywhere')).headers.location).toBe('/login');
    for (const visitor of [here, there])
      expect((await visitor.get('/account')).headers.location).toContain('/login');
  });

  test('says by which browser somebody signed in, in words, and keeps no more of it', async () => {
    const visitor = world.browser();
    const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:128.0) Gecko/20100101 Firefox/128.0';
    const form = await visitor.get('/login');
    const words = { csrf: hidden(form, 'csrf'), domain: 'msu', username: 'eve', password };
    expect((await visitor.post('/login', words, { 'User-Agent': firefox })).status).toBe(303);
    const { text } = await visitor.get('/account');
    expect(text).toMatch(/this one<\/span><span class="sub">Firefox on Windows<\/span>/);
    const rows = await rowsOf<{ agent: string | null }>(world, 'SELECT agent FROM account_sessions');
    expect(new Set(rows.map(({ agent }) => agent))).toEqual(new Set(['firefox windows', 'other other']));
  });

  test('ends nobody else’s sessions, whatever is sent', async () => {
    const [eve, ann] = [await signedIn(world, 'eve'), await signedIn(world, 'ann')];
    const [foreign = ''] = marks((await ann.get('/account')).text);
    for (const session of [foreign, '', 'x', foreign.slice(2), '0'.repeat(64)])
      expect((await send(eve, '/account/sessions', { session })).status).toBe(303);
    expect((await ann.get('/account')).status).toBe(200);
  });

  test('is not there for whoever came by a launch alone, nor for nobody (R1)', async () => {
    const item = await world.addItem({ item_id: 'week2' });
    const student = await launched(world, await world.addLink(item), { username: 'ann' });
    for (const visitor of [student, world.browser()]) {
      expect((await visitor.get('/account')).headers.location).toContain('/login');
      const csrf = hidden(await visitor.get('/login'), 'csrf');
      const fields = { csrf, oldPassword: password, newPassword: better };
      expect([401, 403]).toContain((await visitor.post('/account/password', fields)).status);
    }
    expect((await tryToSignIn(world.browser(), { username: 'ann' })).status).toBe(303);
  });

  test('serves server administrators as well', async () => {
    await world.make.administrator({
      username: 'root',
      fold_hash: sha256('root'),
      password_hash: await hashOf(password),
    });
    const root = world.browser();
    await tryToSignIn(root, { username: 'root', domain: '' });
    expect(heading(await root.get('/account'))).toBe('Your account');
    const change = { oldPassword: password, newPassword: better };
    expect((await send(root, '/account/password', change)).status).toBe(303);
    expect((await root.get('/account')).status).toBe(200);
  });
});
