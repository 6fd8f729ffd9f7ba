import type { HmacAlgorithm } from '../../crypto/hmac.ts';
import { Refusal, type RefusalCode } from '../../model/launchCode.ts';
import type { Pair } from '../../model/pairs.ts';
import type { Claimed, Nonce } from '../verifier.ts';
import { Fields } from './fields.ts';

/** A form with everything that a signed request needs (RFC 5849 3.1), each once. Nothing in it is proven. */
export class OAuthClaim implements Claimed {
  readonly key: string;
  readonly algorithm: HmacAlgorithm;
  readonly signature: string;
  readonly nonce: Nonce;
  readonly fields: Fields;

  constructor(fields: Fields) {
    const text = (name: string) => fields.value(name) ?? '';
    this.key = text('oauth_consumer_key');
    this.algorithm = algorithms.get(text('oauth_signature_method')) ?? 'sha1';
    this.signature = text('oauth_signature');
    this.nonce = { timestamp: Number(text('oauth_timestamp')), text: text('oauth_nonce') };
    this.fields = fields;
  }

  get pairs(): readonly Pair[] {
    return this.fields.pairs;
  }
}

/** Exact names: neither PLAINTEXT, nor RSA, nor none, nor another spelling (RFC 5849 3.4; SHA-256 as in LTI 1.1 use). */
const algorithms: ReadonlyMap<string, HmacAlgorithm> = new Map([
  ['HMAC-SHA1', 'sha1'],
  ['HMAC-SHA256', 'sha256'],
]);

/** Names that decide who is who and where: once, in the body, never in the query (product.md, A launch, 1). */
const important = /^(?:oauth_|lti_|lis_|context_|resource_link_|(?:user_id|roles)$)/;

interface ClaimCheck {
  readonly code: RefusalCode;
  /** What is wrong, for the journal; undefined where nothing is. Never echoes what was sent. */
  readonly fault: (fields: Fields) => string | undefined;
}

/** In this order, and the first that fails names the refusal. */
export const claimChecks: readonly ClaimCheck[] = [
  { code: 'repeated-parameter', fault: repeatedName },
  { code: 'unsigned', fault: noOAuth },
  { code: 'unsupported-method', fault: unknownMethod },
  { code: 'incomplete', fault: malformedField },
];

/**
 * @throws Refusal `repeated-parameter`, `unsigned`, `unsupported-method`, `incomplete`, in this order
 */
export function claim(pairs: readonly Pair[]): OAuthClaim {
  const fields = new Fields(pairs);
  for (const { code, fault } of claimChecks) {
    const detail = fault(fields);
    if (detail !== undefined) throw new Refusal(code, detail);
  }
  return new OAuthClaim(fields);
}

function repeatedName({ pairs, isPlain }: Fields): string | undefined {
  if (isPlain) return undefined;
  const seen = new Set<string>();
  for (const { name, from } of pairs) {
    if (!important.test(name)) continue;
    if (from === 'query') return 'a launch field stands in the query';
    if (seen.has(name)) return 'a launch field stands twice';
    seen.add(name);
  }
  return undefined;
}

function noOAuth(fields: Fields): string | undefined {
  if (fields.has('oauth_signature')) return undefined;
  return fields.names.some((name) => name.startsWith('oauth_')) ? undefined : 'no oauth_ field at all';
}

function unknownMethod(fields: Fields): string | undefined {
  const method = fields.value('oauth_signature_method') ?? '';
  return method === '' || algorithms.has(method) ? undefined : 'the signature method is not one of ours';
}

/** What each field must look like; a key that no protector can have needs no look into the database. */
const fieldForms: readonly { readonly name: string; readonly form: RegExp; readonly optional?: true }[] = [
  { name: 'oauth_consumer_key', form: /^[\x20-\x7e]{1,255}$/ },
  { name: 'oauth_signature_method', form: /^.+$/s },
  { name: 'oauth_signature', form: /^.+$/s },
  { name: 'oauth_timestamp', form: /^[0-9]{1,15}$/ },
  { name: 'oauth_nonce', form: /^(?=.*[^ ])[\x20-\x7e]{1,255}$/ },
  { name: 'oauth_version', form: /^1\.0$/, optional: true },
  { name: 'oauth_token', form: /^$/, optional: true },
  // Its presence makes signers leave the form out of what is signed.
  { name: 'oauth_body_hash', form: /^(?!)/, optional: true },
];

function malformedField(fields: Fields): string | undefined {
  for (const { name, form, optional } of fieldForms) {
    const value = fields.value(name);
    if (value === undefined && optional) continue;
    if (value === undefined) return `${name} is missing`;
    if (!form.test(value)) return `${name} is not as it must be`;
  }
  return undefined;
}
