import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, password, type World } from '../world.ts';
import { hashOf, hour, rowsOf, signedIn } from './visitors.ts';

const typed = {
  title: 'Michigan State',
  timeZone: 'America/Detroit',
  trustUsernames: 'on',
  minLength: '20',
  maxLength: '255',
  journalDays: '',
};

describe.each(engines)('the settings of a domain, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    await world.addPerson('dave', { domain_coordinator: 1 });
    dora = await signedIn(world, 'dora');
  });
  afterAll(() => world.close());

  async function save(changes: Record<string, string>, visitor = dora) {
    const form = await visitor.get('/adm/msu/settings');
    const fields = { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark') };
    return visitor.post('/adm/msu/settings', { ...typed, ...fields, ...changes });
  }
  const domains = () => rowsOf<{ title: string; trust_usernames: number }>(world, 'SELECT * FROM domains');

  test('are changed, said to be so on the next page, and written down with before and after', async () => {
    const answer = await save({ title: 'MSU <East Lansing> 🎓', journalDays: '30' });
    expect([answer.status, answer.headers.location]).toEqual([303, '/adm/msu/settings']);
    const page = await dora.follow(answer);
    expect(page.text).toContain('The settings were saved.');
    expect(page.text).toContain('MSU &lt;East Lansing&gt; 🎓');
    expect((await dora.get('/adm/msu/settings')).text).not.toContain('The settings were saved.');
    const [row] = await rowsOf<Record<string, string>>(
      world,
      "SELECT * FROM audit WHERE deed = 'domain-changed'",
    );
    expect(row).toMatchObject({ actor: 'msu/dora', object: 'msu' });
    expect(JSON.parse(row?.before_value ?? '')).toEqual({ title: 'Michigan State', journalDays: null });
    expect(JSON.parse(row?.after_value ?? '')).toEqual({ title: 'MSU <East Lansing> 🎓', journalDays: 30 });
  });

  test('keep what was typed, and name everything that is wrong with it at once, beside the fields', async () => {
    const before = await domains();
    const answer = await save({
      title: ' ',
      timeZone: 'Mars/Olympus',
      minLength: '300',
      journalDays: 'many',
    });
    expect(answer.status).toBe(422);
    for (const field of ['title', 'timeZone', 'minLength', 'journalDays'])
      expect(answer.text).toContain(`<a href="#f-${field}">`);
    expect(answer.text).toContain('value="many"');
    expect(await domains()).toEqual(before);
  });

  test('are not replaced unseen: the second of two coordinators is told what the first one saved', async () => {
    const dave = await signedIn(world, 'dave');
    const form = await dave.get('/adm/msu/settings');
    const marks = { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark') };
    await save({ title: 'Saved first' });
    const second = await dave.post('/adm/msu/settings', { ...typed, ...marks, title: 'Typed second' });
    expect(second.status).toBe(409);
    expect(second.text).toContain('Now: Saved first');
    expect(second.text).toContain('value="Typed second"');
    expect((await domains())[0]?.title).toBe('Saved first');
    const again = { csrf: hidden(second, 'csrf'), mark: hidden(second, 'mark') };
    const third = await dave.post('/adm/msu/settings', { ...typed, ...again, title: 'Typed second' });
    expect(third.status).toBe(303);
    expect((await domains())[0]?.title).toBe('Typed second');
  });

  test('list where the domain is reached, and whether a former address is still used', async () => {
    expect((await dora.get('/adm/msu/settings')).text).toContain('http://localhost:8080');
    const domain_id = world.domain.id;
    await world.make.address({ domain_id, host: 'links.msu.example' });
    await world.make.address({ domain_id, host: 'old.msu.example', is_current: 0 });
    const former = 'http://old.msu.example';
    const item = await world.addItem({ item_id: 'week1' });
    const link = await world.addLink(item);
    await world.launch(world.browser(), link, { username: 'ann' });
    await world.flush();
    const page = await dora.get('/adm/msu/settings');
    expect(page.text).toContain('https://links.msu.example');
    expect(page.text).toContain(former.slice(7));
    // The server's own address counts as a former one since the domain has its own.
    expect(page.text).toContain('1 of the newest 1 launches came to a former address');
  });

  test('ask for the password a quarter of an hour after the sign-in, and change nothing without it', async () => {
    world.clock.now += hour / 2;
    const before = await domains();
    expect((await dora.get('/adm/msu/settings')).text).toContain('name="confirmPassword"');
    expect((await save({ title: 'Unattended' })).status).toBe(422);
    expect((await save({ title: 'Unattended', confirmPassword: 'not hers at all' })).status).toBe(422);
    expect(await domains()).toEqual(before);
    world.clock.now += 10_000;
    expect((await save({ title: 'Confirmed', confirmPassword: password })).status).toBe(303);
    expect((await domains())[0]?.title).toBe('Confirmed');
  });
});
