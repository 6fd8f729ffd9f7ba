import { createHmac } from 'node:crypto';
import { baseString, parametersOf } from '../../src/lti/lti11/baseString.ts';
import type { NameAndValue } from '../../src/lti/lti11/sign.ts';
import type { LaunchCause } from '../../src/model/launchCauses.ts';
import { parsePairs } from '../../src/model/pairs.ts';
import type { LinkRow, ProtectorRow } from '../../src/storage/schema/rows.ts';
import { change, launchPath, type Posting, without, withValue } from '../hostile.ts';
import { encode, type LaunchChanges, publicUrl, type World } from '../world.ts';

/** A world with everything in it that a launch can fail by. */
export interface Broken {
  readonly world: World;
  readonly link: LinkRow;
  readonly off: LinkRow;
  readonly over: LinkRow;
  readonly early: LinkRow;
  readonly gone: LinkRow;
  readonly bound: LinkRow;
  readonly guarded: LinkRow;
  readonly undeep: LinkRow;
  readonly protector: ProtectorRow;
}

export interface BrokenCase {
  readonly cause: LaunchCause;
  readonly what: string;
  /** What is sent. */
  readonly send: (at: Broken) => Partial<Posting> & { readonly path: string; readonly body: string };
  readonly before?: (at: Broken) => Promise<unknown>;
  readonly after?: (at: Broken) => Promise<unknown>;
}

function signedCase(
  cause: LaunchCause,
  what: string,
  changes: LaunchChanges | ((at: Broken) => LaunchChanges),
  linkOf: (at: Broken) => LinkRow = ({ link }) => link,
): BrokenCase {
  return {
    cause,
    what,
    send: (at) => {
      const link = linkOf(at);
      const asked = typeof changes === 'function' ? changes(at) : changes;
      return { path: launchPath(link), body: encode(at.world.signed(link, asked)) };
    },
  };
}

const name = (value: string | undefined): LaunchChanges => ({
  parameters: { lis_person_sourcedid: value },
});
const secret = 'a secret of the tests';
const protectorIs = (columns: string) => (at: Broken) =>
  change(at.world, `UPDATE protectors SET ${columns} WHERE id = ${at.protector.id}`);
const seconds = ({ world }: Broken) => Math.floor(world.clock.now / 1000);
const url = ({ link }: Broken, start = publicUrl) => `${start}/adm/launch/tiny/msu/${link.short_id}`;

