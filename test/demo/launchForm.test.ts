import { describe, expect, test } from '@jest/globals';
import { activities } from '../../demo/lms/activities.ts';
import { type LaunchOrder, launchForm, type Manner, manners } from '../../demo/lms/launchForm.ts';
import { people } from '../../demo/lms/people.ts';
import { lti11 } from '../../src/lti/lti11/verifier.ts';
import type { VerifiedLaunch } from '../../src/lti/verifier.ts';
import { Refusal } from '../../src/model/launchCode.ts';
import { candidate, formBody, matchesOf } from '../lti/launches.ts';

const [activity] = activities;
const [person] = people;
if (!activity || !person) throw new Error('The stand-in LMS has no activity or nobody in it.');

const tinygate = 'http://localhost:8080';
const path = '/adm/launch/tiny/msu/abcdef';
/** Epoch seconds. */
const now = 1_766_000_000;
const order: LaunchOrder = {
  activity,
  place: 0,
  person,
  manner: 'honest',
  launchUrl: tinygate + path,
  lms: 'http://127.0.0.1:8081',
  target: 'window',
  now,
  nonce: 'nonce-of-this-click',
};
const formIn = (manner: Manner) => launchForm({ ...order, manner });
const honest = formIn('honest');

/** What our verifier says to a form that was posted to its address. */
function verdict(manner: Manner, at = path): string | VerifiedLaunch {
  try {
    const sent = { body: formBody(formIn(manner).pairs), origin: tinygate, path: at };
    const candidates = [candidate(1, order.activity.secret)];
    const [match] = matchesOf(sent, { candidates, now: now * 1000 });
    if (match === undefined) return 'bad-signature';
    const freshness = lti11.freshness(match, 300, now * 1000);
    return freshness === 'fresh' ? lti11.readMessage(match) : freshness;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

/** Names of the parameters in which a form differs from the honest one. */
function differences(manner: Manner): readonly string[] {
  const ours = new Map(honest.pairs);
  const theirs = new Map(formIn(manner).pairs);
  const names = new Set([...ours.keys(), ...theirs.keys()]);
  return [...names].filter((name) => ours.get(name) !== theirs.get(name)).sort();
}

const isOauth = (name: string) => name.startsWith('oauth_');

describe('a launch of the stand-in LMS', () => {
  test('is what a good LMS sends when it is honest: our verifier takes it', () => {
    const launch = verdict('honest');
    expect(launch).toMatchObject({ resourceLinkId: '17', contextId: '17861', productFamily: 'moodle' });
    if (typeof launch === 'string') throw new Error(launch);
    expect(launch.parameter('lis_person_sourcedid')).toEqual({ kind: 'value', value: person.username });
    expect(launch.returnUrl).toBe('http://127.0.0.1:8081/back?course=17861&sesskey=standin123');
  });

  test.each(activities)('of $item is signed with what is set up for it: $name', (one) => {
    const { pairs } = launchForm({ ...order, activity: one });
    const sent = { body: formBody(pairs), origin: tinygate, path };
    expect(matchesOf(sent, { candidates: [candidate(1, one.secret)], now: now * 1000 })).toHaveLength(1);
    expect(new Map(pairs).get('oauth_consumer_key')).toBe(one.key);
  });

  // The signature follows whatever is signed; everything else that differs is the one thing that is wrong.
  const spoilt: Readonly<Record<Exclude<Manner, 'honest'>, readonly [string[], string]>> = {
    'wrong-secret': [['oauth_signature'], 'bad-signature'],
    forged: [['lis_person_sourcedid'], 'bad-signature'],
    slow: [['oauth_signature', 'oauth_timestamp'], 'stale'],
    fast: [['oauth_signature', 'oauth_timestamp'], 'future'],
    unsigned: [
      honest.pairs
        .map(([name]) => name)
        .filter(isOauth)
        .sort(),
      'unsigned',
    ],
    'other-link': [['oauth_signature'], 'bad-signature'],
  };
  test.each(Object.entries(spoilt))(
    'spoilt as "%s" differs by that one thing, and is refused for it',
    (word, [names, code]) => {
      const manner = Object.keys(manners).find((one): one is Manner => one === word) ?? 'honest';
      expect(formIn(manner).action).toBe(honest.action);
      expect(differences(manner)).toEqual(names);
      expect(verdict(manner)).toBe(code);
    },
  );

  test('signed for another link is good there, so only the address is wrong', () => {
    expect(verdict('other-link', path.replace('abcdef', 'zzzzzz'))).toMatchObject({ resourceLinkId: '17' });
  });

  test('names one person each, so that no two of them are taken for the same', () => {
    const ids = people.map((one) => new Map(launchForm({ ...order, person: one }).pairs).get('user_id'));
    expect(new Set(ids).size).toBe(people.length);
  });
});
