import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { engines } from '../databases.ts';
import { change, hashOf, launchPath, post } from '../hostile.ts';
import { encode, openWorld, type World } from '../world.ts';
import { rowsOf } from './visitors.ts';

// R26: whether a check would refuse good launches can only be told from what was written down of them.
describe.each(engines)('the journal on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro' }));
  });
  afterAll(() => world.close());

  const send = (origin: string | undefined, secret = 'a secret of the tests') =>
    post(world.port, {
      path: launchPath(link),
      body: encode(world.signed(link, { secret })),
      headers: { Origin: origin },
    });
  const newest = async () => {
    await world.journal();
    const [row] = await rowsOf(world, 'SELECT origin, return_origin FROM launches ORDER BY id DESC LIMIT 1');
    return row;
  };

  test.each([
    ['https://lms.example', 'https://lms.example'],
    ['null', 'null'],
    [undefined, 'none'],
    ["https://x.example; script-src 'unsafe-inline'", 'other'],
  ])('knows that a signed launch came from %s', async (origin, word) => {
    await send(origin);
    expect(await newest()).toEqual({ origin: word, return_origin: 'https://lms.example' });
  });

  test('keeps no origin of what nobody has signed', async () => {
    await change(world, 'DELETE FROM launches');
    await send('https://evil.example', 'a wrong secret');
    expect(await newest()).toEqual({ origin: null, return_origin: null });
  });
});