export const brokenCases: readonly BrokenCase[] = [
  signedCase('wrong-secret', 'a secret that nobody knows', { secret: 'a secret that nobody knows' }),
  signedCase('expired-secret', 'the old secret, when it is over', {
    key: 'renewed',
    secret: 'the old secret',
  }),
  signedCase('secret-of-another', 'the secret of the other link protector', {
    secret: 'the secret of another',
  }),
  signedCase('secret-blanks', 'a blank behind the secret', { secret: `${secret} ` }),
  signedCase('key-as-secret', 'the key in place of the secret', { secret: 'moodle-prod' }),
  signedCase('empty-secret', 'no secret at all', { secret: '' }),
  signedCase('other-scheme', 'https in place of http', (at) => ({ url: url(at, 'https://localhost:8080') })),
  signedCase('other-port', 'an address without its port', (at) => ({ url: url(at, 'http://localhost') })),
  signedCase('other-host', 'another host name', (at) => ({ url: url(at, 'https://links.msu.example') })),
  signedCase('other-path', 'the short URL in place of the launch URL', ({ link }) => ({
    url: `${publicUrl}/tiny/msu/${link.short_id}`,
  })),
  signedCase('other-link', 'the address of another link', ({ off }) => ({
    url: `${publicUrl}/adm/launch/tiny/msu/${off.short_id}`,
  })),
  {
    cause: 'other-algorithm',
    what: 'a method that was not the one used',
    send: ({ world, link }) => ({
      path: launchPath(link),
      body: encode(withSha1(link, world.signed(link, { method: 'HMAC-SHA256' }))),
    }),
  },
  {
    cause: 'query-not-signed',
    what: 'a query that was not signed',
    send: ({ world, link }) => ({ path: `${launchPath(link)}?lang=de`, body: encode(world.signed(link)) }),
  },
  signedCase('stale', 'a clock that is behind', (at) => ({ timestamp: seconds(at) - 4_000 })),
  signedCase('future', 'a clock that is ahead', (at) => ({ timestamp: seconds(at) + 600 })),
  {
    ...signedCase('replayed', 'the same form a second time', { nonce: 'twice' }),
    before: ({ world, link }) => world.launch(world.browser(), link, { nonce: 'twice' }),
  },
  { cause: 'unsigned', what: 'no signature', send: unsigned('canvas') },
  { cause: 'unsigned-moodle', what: 'no signature, from Moodle', send: unsigned('moodle') },
  {
    cause: 'incomplete',
    what: 'no timestamp',
    send: ({ world, link }) => ({
      path: launchPath(link),
      body: encode(without(world.signed(link), 'oauth_timestamp')),
    }),
  },
  {
    cause: 'unsupported-method',
    what: 'PLAINTEXT',
    send: ({ world, link }) => ({
      path: launchPath(link),
      body: encode(withValue(world.signed(link), 'oauth_signature_method', 'PLAINTEXT')),
    }),
  },
  {
    cause: 'repeated-parameter',
    what: 'a user twice',
    send: ({ world, link }) => ({
      path: launchPath(link),
      body: `${encode(world.signed(link))}&user_id=somebody`,
    }),
  },
  signedCase('wrong-message', 'a selection of content', {
    parameters: { lti_message_type: 'ContentItemSelectionRequest' },
  }),
  signedCase('incomplete-message', 'no resource_link_id', { parameters: { resource_link_id: undefined } }),
  signedCase('unknown-key', 'a key of nobody', { key: 'nobodys-key' }),
  {
    cause: 'unknown-link',
    what: 'an address of no link',
    send: ({ world, link }) => ({
      path: launchPath({ short_id: 'zzzzzzz' }),
      body: encode(world.signed(link)),
    }),
  },
  {
    cause: 'unknown-host',
    what: 'a host name that is not allowed',
    send: ({ world, link }) => ({
      path: launchPath(link),
      body: encode(world.signed(link)),
      headers: { Host: 'alias.msu.example' },
    }),
  },
  ...(
    [
      ['protector-off', 'enabled = 0', 'enabled = 1'],
      ['protector-early', 'valid_from = 9999999999', 'valid_from = NULL'],
      ['protector-over', 'valid_until = 1', 'valid_until = NULL'],
    ] as const
  ).map(
    ([cause, set, back]): BrokenCase => ({
      ...signedCase(cause, `a link protector with ${set}`, {}),
      before: protectorIs(set),
      after: protectorIs(back),
    }),
  ),
  signedCase('protector-secretless', 'a link protector without a secret', { key: 'secretless' }),
  signedCase('wrong-protector', 'a link protector that the item does not take', {}, ({ guarded }) => guarded),
  signedCase('link-off', 'a link that is switched off', {}, ({ off }) => off),
  signedCase('link-over', 'a link whose time is over', {}, ({ over }) => over),
  signedCase('link-early', 'a link whose time has not come', {}, ({ early }) => early),
  signedCase('not-deep-linked', 'an item that takes no launches', {}, ({ undeep }) => undeep),
  signedCase('item-gone', 'an item that is gone', {}, ({ gone }) => gone),
  signedCase('wrong-context', 'another course of the LMS', {}, ({ bound }) => bound),
  ...originCases(),
  signedCase('name-missing', 'no name', name(undefined)),
  signedCase('name-empty', 'an empty name', name('')),
  signedCase('name-unresolved', 'a variable in place of a name', name('$Person.sourcedId')),
  signedCase('name-unknown-user', 'a name that nobody has', name('nobody')),
  signedCase('name-disabled-user', 'somebody who is disabled', name('disabled')),
  signedCase('name-privileged', 'a coordinator', name('cora')),
  signedCase('name-not-a-student', 'somebody of another course', name('guest')),
  signedCase('name-inactive-role', 'somebody whose role is over', name('former')),
  {
    ...signedCase('name-vetoed-by-course', 'a course that trusts no names', {}),
    before: ({ world }) => change(world, 'UPDATE courses SET trust_usernames = 0'),
    after: ({ world }) => change(world, 'UPDATE courses SET trust_usernames = NULL'),
  },
  signedCase('name-not-used', 'a link protector that uses no names', {
    key: 'nameless',
    secret: 'a secret without names',
  }),
  {
    cause: 'too-large',
    what: 'more than half a megabyte',
    send: ({ link }) => ({ path: launchPath(link), body: `a=${'x'.repeat(600_000)}` }),
  },
  {
    cause: 'not-a-form',
    what: 'JSON',
    send: ({ link }) => ({
      path: launchPath(link),
      body: '{}',
      headers: { 'Content-Type': 'application/json' },
    }),
  },
];

function unsigned(family: string) {
  return ({ link }: Broken) => ({
    path: launchPath(link),
    body: encode([
      ['lti_message_type', 'basic-lti-launch-request'],
      ['tool_consumer_info_product_family_code', family],
    ]),
  });
}

function originCases(): readonly BrokenCase[] {
  const approved = `origins = '["https://lms.example"]', origin_check = 'enforce'`;
  const turns = {
    before: protectorIs(approved),
    after: protectorIs(`origins = '[]', origin_check = 'off'`),
  };
  const from = (cause: LaunchCause, what: string, origin: string | undefined): BrokenCase => ({
    ...turns,
    cause,
    what,
    send: ({ world, link }) => ({
      path: launchPath(link),
      body: encode(world.signed(link)),
      headers: { Origin: origin },
    }),
  });
  return [
    from('origin-refused', 'another web site', 'https://evil.example'),
    from('origin-missing', 'a browser that says no origin', undefined),
  ];
}

/** Says HMAC-SHA256 and is signed by HMAC-SHA1. */
function withSha1(link: LinkRow, pairs: readonly NameAndValue[]): readonly NameAndValue[] {
  const { pairs: sent } = parsePairs(Buffer.from(encode(without(pairs, 'oauth_signature'))), '');
  const text = baseString(publicUrl, launchPath(link), parametersOf(sent));
  const signature = createHmac('sha1', `${encodeURIComponent(secret)}&`)
    .update(text)
    .digest('base64');
  return withValue(pairs, 'oauth_signature', signature);
}
