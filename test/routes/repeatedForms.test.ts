import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { engines } from '../databases.ts';
import { change, hashOf, postPairs } from '../hostile.ts';
import { openWorld, type World } from '../world.ts';

const minute = 60_000;

// R18: whoever holds one form that was signed once cannot fill the journal with it, nor hide others behind it.
describe.each(engines)('a signed form that is sent again and again, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro' }));
  });
  beforeEach(async () => {
    world.clock.now += 60 * minute;
    await world.journal();
    await change(world, 'DELETE FROM launches');
  });
  afterAll(() => world.close());

  const rows = async (code: string) => (await world.journal()).filter((line) => line.code === code);
  const sendOften = async (form: ReturnType<World['signed']>, times: number) => {
    for (let n = 0; n < times; n += 1) expect((await postPairs(world, link, form)).status).toBe(403);
  };

  test.each([
    ['replayed', 0],
    ['stale', -10 * minute],
    ['future', 10 * minute],
  ])('is counted in one row once it has had its few, while it is %s', async (code, offset) => {
    const timestamp = Math.floor((world.clock.now + offset) / 1000);
    const form = world.signed(link, { timestamp });
    if (code === 'replayed') expect((await postPairs(world, link, form)).status).toBe(303);
    await sendOften(form, 30);
    const found = await rows(code);
    expect(found).toHaveLength(11);
    expect(found.reduce((sum, { times }) => sum + times, 0)).toBe(30);
  });

  test('leaves every other form its own row', async () => {
    const timestamp = Math.floor((world.clock.now - 10 * minute) / 1000);
    await sendOften(world.signed(link, { timestamp }), 30);
    for (let n = 0; n < 10; n += 1) await sendOften(world.signed(link, { timestamp }), 1);
    const single = (await rows('stale')).filter(({ times }) => times === 1);
    expect(single).toHaveLength(10 + 10);
  });

  test('has its few again a minute later', async () => {
    const timestamp = Math.floor((world.clock.now - 10 * minute) / 1000);
    const form = world.signed(link, { timestamp });
    await sendOften(form, 11);
    world.clock.now = Math.ceil((world.clock.now + 1) / minute) * minute;
    await sendOften(form, 2);
    expect(await rows('stale')).toHaveLength(10 + 1 + 2);
  });
});
