import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { NameAndValue } from '../../src/lti/lti11/sign.ts';
import type { LinkRow } from '../../src/storage/schema/rows.ts';
import { engines } from '../databases.ts';
import {
  countOf,
  expectRefused,
  hashOf,
  launchPath,
  marked,
  marker,
  type Posting,
  post,
  without,
  withValue,
} from '../hostile.ts';
import { encode, openWorld, type World } from '../world.ts';

type Pairs = readonly NameAndValue[];

interface Forgery {
  readonly what: string;
  /** One change of an honest launch. */
  readonly change: (pairs: Pairs, link: LinkRow) => Pairs | Partial<Posting>;
  readonly status: number;
  readonly code: string;
}

const forged = { status: 401, code: 'bad-signature' } as const;
const repeated = { status: 400, code: 'repeated-parameter' } as const;
const incomplete = { status: 400, code: 'incomplete' } as const;
const unreadable = { status: 400, code: 'unreadable' } as const;
const notForm = { status: 415, code: 'not-a-form' } as const;
const tooLarge = { status: 413, code: 'too-large' } as const;
const method = { status: 400, code: 'unsupported-method' } as const;

const typed = (type: string | undefined) => () => ({ headers: { 'Content-Type': type } });
const set = (name: string, value: string) => (pairs: Pairs) => withValue(pairs, name, value);
const leave = (name: string) => (pairs: Pairs) => without(pairs, name);
const add =
  (name: string, value: string) =>
  (pairs: Pairs): Pairs => [...pairs, [name, value]];
const asQuery = (query: string) => (_: Pairs, link: LinkRow) => ({ path: `${launchPath(link)}?${query}` });
const signatureOf = (pairs: Pairs) => pairs.find(([name]) => name === 'oauth_signature')?.[1] ?? '';

