import { availableParallelism } from 'node:os';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { hidden } from '../browserLike.ts';
import { hashOf } from '../hostile.ts';
import { openWorld, type World } from '../world.ts';

/** Passwords that are looked at until the test lets go. */
function heldHasher(slots: number) {
  let release: () => void = () => undefined;
  let fill: () => void = () => undefined;
  const full = new Promise<void>((resolve) => {
    fill = resolve;
  });
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const count = { begun: 0, atOnce: 0, most: 0 };
  return {
    count,
    /** All slots are taken. */
    full,
    release: () => release(),
    hasher: {
      hash: async () => '',
      async verify() {
        count.begun += 1;
        count.atOnce += 1;
        count.most = Math.max(count.most, count.atOnce);
        if (count.atOnce === slots) fill();
        await released;
        count.atOnce -= 1;
        return false;
      },
    },
  };
}

// R29: each password takes 19 MiB while it is looked at.
describe('200 people who sign in at once', () => {
  const slots = 2 * availableParallelism();
  const { count, full, release, hasher } = heldHasher(slots);
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld('sqlite', hashOf, { hasher });
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
  });
  afterAll(async () => {
    release();
    await world.close();
  });

  test('take the memory of a few, and neither health checks nor launches wait for them', async () => {
    const visitor = world.browser();
    const csrf = hidden(await visitor.get('/login'), 'csrf');
    let answered = 0;
    const all = Array.from({ length: 200 }, async (_, n) => {
      const fields = { csrf, domain: 'msu', username: `person${n}`, password: 'not it, not it' };
      const { status } = await visitor.post('/login', fields);
      answered += 1;
      return status;
    });
    await full;
    expect((await world.browser().get('/livez')).status).toBe(200);
    expect((await world.browser().get('/login')).status).toBe(200);
    expect((await world.launch(world.browser(), link)).status).toBe(303);
    expect([answered, count.begun]).toEqual([0, slots]);
    release();
    expect(new Set(await Promise.all(all))).toEqual(new Set([401]));
    expect([count.begun, count.most]).toEqual([200, slots]);
  }, 60_000);
});
