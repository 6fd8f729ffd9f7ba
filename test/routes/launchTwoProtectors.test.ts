import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { engines } from '../databases.ts';
import { change, expectRefused, hashOf, marked, postPairs } from '../hostile.ts';
import { type LaunchChanges, openWorld, type World } from '../world.ts';

describe.each(engines)('of two protectors with one key and one secret, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro' }));
    await world.addProtector({ plainSecret: 'twin', consumer_key: 'twin', number: 71 });
    const ofCourse = { course_id: world.course.id, number: 72 };
    await world.addProtector({ plainSecret: 'twin', consumer_key: 'twin', ...ofCourse });
  });
  beforeEach(() => {
    world.clock.now += 60_000;
  });
  afterAll(() => world.close());

  const send = (changes: LaunchChanges = {}) =>
    postPairs(
      world,
      link,
      world.signed(link, { ...changes, parameters: { ...marked, ...changes.parameters } }),
    );
  const opens = async (changes: LaunchChanges = {}) => expect((await send(changes)).status).toBe(303);

  const twins = { key: 'twin', secret: 'twin' };
  const counts = async () => (await world.journal())[0]?.protector;

  test("the course's counts first", async () => {
    await opens(twins);
    expect(await counts()).toMatchObject({ level: 'course', number: 72 });
  });

  test('the first that the item accepts counts (R13)', async () => {
    const guarded = await world.addItem({ item_id: 'guarded' });
    await world.set({ item_id: guarded.id, access: 'only', protect: 'only domain:71' });
    const there = await world.addLink(guarded);
    expect((await postPairs(world, there, world.signed(there, twins))).status).toBe(303);
    expect(await counts()).toMatchObject({ level: 'domain', number: 71 });
  });

  test.each([
    ['course', 72, 71],
    ['domain', 71, 72],
  ])(
    'a form that the one of the %s has let in is not let in by the other once that alone is open',
    async (_, spender, other) => {
      const set = (number: number, enabled: 0 | 1) =>
        change(world, 'UPDATE protectors SET enabled = ? WHERE number = ?', [enabled, number]);
      const form = world.signed(link, twins);
      await set(other, 0);
      expect((await postPairs(world, link, form)).status).toBe(303);
      await set(other, 1);
      await set(spender, 0);
      await expectRefused(world, await postPairs(world, link, form), { status: 403, code: 'replayed' });
      await set(spender, 1);
    },
  );

  test('a form is spent for both while both are open', async () => {
    const form = world.signed(link, twins);
    expect((await postPairs(world, link, form)).status).toBe(303);
    await change(world, 'UPDATE protectors SET enabled = 0 WHERE number = 72');
    await expectRefused(world, await postPairs(world, link, form), { status: 403, code: 'replayed' });
    await change(world, 'UPDATE protectors SET enabled = 1 WHERE number = 72');
  });

  test('one that only has the same key does not spend what the other signs', async () => {
    const other = { course_id: world.course.id, number: 73, consumer_key: 'same-key' };
    await world.addProtector({ plainSecret: 'theirs', ...other });
    await world.addProtector({ plainSecret: 'ours', consumer_key: 'same-key', number: 74 });
    const moment = { key: 'same-key', nonce: 'by chance', timestamp: Math.floor(world.clock.now / 1000) };
    await opens({ ...moment, secret: 'theirs' });
    await opens({ ...moment, secret: 'ours' });
  });

  test("the other does not help past the first one's refusal of the person", async () => {
    const stop = JSON.stringify({
      parameter: 'lis_person_sourcedid',
      transform: { kind: 'none' },
      otherwise: 'stop',
    });
    await change(world, 'UPDATE protectors SET use_identity = ? WHERE number = 72', [stop]);
    const answer = await send({ ...twins, username: 'nobody' });
    const line = await expectRefused(world, answer, { status: 403, code: 'stopped' });
    expect(line.protector).toMatchObject({ level: 'course', number: 72 });
  });

  test("the other does not help past the first one's origins", async () => {
    await change(world, "UPDATE protectors SET origin_check = 'enforce' WHERE number = 72");
    await expectRefused(world, await send(twins), { status: 403, code: 'origin-refused' });
  });
});
