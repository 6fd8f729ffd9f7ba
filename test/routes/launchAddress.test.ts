import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { engines } from '../databases.ts';
import {
  change,
  countOf,
  expectRefused,
  hashOf,
  launchPath,
  lineOf,
  marked,
  type Posting,
  post,
} from '../hostile.ts';
import type { Answer } from '../web/httpClient.ts';
import { encode, openWorld, publicUrl, type World } from '../world.ts';

const unknown = { status: 401, code: 'unknown-link' } as const;

/** Everything that a sender sees, but for the number and what differs in every answer. */
function outside({ status, headers, text }: Answer): unknown {
  const { date: _, 'content-security-policy': policy, ...rest } = headers;
  const plain = (one: string) => one.replace(/nonce-[\w-]+/g, 'nonce').replace(/nonce="[^"]*"/g, 'nonce');
  return {
    status,
    rest,
    policy: plain(String(policy)),
    text: plain(text.replace(/id="reference">[^<]*/, 'id="reference">')),
  };
}

describe.each(engines)('the address of a launch on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro' }), { short_id: 'AbCdEf' });
    await change(world, "UPDATE protectors SET origin_check = 'off'");
    await world.addProtector({ plainSecret: 'shut', consumer_key: 'shut', enabled: 0 });
  });
  afterAll(() => world.close());

  const bodyFor = (signedUrl?: string) =>
    encode(world.signed(link, { parameters: marked, ...(signedUrl ? { url: signedUrl } : {}) }));
  const to = (path: string, headers: Record<string, string | undefined> = {}, signedUrl?: string) =>
    post(world.port, { path, headers, body: bodyFor(signedUrl) });

  const methods = ['GET', 'PUT', 'HEAD', 'TRACE', 'OPTIONS', 'DELETE', 'PATCH', 'PROPFIND'];
  test.each(methods)('does not take %s, and says what it takes', async (method) => {
    const before = await countOf(world, 'nonces');
    for (const path of [launchPath(link), `${launchPath(link)}/`]) {
      const answer = await post(world.port, { path, method, body: method === 'TRACE' ? '' : bodyFor() });
      expect([answer.status, answer.headers.allow, answer.setCookies]).toEqual([405, 'POST', []]);
      if (method === 'GET') expect(answer.text).toContain('Open this from your course');
    }
    expect(await countOf(world, 'nonces')).toBe(before);
  });

  const slashes = [
    ['posted with a slash', '/', '', ['trailing-slash']],
    ['signed with a slash', '', '/', ['trailing-slash']],
    ['both with a slash', '/', '/', []],
  ] as const;
  test.each(slashes)('opens the item when %s', async (_, posted, signed, tolerated) => {
    const visitor = world.browser();
    const body = bodyFor(`${publicUrl}${launchPath(link)}${signed}`);
    expect((await visitor.postFromElsewhere(`${launchPath(link)}${posted}`, body)).status).toBe(303);
    expect((await world.journal())[0]).toMatchObject({ code: 'opened', tolerated });
  });

  const notThere = [
    '//adm/launch/tiny/msu/AbCdEf',
    '/adm//launch/tiny/msu/AbCdEf',
    '/adm/launch/tiny/msu//AbCdEf',
    '/adm/launch/tiny/msu/AbCdEf//',
    '/ADM/launch/tiny/msu/AbCdEf',
    '/adm/Launch/tiny/msu/AbCdEf',
    '/adm/launch/tiny/msu',
    '/adm/launch/tiny/msu/AbCdEf/x',
    '/adm/launch/tiny/../tiny/msu/AbCdEf',
  ];
  test.each(notThere)('is not %s', async (path) => {
    const answer = await to(path, {}, `${publicUrl}${path}`);
    expect([answer.status, answer.setCookies]).toEqual([404, []]);
  });

  const unknownLinks = [
    '/adm/launch/tiny/msu/AbCdEg',
    '/adm/launch/tiny/msu/abcdef',
    '/adm/launch/tiny/msu/AbCdEf%20',
    '/adm/launch/tiny/msu/AbCdEf%00',
    '/adm/launch/tiny/MSU/AbCdEf',
    '/adm/launch/tiny/msu%20/AbCdEf',
    '/adm/launch/tiny/nowhere/AbCdEf',
    '/adm/launch/tiny/msu/A',
    `/adm/launch/tiny/msu/${'A'.repeat(5000)}`,
    '/adm/launch/tiny/msu/__proto__',
  ];
  test.each(unknownLinks)('tells nobody that there is no link at %s', async (path) => {
    const answer = await to(path, {}, `${publicUrl}${path}`);
    if (path.includes('%00')) expect(answer.status).toBe(400);
    else await expectRefused(world, answer, unknown);
  });

  test('does not open a launch that was signed for another link', async () => {
    const other = await world.addLink(await world.addItem({ item_id: 'other' }), { short_id: 'other2' });
    const signed = world.signed(other, { parameters: marked });
    const answer = await post(world.port, { path: launchPath(link), body: encode(signed) });
    await expectRefused(world, answer, { status: 401, code: 'bad-signature' });
  });

  test('answers unknown link, unknown key, closed protector and bad signature alike', async () => {
    const signed = (changes: Parameters<World['signed']>[1]) =>
      post(world.port, { path: launchPath(link), body: encode(world.signed(link, changes)) });
    const answers = [
      await to('/adm/launch/tiny/msu/zzzzzz'),
      await signed({ key: 'nobody has this' }),
      await signed({ key: 'shut', secret: 'shut' }),
      await signed({ secret: 'guessed' }),
    ];
    const codes = await Promise.all(answers.map(async (answer) => (await lineOf(world, answer))?.code));
    expect(codes).toEqual(['unknown-link', 'unknown-key', 'protector-closed', 'bad-signature']);
    const [first, ...others] = answers.map(outside);
    for (const other of others) expect(other).toEqual(first);
  });

  const hosts = [
    'evil.example',
    'localhost',
    'localhost:80',
    'localhost:8081',
    '127.0.0.1:8080',
    'LOCALHOST.:8080',
  ];
  test.each(hosts)('is not taken for %s, whatever was signed', async (host) => {
    for (const url of [undefined, `http://${host}${launchPath(link)}`]) {
      const answer = await to(launchPath(link), { Host: host }, url);
      await expectRefused(world, answer, unknown);
    }
  });

  test('is not what proxies that nobody trusts say', async () => {
    const forwarded = {
      'X-Forwarded-Host': 'evil.example',
      'X-Forwarded-Proto': 'https',
      'X-Forwarded-For': '203.0.113.9',
      Forwarded: 'host=evil.example;proto=https',
    };
    const honest = await to(launchPath(link), forwarded);
    expect([honest.status, honest.headers.location]).toEqual([303, '/msu/phy101/intro']);
    const forged = await to(launchPath(link), forwarded, `https://evil.example${launchPath(link)}`);
    await expectRefused(world, forged, { status: 401, code: 'bad-signature' });
  });

  test("is the domain's own, now and formerly, and the server's only while that is allowed", async () => {
    await world.make.address({
      domain_id: world.domain.id,
      host: 'links.example',
      origin: 'https://links.example',
    });
    await world.make.address({
      domain_id: world.domain.id,
      host: 'old.example:8443',
      origin: 'https://old.example:8443',
      is_current: 0,
    });
    await world.make.address({ host: 'elsewhere.example', origin: 'https://elsewhere.example' });
    const by = (host: string, origin: string) =>
      to(launchPath(link), { Host: host }, `${origin}${launchPath(link)}`);
    const notes = async () => (await world.journal())[0]?.notes;

    expect((await by('links.example', 'https://links.example')).status).toBe(303);
    expect(await notes()).toEqual([]);
    expect((await by('OLD.example:8443', 'https://old.example:8443')).status).toBe(303);
    expect(await notes()).toEqual(['former-address']);
    expect((await by('localhost:8080', publicUrl)).status).toBe(303);
    expect(await notes()).toEqual(['former-address']);

    const forged = { status: 401, code: 'bad-signature' } as const;
    await expectRefused(world, await by('links.example', 'http://links.example'), forged);
    await expectRefused(world, await by('links.example', publicUrl), forged);
    await expectRefused(world, await by('old.example', 'https://old.example'), unknown);
    await expectRefused(world, await by('elsewhere.example', 'https://elsewhere.example'), unknown);

    await change(world, 'UPDATE domains SET server_address = 0 WHERE id = ?', [world.domain.id]);
    await expectRefused(world, await by('localhost:8080', publicUrl), unknown);
    expect((await by('links.example', 'https://links.example')).status).toBe(303);
  });

  const beforeTheLink: readonly [number, Partial<Posting>][] = [
    [405, { method: 'GET' }],
    [405, { method: 'PUT' }],
    [415, { headers: { 'Content-Type': 'text/plain' } }],
    [413, { body: 'x=&'.repeat(1001) }],
    [400, { body: 'a=%ZZ' }],
    [400, { body: 'a=1' }],
    [400, { body: 'oauth_nonce=1&oauth_signature_method=PLAINTEXT' }],
    [400, { body: 'oauth_nonce=1' }],
    [400, { body: 'oauth_nonce=1&oauth_nonce=2' }],
  ];
  test.each(beforeTheLink)('does not matter to what is answered %d (R10)', async (status, posting) => {
    const paths = [launchPath(link), '/adm/launch/tiny/msu/zzzzzz', '/adm/launch/tiny/nowhere/AbCdEf'];
    const answers = await Promise.all(paths.map((path) => post(world.port, { path, body: '', ...posting })));
    expect(answers.map((answer) => answer.status)).toEqual([status, status, status]);
    const [first, ...others] = answers.map(outside);
    for (const other of others) expect(other).toEqual(first);
  });
});
