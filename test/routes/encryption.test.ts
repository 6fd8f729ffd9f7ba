import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sealAnew } from '../../src/services/keys/domainSeal.ts';
import { heldForNow } from '../../src/services/keys/rootKeyWatch.ts';
import { keyChanges } from '../../src/services/secrets/keyChanges.ts';
import { changeKeys } from '../../src/storage/keyChanges.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import type { Answer } from '../web/httpClient.ts';
import { openWorld, password, type World } from '../world.ts';
import { change, hashOf, hour, rowsOf, signedIn } from './visitors.ts';

const path = '/adm/msu/encryption';

interface Key {
  readonly key_id: string;
  readonly retired_at: number | null;
}

describe.each(engines)('the encryption key of a domain, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    for (let n = 2; n <= 130; n += 1) await world.addProtector({ plainSecret: `Secret ${n} of many` });
    link = await world.addLink(await world.addItem({ item_id: 'week1' }));
    dora = await signedIn(world, 'dora');
  });
  afterAll(() => world.close());

  const keys = async () =>
    (await rowsOf<Key>(world, 'SELECT key_id, retired_at FROM data_keys ORDER BY id DESC')).map((key) => ({
      id: String(key.key_id),
      retired: key.retired_at !== null,
    }));
  const post = async (changes: Record<string, string> = {}) => {
    const form = await dora.get(path);
    return dora.post(path, { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark'), ...changes });
  };
  async function untilDone(): Promise<Answer> {
    for (;;) {
      const page = await dora.get(path);
      if (page.headers.refresh === undefined) return page;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
  const root = () => ({ active: world.rootKey, prepared: undefined, all: [world.rootKey] });

  test('is named with its date and what needs it, and nothing secret is', async () => {
    const page = await dora.get(path);
    const [key] = await keys();
    expect(page.text).toContain(key?.id);
    expect(page.text).toContain('130');
    expect(page.headers.refresh).toBeUndefined();
    expect(page.text).not.toMatch(/Secret \d|A256GCM/);
  });

  test('is changed online: every launch meanwhile opens, the page says how far it is, and it is written down', async () => {
    const before = await keys();
    const answer = await post();
    expect([answer.status, answer.headers.location]).toEqual([303, path]);
    const launches: Promise<Answer>[] = [];
    for (let n = 0; n < 25; n += 1) {
      launches.push(world.launch(world.browser(), link, { username: 'ann' }));
      await dora.get(path);
    }
    for (const launch of await Promise.all(launches))
      expect([launch.status, launch.headers.location]).toEqual([303, expect.stringContaining('/week1')]);
    const page = await untilDone();
    const after = await keys();
    expect(after.length).toBe(before.length + 1);
    expect(after.map(({ retired }) => retired)).toEqual([false, true]);
    expect(page.text).toContain(after[0]?.id);
    const still = await rowsOf<{ n: number }>(
      world,
      `SELECT COUNT(*) AS n FROM protectors WHERE secret NOT LIKE 'v1.A256GCM.${after[0]?.id}.%'`,
    );
    expect(Number(still[0]?.n)).toBe(0);
    const deeds = await rowsOf<Record<string, string>>(world, 'SELECT * FROM audit ORDER BY id');
    expect(deeds.map(({ deed, actor }) => `${deed} ${actor}`)).toEqual([
      'domain-key-made msu/dora',
      'domain-key-retired msu/dora',
    ]);
    const opened = await world.launch(world.browser(), link, { username: 'ann' });
    expect(opened.status).toBe(303);
    expect(world.logLines.join('\n')).not.toContain('Secret 7 of many');
  });

  test('is changed once where the form is sent twice', async () => {
    const form = await dora.get(path);
    const fields = { csrf: hidden(form, 'csrf'), mark: hidden(form, 'mark') };
    const count = (await keys()).length;
    expect((await dora.post(path, fields)).status).toBe(303);
    await untilDone();
    const second = await dora.post(path, fields);
    expect([second.status, second.text.includes('was changed meanwhile')]).toEqual([409, true]);
    expect((await keys()).length).toBe(count + 1);
  });

  test('is gone on with after a server was ended in the middle of it, without a further key', async () => {
    const domain = { id: world.domain.id, name: 'msu' };
    const now = world.clock.now;
    await changeKeys(world.database.door, (sql) => sealAnew(sql, { domain, root: root(), now }));
    const count = (await keys()).length;
    const page = await dora.get(path);
    expect(page.headers.refresh).toBe('3');
    expect(page.text).toContain('0 of 130 secrets');
    expect(page.text).toContain('Go on with the change');
    expect(page.text).toContain('link protector 1, Campus Moodle');
    expect((await world.launch(world.browser(), link, { username: 'ann' })).status).toBe(303);
    expect((await post()).status).toBe(303);
    await untilDone();
    const after = await keys();
    expect([after.length, after.filter(({ retired }) => !retired).length]).toEqual([count, 1]);
  });

  test('stops between two batches when the server is to end, and keeps what was done', async () => {
    const trouble: unknown[] = [];
    const parts = { root: heldForNow(root()), now: () => world.clock.now };
    const changes = keyChanges(world.database.door, {
      ...parts,
      trouble: (_domain, error) => trouble.push(error),
    });
    const [person] = await rowsOf<{ id: number }>(world, "SELECT id FROM people WHERE username = 'dora'");
    const by = {
      person: { id: person?.id ?? 0, domain: 'msu', username: 'dora' },
      domain: { domainId: world.domain.id, name: 'msu', title: '', timeZone: 'UTC' },
    } as unknown as Parameters<typeof changes.start>[0];
    expect(await changes.start(by)).toBe('started');
    expect(changes.isRunning(world.domain.id)).toBe(true);
    await changes.stop();
    expect([changes.isRunning(world.domain.id), trouble]).toEqual([false, []]);
    expect((await dora.get(path)).text).toMatch(/(?:50|0) of 130 secrets/);
    expect((await post()).status).toBe(303);
    expect((await untilDone()).text).not.toContain('of 130 secrets');
  });

  test('names secrets that do not open any more, and keeps them for a key that may come back', async () => {
    const broken = "UPDATE protectors SET secret = CONCAT(secret, 'AAAA') WHERE number = 5";
    const sqlite = "UPDATE protectors SET secret = secret || 'AAAA' WHERE number = 5";
    await change(world, engine === 'sqlite' ? sqlite : broken);
    expect((await post()).status).toBe(303);
    let page = await dora.get(path);
    for (let turn = 0; turn < 100 && !page.text.includes('Go on with the change'); turn += 1) {
      await new Promise((resolve) => setTimeout(resolve, 30));
      page = await dora.get(path);
    }
    expect(page.text).toContain('129 of 130 secrets');
    expect(page.text).toMatch(/<li>link protector 5, /);
  });

  test('asks for the password after a while, and changes nothing without it', async () => {
    world.clock.now += hour / 2;
    const count = (await keys()).length;
    expect((await dora.get(path)).text).toContain('name="confirmPassword"');
    expect((await post()).status).toBe(422);
    expect((await post({ confirmPassword: 'not hers at all' })).status).toBe(422);
    expect((await keys()).length).toBe(count);
    world.clock.now += 10_000;
    expect((await post({ confirmPassword: password })).status).toBe(303);
  });

  test('waits for the first secret in a domain that keeps none', async () => {
    const elsewhere = await world.make.domain({ name: 'osu' });
    await world.addPerson('otto', { domain_id: elsewhere.id, domain_coordinator: 1 });
    const otto = await signedIn(world, 'otto', 'osu');
    const page = await otto.get('/adm/osu/encryption');
    expect(page.text).toContain('Nothing secret is kept yet');
    expect(page.text).not.toContain('Change the encryption key');
  });
});
