import type { Candidate, SignedLaunch } from '../../src/lti/verifier.ts';
import { verifierFor } from '../../src/lti/verifiers.ts';
import { parsePairs } from '../../src/model/pairs.ts';
import { Secret } from '../../src/model/secret.ts';
import { type Parameter, referenceSignature } from './reference5849.ts';

export const origin = 'https://links.msu.example';
export const path = '/adm/launch/tiny/msu/Ab3dEf';
export const key = 'moodle-prod';
export const secret = 'Wk5-long_enough~secret+with/odd=chars';
/** Epoch seconds. */
export const signedAt = 1_790_000_000;
export const now = (signedAt + 2) * 1000;

/** A launch as any LMS would make it, without its signature. */
export const honest: readonly Parameter[] = [
  ['oauth_version', '1.0'],
  ['oauth_nonce', 'f3b1c09e5b1a4f0d'],
  ['oauth_timestamp', String(signedAt)],
  ['oauth_consumer_key', key],
  ['oauth_callback', 'about:blank'],
  ['oauth_signature_method', 'HMAC-SHA1'],
  ['lti_version', 'LTI-1p0'],
  ['lti_message_type', 'basic-lti-launch-request'],
  ['user_id', '6454'],
  ['lis_person_sourcedid', 'ann'],
  ['lis_person_name_full', 'Ännchen 安 😀'],
  ['roles', 'Learner'],
  ['context_id', '17861'],
  ['resource_link_id', '17'],
  ['custom_chapter', 'a+b c%20d*~'],
  ['custom_text', 'one\r\ntwo'],
  ['ext_empty', ''],
  ['launch_presentation_return_url', 'https://moodle.msu.example/return.php?course=1&sesskey=abc'],
];

export interface Sent {
  readonly body: string | Buffer;
  readonly rawQuery?: string;
  readonly path?: string;
  readonly origin?: string;
}

/** The body as a browser encodes it. */
export function formBody(pairs: readonly Parameter[]): string {
  return new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, value])).toString();
}

export interface Signing {
  readonly url?: string;
  readonly secret?: string;
  readonly hash?: string;
}

/** Adds the signature of the reference implementation. */
export function signed(body: readonly Parameter[], signing: Signing = {}): readonly Parameter[] {
  const { url = origin + path, secret: text = secret, hash = 'sha1' } = signing;
  return [...body, ['oauth_signature', referenceSignature({ method: 'POST', url, body }, text, hash)]];
}

export function candidate(id = 1, ...secrets: readonly string[]): Candidate {
  const all = secrets.length === 0 ? [secret] : secrets;
  return {
    id,
    secrets: all.map((text, at) => ({ secret: new Secret(text), which: at === 0 ? 'current' : 'previous' })),
  };
}

export interface Judged {
  readonly candidates?: readonly Candidate[];
  readonly now?: number;
}

/** All of `lti/` from raw bytes to matches; a refusal is thrown. */
export function matchesOf(sent: Sent, judged: Judged = {}): readonly SignedLaunch[] {
  const { pairs } = parsePairs(Buffer.from(sent.body), sent.rawQuery ?? '');
  const verifier = verifierFor(pairs);
  const claimed = verifier.claim(pairs);
  const found = verifier.authenticate(claimed, {
    url: { origin: sent.origin ?? origin, path: sent.path ?? path },
    candidates: judged.candidates ?? (claimed.key === key ? [candidate()] : []),
    now: judged.now ?? now,
  });
  if (found instanceof Promise) throw new TypeError('LTI 1.1 decides at once');
  return found;
}

/** The same list with one parameter given another value. */
export function withValue(pairs: readonly Parameter[], name: string, value: string): readonly Parameter[] {
  return pairs.map(([n, v]) => [n, n === name ? value : v]);
}

export function without(pairs: readonly Parameter[], name: string): readonly Parameter[] {
  return pairs.filter(([n]) => n !== name);
}
