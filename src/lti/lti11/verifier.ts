import type { Against, Claimed, Verifier } from '../verifier.ts';
import { freshness } from './freshness.ts';
import { readMessage, readPresentation } from './message.ts';
import { claim, OAuthClaim } from './parameters.ts';
import { readSelection } from './selection.ts';
import { authenticate, authenticateSlowly } from './signature.ts';
import { signatureCause } from './signatureCause.ts';

/** LTI 1.0, 1.1 and 1.1.2: a form signed with a shared secret, OAuth 1.0a in the body (LTI 1.1 4). */
export const lti11 = {
  version: '1.1',
  recognises: (pairs) => pairs.some(({ name }) => name.startsWith('oauth_')),
  claim,
  authenticate: (claimed: Claimed, against: Against) =>
    against.pause === undefined
      ? authenticate(ours(claimed), against)
      : authenticateSlowly(ours(claimed), against, against.pause),
  freshness: ({ nonce }, lifetimeSeconds, now) => freshness(nonce.timestamp, lifetimeSeconds, now),
  causeOf: (claimed: Claimed, tries, pause) => signatureCause(ours(claimed), tries, pause),
  readPresentation,
  readMessage,
  readSelection,
} as const satisfies Verifier;

/** @throws TypeError for a claim of another version, which only a fault of ours can bring here */
function ours(claimed: Claimed): OAuthClaim {
  if (!(claimed instanceof OAuthClaim)) throw new TypeError('not a claim of LTI 1.1');
  return claimed;
}
