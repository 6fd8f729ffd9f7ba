import { lti11 } from '../../src/lti/lti11/verifier.ts';
import type { Candidate } from '../../src/lti/verifier.ts';
import { Refusal } from '../../src/model/launchCode.ts';
import { type Pair, parsePairs } from '../../src/model/pairs.ts';
import {
  candidate,
  formBody,
  honest,
  key,
  matchesOf,
  now,
  type Sent,
  signed,
  withValue,
} from './launches.ts';
import type { Parameter } from './reference5849.ts';

/**
 * What becomes of a launch at the protocol's own door. Whatever is thrown and is no Refusal fails the test. Candidates
 * are looked up by the key that the form names, as the real ones are.
 */
export function outcome(
  sent: Sent,
  protectors: ReadonlyMap<string, readonly Candidate[]> = ours,
  at = now,
): string {
  try {
    const candidates = protectors.get(formKey(sent) ?? '') ?? [];
    const [match] = matchesOf(sent, { candidates, now: at });
    if (match === undefined) return 'bad-signature';
    const verdict = lti11.freshness(match, 300, at);
    if (verdict !== 'fresh') return verdict;
    return lti11.readMessage(match).subject === '6454' ? 'opened' : 'opened as somebody else';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

export const ours: ReadonlyMap<string, readonly Candidate[]> = new Map([[key, [candidate()]]]);

export function formKey({ body }: Sent): string | null {
  return new URLSearchParams(body.toString('latin1')).get('oauth_consumer_key');
}

export function pairsOf(body: string): readonly Pair[] {
  return parsePairs(Buffer.from(body), '').pairs;
}

export const whole = signed(honest);
export const form = formBody(whole);
export const [, signature = ''] = whole.at(-1) ?? [];

/** The honest form with one parameter changed, the signature left as it is. */
export function changed(name: string, value: string): Sent {
  return { body: formBody(withValue(whole, name, value)) };
}

export function plus(...more: readonly Parameter[]): Sent {
  return { body: formBody([...whole, ...more]) };
}
