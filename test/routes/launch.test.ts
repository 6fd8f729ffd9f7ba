import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import argon2 from 'argon2';
import type { ItemRow, LinkRow } from '../../src/storage/schema/rows.ts';
import { heading, hidden, reference } from '../browserLike.ts';
import { engines } from '../databases.ts';
import { openWorld, password, type World } from '../world.ts';

const hashOf = (text: string) =>
  argon2.hash(text, { type: argon2.argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 });

describe.each(engines)('a launch on %s', (engine) => {
  let world: World;
  let item: ItemRow;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    item = await world.addItem({ item_id: 'intro', title: 'Introduction' });
    link = await world.addLink(item);
    await world.set({ item_id: item.id, access: 'only', protect: 'only domain:1' });
  });
  afterAll(() => world.close());

  test('lands an enrolled student on exactly the item, in one step', async () => {
    const visitor = world.browser();
    const answer = await world.launch(visitor, link);
    expect([answer.status, answer.headers.location, answer.text]).toEqual([303, '/msu/phy101/intro', '']);
    const page = await visitor.follow(answer);
    expect([page.status, heading(page)]).toEqual([200, 'Introduction']);
  });

  test('asks for a password where the launch names nobody here, and then opens the item', async () => {
    const visitor = world.browser();
    const form = await visitor.follow(await world.launch(visitor, link, { username: 'stranger' }));
    expect([form.status, heading(form)]).toEqual([200, 'Sign in']);
    const fields = { csrf: hidden(form, 'csrf'), launch: hidden(form, 'launch'), username: 'ann' };
    for (let wrong = 0; wrong < 3; wrong += 1) {
      const again = await visitor.post('/login', { ...fields, password: 'not it, not it' });
      expect([again.status, heading(again)]).toEqual([401, 'Sign in']);
    }
    const page = await visitor.follow(await visitor.post('/login', { ...fields, password }));
    expect([page.status, heading(page)]).toEqual([200, 'Introduction']);
  });

  test('refuses a forged signature without a cookie', async () => {
    const visitor = world.browser();
    const answer = await world.launch(visitor, link, { secret: 'guessed' });
    expect([answer.status, answer.setCookies]).toEqual([401, []]);
    expect((await world.journal())[0]).toMatchObject({ code: 'bad-signature', reference: reference(answer) });
  });
});
