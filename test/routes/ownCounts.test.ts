import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countLaunches } from '../../src/services/journal/countLaunches.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import type { Browser } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, type World } from '../world.ts';
import { hashOf, signedIn } from './visitors.ts';

describe.each(engines)('launches by day where people look, on %s', (engine) => {
  let world: World;
  let dora: Browser;
  let link: LinkRow;
  let other: LinkRow;
  const protector = '/adm/msu/protectors/1';
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    await world.addPerson('dora', { domain_coordinator: 1 });
    link = await world.addLink(await world.addItem({ item_id: 'week1', title: 'Week 1' }));
    other = await world.addLink(await world.addItem({ item_id: 'week2', title: 'Week 2' }));
    await world.addProtector({ plainSecret: 'another', consumer_key: 'second', name: 'Second' });
    dora = await signedIn(world, 'dora');
  });
  afterAll(() => world.close());

  const linkPage = () => dora.get(`/adm/msu/phy101/links/${link.short_id}`);
  const launches = async (path: string) =>
    (await dora.get(path)).text
      .match(/(\d+) opened, (\d+) asked to sign in, (\d+) refused\. The table/)
      ?.slice(1);

  test('say that nobody came while nobody did', async () => {
    for (const path of [protector, `${protector}/launches`]) {
      const page = await dora.get(path);
      expect([path, page.status]).toEqual([path, 200]);
      expect(page.text).toContain('It has let nobody in yet.');
      expect(page.text).not.toContain('<svg class="plot"');
    }
    expect((await linkPage()).text).toContain('It has let nobody in yet.');
    expect((await dora.get('/adm/msu/protectors/99/launches')).status).toBe(404);
  });

  test('show each protector’s, link’s and item’s own, before they are counted and after', async () => {
    for (let n = 0; n < 3; n += 1) await world.launch(world.browser(), link, { username: 'ann' });
    await world.launch(world.browser(), link, { username: 'nobody-here' });
    await world.launch(world.browser(), other, { username: 'ann' });
    await world.launch(world.browser(), link, { username: 'ann', key: 'second', secret: 'another' });
    await world.flush();
    const shown = async () => ({
      protector: await launches(`${protector}/launches`),
      second: await launches('/adm/msu/protectors/2/launches'),
      link: await launches(`/adm/msu/phy101/links/${link.short_id}`),
      item: await launches('/adm/msu/phy101/contents/week2'),
    });
    const expected = {
      protector: ['4', '1', '0'],
      second: ['1', '0', '0'],
      link: ['4', '1', '0'],
      item: ['1', '0', '0'],
    };
    expect(await shown()).toEqual(expected);
    const count = () =>
      countLaunches(world.database.door, { clock: () => world.clock.now, holder: 'test', settled: 0 });
    await count();
    await count();
    expect(await shown()).toEqual(expected);
    const page = await linkPage();
    expect(page.text).toContain('It last let somebody in');
    expect(page.text).toContain(`/adm/msu/phy101/journal?link=${link.short_id}`);
    expect(page.text).toContain('The same as a table');
    expect(page.text).not.toContain('Clock of the LMS');
    expect((await dora.get(`${protector}/launches`)).text).toContain('Clock of the LMS');
    expect((await dora.get(protector)).text).toContain('/adm/msu/journal?protector=domain%3A1');
  });

  test('warn of a clock long before launches are refused for it', async () => {
    world.clock.now += 86_400_000;
    dora = await signedIn(world, 'dora');
    expect((await dora.get(protector)).text).not.toContain('seconds slow');
    const timestamp = Math.floor(world.clock.now / 1000) - 100;
    await world.launch(world.browser(), link, { username: 'ann', timestamp });
    await world.flush();
    for (const path of [protector, `${protector}/launches`]) {
      const page = await dora.get(path);
      expect(page.text).toContain('The clock of this LMS is 100 seconds slow. From 300 seconds on');
    }
    expect((await linkPage()).text).not.toContain('seconds slow');
  });
});
