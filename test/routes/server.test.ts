import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, heading, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { sha256 } from '../factories.ts';
import { openWorld, password, type World } from '../world.ts';
import { hashOf, hour, rowsOf, signedIn, tryToSignIn } from './visitors.ts';

describe.each(engines)('the pages of the server, on %s', (engine) => {
  let world: World;
  let root: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    for (const username of ['root', 'rosa'])
      await world.make.administrator({
        username,
        fold_hash: sha256(username),
        password_hash: await hashOf(password),
      });
    root = await enter('root');
  });
  afterAll(() => world.close());

  async function enter(username: string): Promise<Browser> {
    const visitor = world.browser();
    expect((await tryToSignIn(visitor, { username, domain: '' })).status).toBe(303);
    return visitor;
  }
  async function send(path: string, fields: Record<string, string> = {}, visitor = root) {
    const csrf = hidden(await visitor.get('/adm/domains/new'), 'csrf');
    return visitor.post(path, { csrf, ...fields });
  }
  const addressIn = (text: string) => /(\/password\/[\w-]{43})/.exec(text)?.[1] ?? '';
  async function setPassword(path: string) {
    const visitor = world.browser();
    const form = await visitor.get(path);
    return visitor.post(path, { csrf: hidden(form, 'csrf'), password });
  }
  const addresses = () =>
    rowsOf<{ host: string; is_current: number }>(
      world,
      'SELECT host, is_current FROM domain_addresses ORDER BY host',
    );

  test('lead from an empty server to a domain whose coordinator signs in and is led on', async () => {
    expect((await root.get('/')).text).toContain('href="/adm/domains/new"');
    const made = await send('/adm/domains/new', {
      name: 'osu',
      title: 'Ohio <State> 🎓',
      timeZone: 'America/New_York',
      username: 'olga',
      displayName: 'Olga O.',
      email: '',
    });
    expect(made.status).toBe(200);
    expect((await setPassword(addressIn(made.text))).status).toBe(200);
    const olga = await signedIn(world, 'olga', 'osu');
    const home = await olga.get('/');
    expect(home.text).toContain('Manage Ohio &lt;State&gt; 🎓');
    expect((await olga.get('/adm/osu/people')).status).toBe(200);
    const audit = await rowsOf<{ deed: string; actor: string }>(
      world,
      "SELECT deed, actor FROM audit WHERE domain_id = (SELECT id FROM domains WHERE name = 'osu') ORDER BY id",
    );
    expect(audit.map(({ deed, actor }) => [deed, actor])).toEqual(
      ['domain-made', 'person-made', 'one-time-address-given'].map((deed) => [deed, 'server/root']),
    );
    expect((await root.get('/adm/domains?q=ohio')).text).toContain('/adm/domains/osu');
    expect((await root.get('/adm/domains?q=nowhere')).text).toContain('Nothing matches');
  });

  test('name every fault of a new domain at once, and make none of it', async () => {
    const before = await rowsOf(world, 'SELECT id FROM domains');
    const wrong = { name: 'Login', title: ' ', timeZone: 'Mars', username: '', email: 'x' };
    const answer = await send('/adm/domains/new', wrong);
    expect(answer.status).toBe(422);
    for (const field of ['name', 'title', 'timeZone', 'username', 'email'])
      expect(answer.text).toContain(`<a href="#f-${field}">`);
    expect(answer.text).toContain('<a href="#f-title">Title: ');
    for (const name of ['launch', 'server', 'msu', '-x', 'a'.repeat(33)]) {
      const fields = { name, title: 'T', timeZone: 'UTC', username: 'u' };
      expect([name, (await send('/adm/domains/new', fields)).status]).toEqual([name, 422]);
    }
    expect(await rowsOf(world, 'SELECT id FROM domains')).toEqual(before);
  });

  test('allow hosts to one domain each, keep former ones, and take them away again', async () => {
    const allow = (origin: string, current = '') => send('/adm/domains/msu/hosts', { origin, current });
    expect((await allow('https://links.msu.example', 'on')).status).toBe(303);
    expect((await allow('https://new.msu.example', 'on')).status).toBe(303);
    expect((await allow('https://old.msu.example/')).status).toBe(303);
    expect(await addresses()).toEqual([
      { host: 'links.msu.example', is_current: 0 },
      { host: 'new.msu.example', is_current: 1 },
      { host: 'old.msu.example', is_current: 0 },
    ]);
    const taken = await send('/adm/domains/osu/hosts', { origin: 'https://old.msu.example', current: 'on' });
    expect([taken.status, taken.text.includes('belongs to another domain')]).toEqual([422, true]);
    for (const origin of ['', 'links', 'https://x.example/path', 'http://localhost:8080', 'javascript:1'])
      expect([origin, (await allow(origin)).status]).toEqual([origin, 422]);
    const page = '/adm/domains/msu/hosts/new.msu.example';
    expect((await root.get(page)).text).toContain('New links get the server&#39;s own address');
    expect((await send(page)).status).toBe(303);
    expect((await send('/adm/domains/osu/hosts/old.msu.example')).status).toBe(404);
    expect((await addresses()).map(({ host }) => host)).toEqual(['links.msu.example', 'old.msu.example']);
    for (const host of ['links', 'old']) await send(`/adm/domains/msu/hosts/${host}.msu.example`);
    expect(await addresses()).toEqual([]);
  });

  test('name coordinators, and give addresses to coordinators alone (R2)', async () => {
    const named = await send('/adm/domains/msu/coordinators', { username: 'dirk', displayName: 'Dirk' });
    expect(addressIn(named.text)).not.toBe('');
    const known = await send('/adm/domains/msu/coordinators', { username: 'ann' });
    expect(known.status).toBe(303);
    const [ann, , dora] = await rowsOf<{ id: number; username: string; domain_coordinator: number }>(
      world,
      "SELECT id, username, domain_coordinator FROM people WHERE username IN ('ann', 'dirk', 'dora') ORDER BY username",
    );
    expect(ann?.domain_coordinator).toBe(1);
    expect((await send(`/adm/domains/msu/coordinators/${dora?.id}`)).status).toBe(200);
    expect((await send(`/adm/domains/osu/coordinators/${dora?.id}`)).status).toBe(404);
    const student = await world.addPerson('student');
    expect((await send(`/adm/domains/msu/coordinators/${student.id}`)).status).toBe(404);
    const alike = await send('/adm/domains/msu/coordinators', { username: 'DORA' });
    expect([alike.status, alike.text.includes('There is dora')]).toEqual([422, true]);
  });

  test('make administrators, and keep one where two disable each other at the same moment', async () => {
    const rosa = await enter('rosa');
    const made = await send('/adm/administrators', { username: 'ruth' });
    expect((await setPassword(addressIn(made.text))).status).toBe(200);
    expect(heading(await (await enter('ruth')).get('/adm/administrators'))).toBe('Administrators');
    expect((await send('/adm/administrators', { username: 'RUTH' })).status).toBe(422);
    const listed = await rowsOf<{ id: number; username: string }>(world, 'SELECT * FROM administrators');
    const idOf = (name: string) => listed.find(({ username }) => username === name)?.id ?? 0;
    expect((await send(`/adm/administrators/${idOf('root')}/disable`)).status).toBe(409);
    expect((await send(`/adm/administrators/${idOf('ruth')}/disable`)).status).toBe(303);
    const answers = await Promise.all([
      send(`/adm/administrators/${idOf('rosa')}/disable`),
      send(`/adm/administrators/${idOf('root')}/disable`, {}, rosa),
    ]);
    expect(answers.map(({ status }) => status)).not.toEqual([303, 303]);
    const left = await rowsOf<{ id: number; username: string }>(
      world,
      'SELECT * FROM administrators WHERE disabled_at IS NULL',
    );
    expect(left).toHaveLength(1);
    root = await enter(left[0]?.username ?? '');
    expect((await send(`/adm/administrators/${idOf('ruth')}/enable`)).status).toBe(303);
    const given = await send(`/adm/administrators/${idOf('ruth')}/address`);
    expect(addressIn(given.text)).not.toBe('');
  });

  test('ask for the password again a while after the sign-in', async () => {
    world.clock.now += hour / 2;
    expect((await send('/adm/administrators', { username: 'rolf' })).status).toBe(422);
    expect((await send('/adm/domains/msu/coordinators', { username: 'dirk2' })).status).toBe(422);
    const confirmed = { username: 'rolf', confirmPassword: password };
    expect((await send('/adm/administrators', confirmed)).status).toBe(200);
  });
});
