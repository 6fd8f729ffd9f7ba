import { createHmac } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { baseString, parametersOf } from '../../src/lti/lti11/baseString.ts';
import { parsePairs } from '../../src/model/pairs.ts';
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
  without,
} from '../hostile.ts';
import { encode, type LaunchChanges, moodleReturn, openWorld, publicUrl, type World } from '../world.ts';

/** Sends so much and ends its side of the line; waits until the server ends its own. */
function hangUp(port: number, text: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    socket.resume();
    socket.once('error', () => undefined);
    socket.once('close', () => resolve());
  });
}

describe.each(engines)('what a signed launch may hold on %s', (engine) => {
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

  const signed = (changes: LaunchChanges = {}) =>
    world.signed(link, { ...changes, parameters: { ...marked, ...changes.parameters } });
  const send = (changes: LaunchChanges = {}) => postPairs(world, link, signed(changes));
  const now = () => Math.floor(world.clock.now / 1000);
  const launchFrom = (origin: string | undefined) =>
    post(world.port, { path: launchPath(link), body: encode(signed()), headers: { Origin: origin } });
  const codeOf = async () => (await world.journal())[0]?.code;

  test('is 1,000 pairs and half a megabyte, and not one more (R13)', async () => {
    const pairs = (count: number) => {
      const base = signed().length;
      return Object.fromEntries(Array.from({ length: count - base }, (_, n) => [`custom_${n}`, 'v']));
    };
    expect((await send({ parameters: pairs(1000) })).status).toBe(303);
    await expectRefused(world, await send({ parameters: pairs(1001) }), { status: 413, code: 'too-large' });
    const most = 512 * 1024;
    // Nothing between two signs of and is no pair, so that the size changes and the signature stays.
    const filled = (bytes: number) => {
      const body = encode(signed({ parameters: { custom_x: 'x'.repeat(500_000) } }));
      return body + '&'.repeat(bytes - body.length);
    };
    const path = launchPath(link);
    expect((await post(world.port, { path, body: filled(most) })).status).toBe(303);
    const over = filled(most + 1);
    await expectRefused(world, await post(world.port, { path, body: over }), {
      status: 413,
      code: 'too-large',
    });
    expect(await codeOf()).toBe('too-large');
  });

  test('may be of another charset by its word or its bytes, and the journal names it (R12)', async () => {
    const by = async (type: string, body: string | Buffer) => {
      const headers = { 'Content-Type': type };
      const answer = await post(world.port, { path: launchPath(link), body, headers });
      return [answer.status, (await world.journal())[0]?.notes.filter((note) => note !== 'other-origin')];
    };
    const form = 'application/x-www-form-urlencoded';
    expect(await by(`${form}; charset=UTF-8`, encode(signed()))).toEqual([303, []]);
    expect(await by(`${form};charset="utf-8"`, encode(signed()))).toEqual([303, []]);
    expect(await by(form.toUpperCase(), encode(signed()))).toEqual([303, []]);
    expect(await by(`${form}; charset=iso-8859-1`, encode(signed()))).toEqual([303, ['other-charset']]);
    // An LMS that signs and sends the bytes of another charset.
    const latin = `${encode(without(signed(), 'oauth_signature'))}&ext_x=%E9`;
    const { pairs } = parsePairs(Buffer.from(latin), '');
    const text = baseString(publicUrl, launchPath(link), parametersOf(pairs));
    const signature = createHmac('sha1', 'a%20secret%20of%20the%20tests&').update(text).digest('base64');
    const sent = `${latin}&oauth_signature=${encodeURIComponent(signature)}`;
    expect(await by(form, sent)).toEqual([303, ['not-utf8']]);
    expect(await by(form, sent.replace('%E9', '%E8'))).toEqual([401, ['not-utf8', 'key-of:domain:1']]);
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

  test('leads back to the LMS from a refusal only when its signature is good (R28)', async () => {
    const wayBackOf = ({ text }: { text: string }) => /href="(https:[^"]*)"/.exec(text)?.[1];
    await change(world, "UPDATE protectors SET origins = '[]'");
    const stale = await send({ timestamp: now() - 9000 });
    expect(wayBackOf(stale)?.startsWith(`${moodleReturn.replace('&', '&amp;')}&amp;lti_errormsg=`)).toBe(
      true,
    );
    expect(stale.text).toContain('Back to Moodle');
    const forged = await send({ timestamp: now() - 9000, secret: 'guessed' });
    expect(forged.text).not.toMatch(/lms\.example|sesskey|Moodle/);
    expect(wayBackOf(forged)).toBeUndefined();
  });

  test('may be signed with SHA-256', async () => {
    expect((await send({ method: 'HMAC-SHA256' })).status).toBe(303);
    await expectRefused(world, await send({ method: 'HMAC-SHA256', secret: 'guessed' }), {
      status: 401,
      code: 'bad-signature',
    });
  });

  test('is nothing as long as it is not whole, and nobody else suffers', async () => {
    const body = encode(signed());
    const head = `POST ${launchPath(link)} HTTP/1.1\r\nHost: localhost:8080\r\nContent-Type: application/x-www-form-urlencoded\r\n`;
    const before = await countOf(world, 'nonces');
    const half = body.slice(0, body.length / 2);
    for (const broken of [
      `${head}Content-Length: ${body.length}\r\n\r\n${half}`,
      `${head}Transfer-Encoding: chunked\r\n\r\n${half.length.toString(16)}\r\n${half}\r\n`,
      `${head}Content-Length: ${half.length}\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      `${head}Content-Length: ${half.length}\r\nTransfer-Encoding: chunked\r\n\r\n${half}`,
    ])
      await hangUp(world.port, broken);
    expect(await countOf(world, 'nonces')).toBe(before);
    expect((await post(world.port, { path: launchPath(link), body })).status).toBe(303);
  });

  test('opens in the middle of a flood of large forgeries, which are turned away without a fault', async () => {
    const forged = encode(signed({ secret: 'guessed', parameters: { custom_x: 'x'.repeat(100_000) } }));
    const path = launchPath(link);
    const flood = Array.from({ length: 20 }, () => post(world.port, { path, body: forged }));
    expect((await send()).status).toBe(303);
    for (const { status, setCookies } of await Promise.all(flood))
      expect([status, setCookies]).toEqual([401, []]);
    expect((await send({ parameters: { custom_x: 'x'.repeat(100_000) } })).status).toBe(303);
  });
});
