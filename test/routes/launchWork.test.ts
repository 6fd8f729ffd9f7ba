import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { HmacKey } from '../../src/crypto/hmac.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { engines } from '../databases.ts';
import { type LaunchChanges, openWorld, type World } from '../world.ts';
import { hashOf } from './visitors.ts';

describe.each(engines)('the work that verifying a launch takes, on %s', (engine) => {
  let world: World;
  let used: LinkRow;
  let unused: LinkRow;
  let unheardOf: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    used = await world.addLink(await world.addItem({ item_id: 'used' }));
    unused = await world.addLink(await world.addItem({ item_id: 'unused', position: 1 }));
    unheardOf = await world.addLink(await world.addItem({ item_id: 'unheard-of', position: 2 }));
    await world.launch(world.browser(), used);
  });
  afterAll(() => world.close());

  /** How many codes were computed for it. */
  async function codesFor(link: LinkRow, changes: LaunchChanges): Promise<[number, number]> {
    const spied = jest.spyOn(HmacKey.prototype, 'code');
    try {
      const { status } = await world.launch(world.browser(), link, changes);
      return [status, spied.mock.calls.length];
    } finally {
      spied.mockRestore();
    }
  }

  test('tells a stranger neither which links and keys there are nor which are in use', async () => {
    const wrong = { secret: 'a guess' };
    const nowhere = { ...unused, short_id: 'zzzzzzzz' };
    const found = [
      await codesFor(used, wrong),
      await codesFor(unused, wrong),
      await codesFor(nowhere, wrong),
      await codesFor(used, { ...wrong, key: 'no such key' }),
      await codesFor(unused, { ...wrong, key: 'no such key' }),
    ];
    const [first] = found;
    expect(first?.[0]).toBe(401);
    expect(found).toEqual(found.map(() => first));
  });

  test('is done once for a launch that opens, of a link that is new here too', async () => {
    const again = await codesFor(used, {});
    expect(again[0]).toBe(303);
    expect(await codesFor(unheardOf, {})).toEqual(again);
  });
});
