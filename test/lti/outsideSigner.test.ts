import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { lti11 } from '../../src/lti/lti11/verifier.ts';
import { candidate, matchesOf } from './launches.ts';
import { lmsLaunches } from './lms/index.ts';
import { sentAt } from './lms/lmsLaunch.ts';

const methods = ['HMAC-SHA1', 'HMAC-SHA256'] as const;

/** Set by the signer itself. */
const own = new Set([
  'oauth_version',
  'oauth_nonce',
  'oauth_timestamp',
  'oauth_consumer_key',
  'oauth_signature_method',
]);

const launches = lmsLaunches
  .filter(({ signs }) => signs === undefined)
  .flatMap((launch) => methods.map((method) => ({ ...launch, method })));

/** Bodies made by an implementation of RFC 5849 that shares nothing with ours. */
function signOutside(): readonly string[] {
  const input = launches.map(({ url, key, secret, posted, method }) => ({
    url,
    key,
    secret,
    method,
    timestamp: String(sentAt),
    nonce: 'outside-1',
    parameters: posted.filter(([name]) => !own.has(name)),
  }));
  const script = join(__dirname, 'outside_signer.py');
  const run = spawnSync('/usr/bin/python3', [script], { input: JSON.stringify(input), encoding: 'utf8' });
  if (run.status !== 0) {
    const reason = run.error?.message ?? run.stderr;
    throw new Error(
      `/usr/bin/python3 with the Debian package python3-oauthlib is needed (scripts/test): ${reason}`,
    );
  }
  return JSON.parse(run.stdout);
}

describe('launches signed by python3-oauthlib', () => {
  const bodies = signOutside();

  test.each(launches.map((launch, at) => ({ ...launch, body: bodies[at] ?? '' })))(
    '$lms with $method is let in and read as meant',
    ({ url, secret, body, reads }) => {
      const { origin, pathname, search } = new URL(url);
      const sent = { body, rawQuery: search.slice(1), origin, path: pathname };
      const [match] = matchesOf(sent, { candidates: [candidate(7, secret)], now: sentAt * 1000 });
      if (match === undefined) throw new Error('does not verify');
      expect(match.tolerated).toEqual([]);
      expect(lti11.readMessage(match)).toMatchObject(reads);
      expect(matchesOf({ ...sent, body: `${body}&x` }, { candidates: [candidate(7, secret)] })).toEqual([]);
    },
  );
});
