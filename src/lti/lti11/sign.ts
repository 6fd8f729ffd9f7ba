import OAuth from 'oauth-1.0a';
import { type HmacAlgorithm, hmac } from '../../crypto/hmac.ts';
import type { Secret } from '../../model/secret.ts';
import { urlFrom } from '../../model/urlFrom.ts';

export interface LaunchToSign {
  /** Absolute; a query is signed too, and stays in the address (RFC 5849 3.4.1.3.1). */
  readonly url: string;
  readonly parameters: readonly NameAndValue[];
  readonly key: string;
  readonly secret: Secret;
  readonly method?: 'HMAC-SHA1' | 'HMAC-SHA256';
  /** Epoch seconds. */
  readonly timestamp: number;
  readonly nonce: string;
}

export type NameAndValue = readonly [name: string, value: string];

const algorithms: Readonly<Record<'HMAC-SHA1' | 'HMAC-SHA256', HmacAlgorithm>> = {
  'HMAC-SHA1': 'sha1',
  'HMAC-SHA256': 'sha256',
};

/**
 * Signs a launch as an LMS does, for the stand-in LMS, test launches and tests: the pairs of the body, those handed
 * in first, in their order. `oauth_version` and `oauth_callback` are added where they are not handed in.
 *
 * The library works on objects: it would lose a repeated name, and `__proto__`, and let `oauth_body_hash` hide the
 * form. Such launches are refused here, because what they sign is not what they say.
 *
 * @throws TypeError for a repeated name (also between query and form), `__proto__`, `oauth_body_hash`, a field that
 * is set here, or an address that is not absolute
 */
export function signLaunch(launch: LaunchToSign): readonly NameAndValue[] {
  const { key, secret, timestamp, nonce, method = 'HMAC-SHA1' } = launch;
  const url = urlFrom(launch.url);
  if (url === undefined) throw new TypeError('not an absolute address');
  const pairs: NameAndValue[] = [...launch.parameters];
  const given = new Set(pairs.map(([name]) => name));
  if (!given.has('oauth_version')) pairs.push(['oauth_version', '1.0']);
  if (!given.has('oauth_callback')) pairs.push(['oauth_callback', 'about:blank']);
  pairs.push(
    ['oauth_consumer_key', key],
    ['oauth_signature_method', method],
    ['oauth_timestamp', String(timestamp)],
    ['oauth_nonce', nonce],
  );
  const signer = new OAuth({
    consumer: { key, secret: secret.reveal() },
    signature_method: method,
    hash_function: (text, hmacKey) => hmac(algorithms[method], hmacKey, text).toString('base64'),
  });
  // The query goes with the form: the library itself lets it replace values of the form.
  const data = onlyOnce([...pairs, ...url.searchParams]);
  const request = { url: url.origin + url.pathname, method: 'POST', data };
  return [...pairs, ['oauth_signature', signer.getSignature(request, undefined, noFields())]];
}

/** All fields travel in the form, so none is handed over apart; the library fills what it gets, so each time anew. */
const noFields = (): OAuth.Data => ({}) as OAuth.Data;

function onlyOnce(pairs: readonly NameAndValue[]): Record<string, string> {
  const data: Record<string, string> = {};
  for (const [name, value] of pairs) {
    if (Object.hasOwn(data, name)) throw new TypeError('a name occurs twice');
    if (unsignable.has(name)) throw new TypeError(`${name} cannot be signed`);
    data[name] = value;
  }
  return data;
}

const unsignable: ReadonlySet<string> = new Set(['__proto__', 'oauth_body_hash', 'oauth_signature']);
