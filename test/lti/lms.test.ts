import { describe, expect, test } from '@jest/globals';
import { lti11 } from '../../src/lti/lti11/verifier.ts';
import type { SignedLaunch } from '../../src/lti/verifier.ts';
import { candidate, formBody, matchesOf, withValue } from './launches.ts';
import { lmsLaunches } from './lms/index.ts';
import { type LmsLaunch, sentAt } from './lms/lmsLaunch.ts';
import { type Parameter, referenceSignature } from './reference5849.ts';

function verify(launch: LmsLaunch, posted: readonly Parameter[]): readonly SignedLaunch[] {
  const body = launch.signs?.body ?? launch.posted;
  const signature = referenceSignature(
    { method: 'POST', url: launch.signs?.url ?? launch.url, body },
    launch.secret,
  );
  const { origin, pathname, search } = new URL(launch.url);
  return matchesOf(
    {
      body: formBody([...posted, ['oauth_signature', signature]]),
      rawQuery: search.slice(1),
      origin,
      path: pathname,
    },
    { candidates: [candidate(7, launch.secret)], now: sentAt * 1000 },
  );
}

describe.each(lmsLaunches)('$lms', (launch) => {
  const [match] = verify(launch, launch.posted);

  test('a student who clicks there gets in, and the journal names what was tolerated', () => {
    expect(match).toMatchObject({ candidateId: 7, secretUsed: 'current', tolerated: launch.tolerated });
  });

  test('what the LMS says is read as it meant it', () => {
    if (match === undefined) throw new Error('does not verify');
    const message = lti11.readMessage(match);
    expect(message).toMatchObject(launch.reads);
    expect(message.parameter(launch.username[0])).toEqual({ kind: 'value', value: launch.username[1] });
    expect(message.asksRelaunch).toBe(false);
  });

  test.each(launch.posted.filter(([name]) => !name.startsWith('oauth_')))(
    'nobody can change %s on the way',
    (name, value) => {
      expect(verify(launch, withValue(launch.posted, name, `${value}x`))).toEqual([]);
    },
  );
});
