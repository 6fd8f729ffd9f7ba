import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { engines } from '../databases.ts';
import { change, countOf, expectRefused, hashOf, launchPath, marked, marker, postPairs } from '../hostile.ts';
import { encode, type LaunchChanges, openWorld, type World } from '../world.ts';

const lifetime = 300;

describe.each(engines)('a launch with a good signature on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
  });
  beforeEach(() => {
    world.clock.now += 60_000;
  });
  afterAll(() => world.close());

  const signed = (changes: LaunchChanges = {}, to = link) =>
    world.signed(to, { ...changes, parameters: { ...marked, ...changes.parameters } });
  const send = (changes: LaunchChanges = {}, to = link) => postPairs(world, to, signed(changes, to));
  const now = () => Math.floor(world.clock.now / 1000);

  const ages: readonly [string, number, number, string | undefined][] = [
    ['just within the lifetime', lifetime, 0, undefined],
    ['within it to the last millisecond', lifetime, 999, undefined],
    ['a second past the lifetime', lifetime + 1, 0, 'stale'],
    ['of last year', 31_536_000, 0, 'stale'],
    ['of the year 1970', 0, 0, 'stale'],
    ['sixty seconds ahead', -60, 0, undefined],
    ['sixty-one seconds ahead', -61, 0, 'future'],
    ['of the far future', -900_000_000_000_000, 0, 'future'],
  ];
  test.each(ages)('that is %s gets the answer of its age', async (what, age, milliseconds, code) => {
    world.clock.now = now() * 1000 + milliseconds;
    const timestamp = what.includes('1970') ? 0 : now() - age;
    const before = await countOf(world, 'nonces');
    const answer = await send({ timestamp });
    if (code === undefined) expect(answer.status).toBe(303);
    else {
      const line = await expectRefused(world, answer, { status: 403, code });
      // Nothing was decided about anybody, and nobody is signed in.
      expect([line.identity, line.person, line.named]).toEqual([null, null, 'ann']);
      expect(await countOf(world, 'nonces')).toBe(before);
    }
    expect((await world.journal())[0]?.clockDifference).toBe(
      Math.max(-2_000_000_000, Math.min(2_000_000_000, now() - timestamp)),
    );
  });

  test('keeps to a short lifetime of its protector, and is known to the journal in spite of a flood', async () => {
    await world.addProtector({ plainSecret: 'short', consumer_key: 'short', nonce_lifetime: 10 });
    const short = { key: 'short', secret: 'short' };
    expect((await send({ ...short, timestamp: now() - 10 })).status).toBe(303);
    for (let forged = 0; forged < 70; forged += 1) await send({ secret: 'guessed' });
    await expectRefused(world, await send({ ...short, timestamp: now() - 11 }), {
      status: 403,
      code: 'stale',
    });
  });

  const wrong = { status: 400, code: 'wrong-message' } as const;
  const missing = { status: 400, code: 'incomplete-message' } as const;
  const messages: readonly [string, Record<string, string | undefined>, { status: number; code: string }][] =
    [
      ['another message', { lti_message_type: 'ContentItemSelectionRequest' }, wrong],
      ['an unknown message', { lti_message_type: marker }, wrong],
      ['no message type', { lti_message_type: undefined }, missing],
      ['a blank message type', { lti_message_type: ' ' }, missing],
      ['LTI 2', { lti_version: 'LTI-2p0' }, wrong],
      ['an unknown version', { lti_version: marker }, wrong],
      ['no version', { lti_version: undefined }, missing],
      ['no resource link', { resource_link_id: undefined }, missing],
      ['an empty resource link', { resource_link_id: '' }, missing],
    ];
  test.each(messages)('is refused with %s, and a copy of it alike', async (_, parameters, refusal) => {
    const pairs = signed({ parameters });
    await expectRefused(world, await postPairs(world, link, pairs), refusal);
    await expectRefused(world, await postPairs(world, link, pairs), refusal);
    expect((await send()).status).toBe(303);
  });

  const closings: readonly [string, string, () => readonly (string | number)[]][] = [
    ['switched off', 'UPDATE links SET enabled = 0', () => []],
    ['not yet open', 'UPDATE links SET valid_from = ?', () => [now() + 1]],
    ['over', 'UPDATE links SET valid_until = ?', () => [now()]],
    ['in an archived course', 'UPDATE courses SET archived_at = ?', () => [1]],
  ];
  const reopen = [
    'UPDATE links SET enabled = 1, valid_from = NULL, valid_until = NULL',
    'UPDATE courses SET archived_at = NULL',
  ];
  test.each(closings)('opens nothing where the link is %s', async (_, text, values) => {
    await change(world, text, values());
    const pairs = signed();
    const closed = { status: 403, code: 'link-closed' } as const;
    await expectRefused(world, await postPairs(world, link, pairs), closed);
    for (const again of reopen) await change(world, again);
    // What was refused once stays refused, however things change: the student clicks again.
    await expectRefused(world, await postPairs(world, link, pairs), closed);
    expect((await send()).status).toBe(303);
  });

  test('opens nothing where the item takes no launch, or not from this protector', async () => {
    const item = await world.addItem({ item_id: 'guarded' });
    const there = await world.addLink(item);
    const setting = await world.set({ item_id: item.id, access: 'off' });
    const set = (columns: string) =>
      change(world, `UPDATE deep_links SET ${columns} WHERE id = ?`, [setting.id]);
    await expectRefused(world, await send({}, there), { status: 403, code: 'link-closed' });
    const others = ['only domain:2', 'only course:1', 'only', 'key', '', 'everybody'];
    for (const protect of others) {
      await set(`access = 'only', protect = '${protect}'`);
      const answer = await send({}, there);
      expect([protect, answer.status >= 400, answer.setCookies]).toEqual([protect, true, []]);
      if (protect.includes(':')) await expectRefused(world, answer, { status: 403, code: 'wrong-protector' });
    }
    await set("protect = 'only domain:1 course:1'");
    expect((await send({}, there)).status).toBe(303);
  });

  test('opens nothing where the item is gone, and says so without a fault', async () => {
    const item = await world.addItem({ item_id: 'gone' });
    const there = await world.addLink(item);
    const visitor = world.browser();
    const pairs = signed({}, there);
    const body = encode(pairs);
    expect((await visitor.postFromElsewhere(launchPath(there), body)).status).toBe(303);
    await change(world, 'DELETE FROM items WHERE id = ?', [item.id]);
    await expectRefused(world, await send({}, there), { status: 403, code: 'item-gone' });
    // Also in the browser in which that very launch had opened it.
    const again = await visitor.postFromElsewhere(launchPath(there), body);
    expect([again.status, again.setCookies]).toEqual([403, []]);
  });

  test('opens only from an approved place in the LMS where the link is bound to one (R7)', async () => {
    const there = await world.addLink(await world.addItem({ item_id: 'exam' }));
    const bind = (check: string | null) =>
      change(world, 'UPDATE links SET place_check = ? WHERE id = ?', [check, there.id]);
    const approve = (context: string, resource: string, linkId = there.id) =>
      change(
        world,
        `INSERT INTO link_places (domain_id, link_id, protector_id, context_id, resource_link_id, approved_at)
         VALUES (?, ?, ?, ?, ?, 1)`,
        [world.domain.id, linkId, world.protector.id, context, resource],
      );
    const from = (context_id: string | undefined, resource_link_id = '17') =>
      send({ parameters: { context_id, resource_link_id } }, there);
    const elsewhere = { status: 403, code: 'wrong-context' } as const;

    await bind('enforce');
    await expectRefused(world, await from('17861'), elsewhere);
    await approve('exam', '');
    await approve('17861', '17', link.id);
    await approve('quiz', '4');
    for (const context of ['17861', 'EXAM', 'exam ', '', undefined, marker])
      await expectRefused(world, await from(context), elsewhere);
    await expectRefused(world, await from('quiz', '5'), elsewhere);
    expect([(await from('exam', '99')).status, (await from('quiz', '4')).status]).toEqual([303, 303]);
    await bind('warn');
    expect((await from('17861')).status).toBe(303);
    expect((await world.journal())[0]?.notes).toContain('other-place');
    await bind('Enforce');
    expect((await from('exam')).status).toBe(500);
    await bind(null);
    expect((await from('17861')).status).toBe(303);
  });
});
