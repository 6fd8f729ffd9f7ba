import type { BookLink, Sent } from './bookOfLaunches.ts';
import { type Bytes, bytesOf, encode, hashes, normalised, signatureOf, textToSign } from './byTheBook.ts';
import type { Random } from './random.ts';

export type DraftPair = readonly [name: Bytes, value: Bytes];

/** A launch in the making: every mutation changes something of it, before or after it is signed. */
export interface Draft {
  readonly random: Random;
  readonly links: readonly BookLink[];
  readonly allSecrets: readonly string[];
  /** Epoch seconds. */
  readonly now: number;
  link: BookLink;
  secret: string;
  pairs: DraftPair[];
  query: DraftPair[];
  method: string;
  path: Bytes;
  headers: (readonly [name: string, value: Bytes])[];
  /** How the sender departs from what it posts. */
  signing: {
    path?: (path: Bytes) => Bytes;
    pair?: (pair: DraftPair) => DraftPair;
    origin?: string;
    method?: string;
    queryCounts?: boolean;
  };
  /** Once the form is written. */
  body: Bytes;
  target: Bytes;
  cutAt: number | undefined;
  /** What the parser of HTTP may turn away on its own account, though the book would let it pass. */
  mayBeTurnedAway: boolean;
}

export function honestDraft(
  random: Random,
  stage: Pick<Draft, 'links' | 'allSecrets' | 'now'>,
  nonce: string,
): Draft {
  const link = random.oneIn(3) ? random.pick(stage.links) : (stage.links[0] ?? random.pick(stage.links));
  const usual = link.protectors.find(({ key }) => key === 'moodle-prod');
  const protector = random.oneIn(2) || usual === undefined ? random.pick(link.protectors) : usual;
  const user = random.pick(['ann', 'zoë', 'ann', 'cora', 'left', 'eve']);
  const [secret = ''] = protector.secrets;
  const pairs: (readonly [string, string])[] = [
    ['oauth_version', '1.0'],
    ['oauth_nonce', nonce],
    ['oauth_timestamp', String(stage.now - random.below(200))],
    ['oauth_consumer_key', protector.key],
    ['oauth_callback', 'about:blank'],
    ['oauth_signature_method', random.oneIn(4) ? 'HMAC-SHA256' : 'HMAC-SHA1'],
    ['lti_version', 'LTI-1p0'],
    ['lti_message_type', 'basic-lti-launch-request'],
    ['resource_link_id', '17'],
    ['user_id', `id-of-${user}`],
    ['roles', 'Learner'],
    ['context_id', '17861'],
    ['lis_person_sourcedid', user],
    ['lis_person_contact_email_primary', `${user}@msu.example`],
    ['custom_user', `${user}@msu.example`],
    ['custom_text', 'a+b c%20d*~ Ä安😀'],
    ['ext_empty', ''],
    ['launch_presentation_return_url', 'https://lms.example/return?course=17&sesskey=SESSKEY'],
  ];
  return {
    ...stage,
    random,
    link,
    secret,
    pairs: pairs.map(([name, value]) => [bytesOf(name), bytesOf(value)]),
    query: [],
    method: 'POST',
    path: `/adm/launch/tiny/${link.domain}/${link.id}`,
    headers: [
      ['Host', link.host],
      ['Content-Type', 'application/x-www-form-urlencoded'],
      ['Origin', 'https://lms.example'],
    ],
    signing: {},
    body: '',
    target: '',
    cutAt: undefined,
    mayBeTurnedAway: false,
  };
}

export function given(draft: Draft, wanted: string): Bytes {
  return draft.pairs.find(([name]) => name === wanted)?.[1] ?? '';
}

/** Gives every pair of that name the value, or adds one. */
export function setValue(draft: Draft, wanted: string, value: Bytes): void {
  const has = draft.pairs.some(([name]) => name === wanted);
  if (has) draft.pairs = draft.pairs.map((pair) => (pair[0] === wanted ? [wanted, value] : pair));
  else draft.pairs.push([wanted, value]);
}

export function sign(draft: Draft): void {
  const { signing, link, pairs, query, path, secret, method } = draft;
  const counted = signing.queryCounts === false ? pairs : [...pairs, ...query];
  const signed = signing.pair === undefined ? counted : counted.map(signing.pair);
  const text = textToSign({
    method: signing.method ?? method,
    uri: (signing.origin ?? link.origin) + (signing.path?.(path) ?? path),
    parameters: normalised(signed.map(([name, value]) => ({ name, value }))),
  });
  const hash = hashes.get(given(draft, 'oauth_signature_method')) ?? 'sha1';
  const signature = signatureOf(text, secret, hash);
  draft.pairs.splice(draft.random.below(draft.pairs.length + 1), 0, ['oauth_signature', signature]);
}

/** As browsers write a form. */
export function write(draft: Draft): void {
  draft.body = formOf(draft.pairs);
  draft.target = draft.query.length === 0 ? draft.path : `${draft.path}?${formOf(draft.query)}`;
}

function formOf(pairs: readonly DraftPair[]): Bytes {
  return pairs.map(([name, value]) => `${plus(encode(name))}=${plus(encode(value))}`).join('&');
}

const plus = (encoded: string) => encoded.replaceAll('%20', '+');

export function sentFrom({ method, target, headers, body, cutAt }: Draft): Sent {
  return { method, target, headers: [...headers], body, cutAt };
}
