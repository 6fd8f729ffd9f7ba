import { equalInConstantTime, type HmacAlgorithm, HmacKey } from '../../crypto/hmac.ts';
import type { ToleratedVariant } from '../../model/launchCode.ts';
import { Secret } from '../../model/secret.ts';
import type { Against, Candidate, CandidateSecret, Nonce, SecretUsed, SignedLaunch } from '../verifier.ts';
import { headOf, percentEncode } from './baseString.ts';
import { Fields } from './fields.ts';
import { type SignedForm, signedForms } from './forms.ts';
import { clockDifference } from './freshness.ts';
import type { OAuthClaim } from './parameters.ts';
import { SignedText } from './signedText.ts';

/** Codes computed per form where nothing matches: no candidate, one secret and two secrets then take equal time. */
const leastTried = 2;
const nobody = new Secret('nobody signs with this');

/**
 * Who really sent this: one match per candidate that signed it, in the candidates' order; an empty list is a bad
 * signature. The first form that anybody signed decides, because no two secrets sign two forms alike.
 */
export function authenticate(claim: OAuthClaim, against: Against): readonly SignedLaunch[] {
  const steps = stepsOf(claim, against, usualText);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** The same with a pause after each step: of a large message one takes milliseconds, in which nobody else is served. */
export async function authenticateSlowly(
  claim: OAuthClaim,
  against: Against,
  pause: () => Promise<void>,
): Promise<readonly SignedLaunch[]> {
  // Others are served in the pauses: what they sign must not be written over this.
  const steps = stepsOf(claim, against, new SignedText());
  let step = steps.next();
  while (!step.done) {
    await pause();
    step = steps.next();
  }
  return step.value;
}

const usualText = new SignedText();

function* stepsOf(
  claim: OAuthClaim,
  { url, candidates, now }: Against,
  signedText: SignedText,
): Generator<void, readonly SignedLaunch[]> {
  const sent = Buffer.from(claim.signature, 'utf8');
  for (const form of signedForms(claim.pairs, url.path)) {
    yield;
    const text = signedText.of(headOf(url.origin, form.path), form.pairs);
    const signedBy = (secret: Secret): boolean => signs(secret, { text, sent, algorithm: claim.algorithm });
    const matches: SignedLaunch[] = [];
    let tried = 0;
    for (const candidate of candidates) {
      let used: CandidateSecret | undefined;
      for (const one of candidate.secrets) {
        if (signedBy(one.secret)) used = one;
        yield;
        if (used !== undefined) break;
      }
      if (used !== undefined) matches.push(signedLaunch(claim, { form, candidate, used, now }));
      tried += candidate.secrets.length;
    }
    if (matches.length > 0) return matches;
    for (; tried < leastTried; tried++) {
      signedBy(nobody);
      yield;
    }
  }
  return [];
}

interface Attempt {
  /** From `SignedText`. */
  readonly text: Buffer;
  /** The signature as it came: the text is compared, because many texts decode to the same bytes. */
  readonly sent: Buffer;
  readonly algorithm: OAuthClaim['algorithm'];
}

/** RFC 5849 3.4.2. */
function signs(secret: Secret, { text, sent, algorithm }: Attempt): boolean {
  const code = Buffer.from(keyOf(secret, algorithm).code(text));
  // Anybody can sign with the empty secret.
  return equalInConstantTime(code, sent) && secret.reveal() !== '';
}

/** By secret, and for as long as anybody has it. */
const keys: Readonly<Record<HmacAlgorithm, WeakMap<Secret, HmacKey>>> = {
  sha1: new WeakMap(),
  sha256: new WeakMap(),
};

/** With an empty token secret. */
function keyOf(secret: Secret, algorithm: HmacAlgorithm): HmacKey {
  const known = keys[algorithm].get(secret);
  if (known !== undefined) return known;
  const key = new HmacKey(algorithm, `${percentEncode(secret.reveal())}&`);
  keys[algorithm].set(secret, key);
  return key;
}

interface Match {
  readonly form: SignedForm;
  readonly candidate: Candidate;
  readonly used: CandidateSecret;
  readonly now: number;
}

/** The form stays inside, for `readMessage` alone: nobody else reads raw pairs once a launch is signed. */
class SignedByOAuth {
  readonly candidateId: number;
  readonly secretUsed: SecretUsed;
  readonly tolerated: readonly ToleratedVariant[];
  readonly nonce: Nonce;
  readonly clockDifference: number;
  readonly #fields: Fields;

  constructor(claim: OAuthClaim, { form, candidate, used, now }: Match) {
    this.candidateId = candidate.id;
    this.secretUsed = used.which;
    this.tolerated = form.tolerated;
    this.nonce = claim.nonce;
    this.clockDifference = clockDifference(claim.nonce.timestamp, now);
    // What the claim was read by, unless the sender counted the pairs in another way.
    this.#fields = form.pairs === claim.pairs ? claim.fields : new Fields(form.pairs);
  }

  static fieldsOf(signed: SignedLaunch): Fields {
    if (!(#fields in signed)) throw new TypeError('a launch that was never authenticated');
    return signed.#fields;
  }
}

function signedLaunch(claim: OAuthClaim, match: Match): SignedLaunch {
  return new SignedByOAuth(claim, match) as unknown as SignedLaunch;
}

/**
 * The pairs exactly as they were signed, without copies that the sender did not count.
 *
 * @throws TypeError for what `authenticate` has not made
 */
export function signedFields(signed: SignedLaunch): Fields {
  return SignedByOAuth.fieldsOf(signed);
}
