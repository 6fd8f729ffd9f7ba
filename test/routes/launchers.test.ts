import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readLaunchers } from '../../src/services/launchers/recommendedLaunchers.ts';
import { type Browser, hidden } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { hashOf, rowsOf, signedIn } from './visitors.ts';

const path = '/adm/msu/launchers';

describe.each(engines)('recommended launchers, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    dora = await signedIn(world, 'dora');
  });
  afterAll(() => world.close());

  async function post(fields: Record<string, string>, to = path) {
    return dora.post(to, { csrf: hidden(await dora.get(path), 'csrf'), ...fields });
  }
  const names = async () =>
    (await rowsOf<{ name: string }>(world, 'SELECT name FROM recommended_launchers')).length;

  test('say what they are for while there is none', async () => {
    expect((await dora.get(path)).text).toContain('Nothing is recommended yet');
  });

  test('are added, listed and removed, and each time written down', async () => {
    const name = 'Campus <i>Moodle</i> 🎓';
    const added = await dora.follow(await post({ name: `  ${name} `, lms: 'moodle' }));
    expect(added.text).toContain('Campus &lt;i&gt;Moodle&lt;/i&gt; 🎓');
    expect(added.text).not.toContain('<i>Moodle');
    const domain = { domainId: world.domain.id, name: 'msu', title: '', timeZone: 'UTC' };
    expect(await readLaunchers(world.database.door, { domain })).toEqual([{ name, lms: 'moodle' }]);
    const removed = await dora.follow(await post({ name }, `${path}/remove`));
    expect(removed.text).toContain('no longer recommended');
    expect((await dora.follow(await post({ name }, `${path}/remove`))).text).toContain(
      'was not recommended any more',
    );
    const deeds = await rowsOf<{ deed: string; object: string }>(
      world,
      'SELECT deed, object FROM audit ORDER BY id',
    );
    expect(deeds.map(({ deed, object }) => [String(deed), String(object)])).toEqual([
      ['launcher-recommended', name],
      ['launcher-dropped', name],
    ]);
  });

  test('keep what was typed and name all that is wrong', async () => {
    const empty = await post({ name: ' ', lms: 'webct' });
    expect(empty.status).toBe(422);
    for (const field of ['name', 'lms']) expect(empty.text).toContain(`<a href="#f-${field}">`);
    const long = await post({ name: 'x'.repeat(81), lms: 'sakai' });
    expect([long.status, long.text.includes('x'.repeat(81))]).toEqual([422, true]);
    expect((await post({ name: 'two\nlines', lms: 'sakai' })).status).toBe(422);
    expect(await names()).toBe(0);
  });

  test('stand there once, also where two coordinators add one at the same moment, and not without end', async () => {
    const csrf = hidden(await dora.get(path), 'csrf');
    const both = await Promise.all([1, 2].map(() => dora.post(path, { csrf, name: 'Twice', lms: 'canvas' })));
    expect(both.map(({ status }) => status).sort()).toEqual([303, 422]);
    for (let n = 1; n < 50; n += 1) await dora.post(path, { csrf, name: `Launcher ${n}`, lms: 'other' });
    expect(await names()).toBe(50);
    const more = await dora.post(path, { csrf, name: 'One too many', lms: 'other' });
    expect([more.status, more.text.includes('At most 50')]).toEqual([422, true]);
  });
});