const forgeries: readonly Forgery[] = [
  { what: 'another username', change: set('lis_person_sourcedid', 'cora'), ...forged },
  { what: 'the username in another case', change: set('lis_person_sourcedid', 'Ann'), ...forged },
  { what: 'another LMS user', change: set('user_id', marker), ...forged },
  { what: 'another role', change: set('roles', 'Administrator'), ...forged },
  { what: 'one more parameter', change: add('custom_more', marker), ...forged },
  { what: 'a parameter taken away', change: leave('custom_marker'), ...forged },
  { what: 'a newer timestamp', change: set('oauth_timestamp', '1766000001'), ...forged },
  { what: 'a fresh nonce', change: set('oauth_nonce', 'fresh'), ...forged },
  { what: 'a query that nobody signed', change: asQuery('chapter=9'), ...forged },
  { what: 'a signature for the other hash', change: set('oauth_signature_method', 'HMAC-SHA256'), ...forged },
  {
    what: 'a signature with other letters',
    change: (pairs) => withValue(pairs, 'oauth_signature', signatureOf(pairs).toLowerCase()),
    ...forged,
  },
  {
    what: 'a signature cut short',
    change: (pairs) => withValue(pairs, 'oauth_signature', signatureOf(pairs).slice(0, -1)),
    ...forged,
  },
  { what: 'a signature of nothing', change: set('oauth_signature', '='), ...forged },
  { what: 'a very long signature', change: set('oauth_signature', 'A'.repeat(100_000)), ...forged },
  { what: 'another key', change: set('oauth_consumer_key', marker), status: 401, code: 'unknown-key' },
  {
    what: 'the key in other letters',
    change: set('oauth_consumer_key', 'Moodle-Prod'),
    status: 401,
    code: 'unknown-key',
  },
  {
    what: 'the key with a blank behind it',
    change: set('oauth_consumer_key', 'moodle-prod '),
    status: 401,
    code: 'unknown-key',
  },
  ...[
    'oauth_consumer_key',
    'oauth_nonce',
    'oauth_timestamp',
    'oauth_signature',
    'oauth_signature_method',
  ].map((name): Forgery => ({ what: `no ${name}`, change: leave(name), ...incomplete })),
  { what: 'an empty signature', change: set('oauth_signature', ''), ...incomplete },
  { what: 'an empty key', change: set('oauth_consumer_key', ''), ...incomplete },
  { what: 'a timestamp that is no number', change: set('oauth_timestamp', marker), ...incomplete },
  { what: 'a timestamp below zero', change: set('oauth_timestamp', '-1'), ...incomplete },
  { what: 'a timestamp beyond all numbers', change: set('oauth_timestamp', '9'.repeat(40)), ...incomplete },
  { what: 'a blank nonce', change: set('oauth_nonce', ' '), ...incomplete },
  { what: 'a nonce of 256 characters', change: set('oauth_nonce', 'n'.repeat(256)), ...incomplete },
  { what: 'another OAuth version', change: set('oauth_version', '2.0'), ...incomplete },
  { what: 'a token', change: add('oauth_token', marker), ...incomplete },
  { what: 'a body hash', change: add('oauth_body_hash', '2jmj7l5rSw0yVb/vlWAYkK/YBwk='), ...incomplete },
  {
    what: 'no OAuth at all',
    change: (pairs) => pairs.filter(([name]) => !name.startsWith('oauth_')),
    status: 400,
    code: 'unsigned',
  },
  { what: 'an empty body', change: () => ({ body: '' }), status: 400, code: 'unsigned' },
  ...['PLAINTEXT', 'RSA-SHA1', 'none', 'hmac-sha1', 'HMAC-MD5', marker, '__proto__'].map(
    (name): Forgery => ({
      what: `the method ${name}`,
      change: set('oauth_signature_method', name),
      ...method,
    }),
  ),
  ...['oauth_consumer_key', 'lti_version', 'lis_person_sourcedid', 'user_id', 'roles', 'context_id'].flatMap(
    (name): Forgery[] => [
      { what: `${name} twice`, change: add(name, marker), ...repeated },
      { what: `${name} in the query`, change: asQuery(`${name}=${encodeURIComponent(marker)}`), ...repeated },
    ],
  ),
  { what: 'resource_link_id in the query, encoded', change: asQuery('resource%5Flink_id=9'), ...repeated },
  { what: 'broken percent-encoding', change: () => ({ body: `a=%ZZ&b=${marker}` }), ...unreadable },
  { what: 'a percent sign at the end', change: () => ({ body: `oauth_nonce=${marker}%` }), ...unreadable },
  { what: 'a broken query', change: asQuery('a=%4'), ...unreadable },
  { what: 'JSON', change: typed('application/json'), ...notForm },
  { what: 'multipart', change: typed(`multipart/form-data; boundary=${marker}`), ...notForm },
  { what: 'plain text', change: typed('text/plain'), ...notForm },
  { what: 'no type', change: typed(undefined), ...notForm },
  { what: 'a compressed body', change: () => ({ headers: { 'Content-Encoding': 'gzip' } }), ...notForm },
  {
    what: '1,001 pairs',
    change: (pairs) => [...pairs, ...Array.from({ length: 1001 - pairs.length }, () => ['x', ''] as const)],
    ...tooLarge,
  },
  { what: 'more than 512 KiB', change: () => ({ body: `x=${'y'.repeat(512 * 1024 - 1)}` }), ...tooLarge },
  { what: '5,000 pairs', change: () => ({ body: '__proto__=1&constructor=2&'.repeat(2500) }), ...tooLarge },
  {
    what: 'a megabyte in chunks',
    change: () => ({
      body: Buffer.alloc(1024 * 1024, 'x'),
      headers: { 'Content-Length': undefined, 'Transfer-Encoding': 'chunked' },
    }),
    ...tooLarge,
  },
];

describe.each(engines)('an honest launch with one change, on %s', (engine) => {
  let world: World;
  let link: LinkRow;
  beforeAll(async () => {
    world = await openWorld(engine, hashOf);
    link = await world.addLink(await world.addItem({ item_id: 'intro', title: 'Introduction' }));
  });
  afterAll(() => world.close());

  test.each(forgeries)('is refused: $what', async ({ change, status, code }) => {
    // A minute for each, so that all of them are journalled singly (R18).
    world.clock.now += 60_000;
    const honest = world.signed(link, { parameters: marked });
    const changed = change(honest, link);
    const posting = Array.isArray(changed)
      ? { body: encode(changed as Pairs) }
      : (changed as Partial<Posting>);
    const burnt = await countOf(world, 'nonces');
    const answer = await post(world.port, { path: launchPath(link), body: encode(honest), ...posting });
    await expectRefused(world, answer, { status, code });
    expect(await countOf(world, 'nonces')).toBe(burnt);
    // The forgery has burnt nothing: the very launch that it was made from still opens.
    const good = await post(world.port, { path: launchPath(link), body: encode(honest) });
    expect([good.status, good.headers.location]).toEqual([303, '/msu/phy101/intro']);
  });
});
