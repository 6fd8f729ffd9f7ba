import { equalInConstantTime, hmac } from '../../crypto/hmac.ts';
import type { Pair } from '../../model/pairs.ts';
import type { SignatureTries, UnknownSecret } from '../verifier.ts';
import { parametersOf, percentEncode } from './baseString.ts';
import type { OAuthClaim } from './parameters.ts';

interface Attempt {
  readonly cause: string;
  readonly secret: string;
  readonly text: string;
  readonly algorithm: OAuthClaim['algorithm'];
}

/**
 * What a signature that nobody accepted was made with: one departure at a time, from secrets and addresses that are
 * known here. Nothing comes of it but a word for coordinators. Undefined where none of it fits.
 */
export async function signatureCause(
  claim: OAuthClaim,
  tries: SignatureTries,
  pause: () => Promise<void>,
): Promise<string | undefined> {
  const sent = Buffer.from(claim.signature, 'utf8');
  for (const { cause, secret, text, algorithm } of attempts(claim, tries)) {
    const code = hmac(algorithm, `${percentEncode(secret)}&`, text).toString('base64');
    if (equalInConstantTime(Buffer.from(code), sent)) return cause;
    await pause();
  }
  return undefined;
}

function* attempts(claim: OAuthClaim, tries: SignatureTries): Generator<Attempt> {
  const { algorithm } = claim;
  const all = parametersOf(claim.pairs);
  const text = (url: string, parameters = all, method = 'POST') =>
    `${method}&${percentEncode(url)}&${parameters}`;
  const [expected] = tries.expected;
  if (expected === undefined) return;
  for (const { reveal } of tries.secrets.map((secret) => ({ reveal: secret.reveal() }))) {
    const by = (cause: string, signed: string) => ({ cause, secret: reveal, text: signed, algorithm });
    for (const [cause, pairs] of otherForms(claim.pairs))
      yield by(cause, text(expected, parametersOf(pairs)));
    yield by('other-method', text(expected, all, 'GET'));
    yield { ...by('other-algorithm', text(expected)), algorithm: algorithm === 'sha1' ? 'sha256' : 'sha1' };
    for (const { cause, url } of tries.urls) yield by(cause, text(url));
    for (const secret of spoilt(reveal)) yield { ...by('secret-blanks', text(expected)), secret };
  }
  yield { cause: 'key-as-secret', secret: claim.key, text: text(expected), algorithm };
  yield { cause: 'empty-secret', secret: '', text: text(expected), algorithm };
  for (const { cause, secret } of unknown(tries.others))
    for (const url of tries.expected) yield { cause, secret, text: text(url), algorithm };
}

function unknown(others: readonly UnknownSecret[]) {
  return others.map(({ cause, secret }) => ({ cause, secret: secret.reveal() }));
}

/** What becomes of a secret when it is copied carelessly. */
function spoilt(secret: string): readonly string[] {
  return [`${secret} `, ` ${secret}`, `${secret}\n`, `${secret}\t`];
}

/** The pairs as some signers count them. */
function otherForms(pairs: readonly Pair[]): readonly (readonly [string, readonly Pair[]])[] {
  const forms: (readonly [string, readonly Pair[]])[] = [];
  const body = pairs.filter(({ from }) => from === 'body');
  if (body.length < pairs.length) forms.push(['query-not-signed', body]);
  const filled = pairs.filter(({ value }) => value !== '');
  if (filled.length < pairs.length) forms.push(['blanks-not-signed', filled]);
  forms.push(['fields-not-signed', pairs.filter(({ name }) => name.startsWith('oauth_'))]);
  return forms;
}
