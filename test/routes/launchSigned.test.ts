import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { heading } from '../browserLike.ts';
import { engines } from '../databases.ts';
import {
  change,
  countOf,
  expectRefused,
  hashOf,
  launchPath,
  marked,
  marker,
  post,
  postPairs,
} from '../hostile.ts';
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
  const launchFrom = (origin: string | undefined) =>
    post(world.port, { path: launchPath(link), body: encode(signed()), headers: { Origin: origin } });

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

  test('under an enforced origin opens only from the approved one (R26)', async () => {
    const approved = JSON.stringify(['https://lms.example', 'https://lms.example:8443']);
    await change(world, "UPDATE protectors SET origins = ?, origin_check = 'enforce' WHERE number = 1", [
      approved,
    ]);
    const foreign = [
      'https://evil.example',
      'http://lms.example',
      'https://lms.example.evil.example',
      'https://lms.example:444',
      'https://LMS.example.',
      'null',
      undefined,
      marker,
    ];
    for (const origin of foreign)
      await expectRefused(world, await launchFrom(origin), { status: 403, code: 'origin-refused' });
    for (const origin of ['https://lms.example', 'https://lms.example:8443'])
      expect((await launchFrom(origin)).status).toBe(303);
    await change(world, "UPDATE protectors SET origin_check = 'warn' WHERE number = 1");
    for (const origin of foreign) {
      expect((await launchFrom(origin)).status).toBe(303);
      expect((await world.journal())[0]?.notes).toContain('other-origin');
    }
    await change(world, "UPDATE protectors SET origin_check = 'off' WHERE number = 1");
    expect((await launchFrom('null')).status).toBe(303);
    expect((await world.journal())[0]?.notes).not.toContain('other-origin');
  });

  const odd: readonly [string, Record<string, string>][] = [
    ['a family that every object has', { tool_consumer_info_product_family_code: 'constructor' }],
    ['a family of prototypes', { tool_consumer_info_product_family_code: '__proto__' }],
    ['a very long family', { tool_consumer_info_product_family_code: 'ä'.repeat(9000) }],
    ['a way back that is a script', { launch_presentation_return_url: 'javascript:alert(1)' }],
    ['a way back with a password', { launch_presentation_return_url: 'https://a:b@lms.example/' }],
    [
      'a way back of 4,000 letters',
      { launch_presentation_return_url: `https://lms.example/?${'a'.repeat(3980)}` },
    ],
    [
      'a way back on a host of 3,000 letters',
      { launch_presentation_return_url: `https://${'a.'.repeat(1500)}example/` },
    ],
    ['names that are no names', { __proto__x: '1', constructor: '2', toString: '3', 'a[b]': '4', '': '5' }],
    ['null characters', { custom_x: '\0', user_id: 'a\0b', lis_person_sourcedid: 'ann' }],
    ['half a megabyte of one value', { custom_x: 'x'.repeat(300_000) }],
  ];
  test.each(odd)('opens in spite of %s', async (_, parameters) => {
    const visitor = world.browser();
    const answer = await visitor.postFromElsewhere(launchPath(link), encode(signed({ parameters })));
    expect([answer.status, heading(await visitor.follow(answer))]).toEqual([303, 'Introduction']);
    // The page that says no takes the same words.
    const stale = await send({ parameters, timestamp: now() - 9000 });
    await expectRefused(world, stale, { status: 403, code: 'stale' });
    expect(stale.text).not.toMatch(/javascript:|a:b@|native code|object/i);
  });

  test('opens in spite of more approved origins than a session has room for', async () => {
    const many = Array.from({ length: 300 }, (_, n) => `https://lms-number-${n}.university.example`);
    await change(world, 'UPDATE protectors SET origins = ? WHERE number = 1', [JSON.stringify(many)]);
    expect((await send()).status).toBe(303);
  });
});
