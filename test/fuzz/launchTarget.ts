import { deepStrictEqual } from 'node:assert';
import { lti11 } from '../../src/lti/lti11/verifier.ts';
import { verifierFor } from '../../src/lti/verifiers.ts';
import { Refusal } from '../../src/model/launchCode.ts';
import { nameInLaunch } from '../../src/model/nameInLaunch.ts';
import { parsePairs } from '../../src/model/pairs.ts';
import type { UseIdentity } from '../../src/model/protector.ts';
import { candidate, formBody, honest, key, now, origin, path, secret } from '../lti/launches.ts';
import { type BookLink, type BookProtector, judgeByTheBook } from './bookOfLaunches.ts';
import {
  type BookPair,
  type Bytes,
  encode,
  hashes,
  normalised,
  pairsFrom,
  signatureOf,
  textToSign,
} from './byTheBook.ts';
import type { Target } from './guided.ts';

const student = 'ann';
const protector: BookProtector = {
  id: 1,
  key,
  secrets: [secret],
  open: true,
  lifetimeSeconds: 300,
  identity: {
    parameter: 'custom_user',
    fallback: 'lis_person_sourcedid',
    ending: '@msu.example',
    otherwise: 'login',
  },
};
const use: UseIdentity = {
  parameter: 'custom_user',
  fallbackParameter: 'lis_person_sourcedid',
  transform: { kind: 'strip', ending: '@msu.example' },
  otherwise: 'login',
};
const link: BookLink = {
  host: 'links.msu.example',
  origin,
  domain: 'msu',
  id: 'Ab3dEf',
  leadsTo: '/',
  open: true,
  protectors: [protector],
  students: new Map([[student, 1]]),
};

/** The product's own way from bytes to a person, without storage and HTTP. */
async function ours(body: Bytes, query: Bytes): Promise<string> {
  try {
    const { pairs } = parsePairs(Buffer.from(body, 'latin1'), query);
    const claimed = verifierFor(pairs).claim(pairs);
    const candidates = claimed.key === key ? [candidate()] : [];
    const [signed] = await lti11.authenticate(claimed, { url: { origin, path }, candidates, now });
    if (signed === undefined || lti11.freshness(signed, 300, now) !== 'fresh') return 'refused';
    const message = lti11.readMessage(signed);
    if (message.asksRelaunch || message.parameter('tool_state').kind !== 'absent') return 'relaunch';
    const name = nameInLaunch(use, (parameter) => message.parameter(parameter));
    return name.kind === 'named' && name.username === student ? 'item' : 'login';
  } catch (error) {
    if (error instanceof Refusal) return 'refused';
    throw error;
  }
}

function theBooks(body: Bytes, query: Bytes): string {
  const headers = [
    ['Host', link.host],
    ['Content-Type', 'application/x-www-form-urlencoded'],
  ] as const;
  const target = query === '' ? path : `${path}?${query}`;
  return judgeByTheBook({ method: 'POST', target, headers, body }, [link], now).outcome;
}

/** The same form as somebody with the secret would send it: else nothing that was changed would come any further. */
function signedAnew(body: Bytes, query: Bytes): Bytes | undefined {
  const pairs = pairsFrom(body, 'body')?.filter(({ name }) => name !== 'oauth_signature');
  const ofQuery = pairsFrom(query, 'query');
  if (pairs === undefined || ofQuery === undefined) return undefined;
  const method = pairs.find(({ name }) => name === 'oauth_signature_method')?.value ?? '';
  const text = textToSign({
    method: 'POST',
    uri: origin + path,
    parameters: normalised([...pairs, ...ofQuery]),
  });
  const signature: BookPair = {
    name: 'oauth_signature',
    value: signatureOf(text, secret, hashes.get(method) ?? 'sha1'),
    from: 'body',
  };
  return [...pairs, signature].map(({ name, value }) => `${encode(name)}=${encode(value)}`).join('&');
}

async function check(input: string): Promise<void> {
  const [body = '', ...rest] = input.split('\n?');
  const query = rest.join('?').replace(/[#\s]/g, '');
  for (const sent of [body, signedAnew(body, query)]) {
    if (sent !== undefined) deepStrictEqual(await ours(sent, query), theBooks(sent, query));
  }
}

const form = formBody(honest);

export const launchTarget: Target = {
  name: 'a launch is judged as the book judges it',
  files: /\/src\/(?:lti|model)\//,
  seeds: [
    form,
    `${form}\n?a=b&ext_empty`,
    `${form}&tool_state=`,
    `${form}&custom_user=ann%40msu.example`,
    form.replace('HMAC-SHA1', 'HMAC-SHA256'),
  ],
  words: [
    ...[
      '&',
      '=',
      '+',
      '%',
      '%0D%0A',
      '%00',
      '%C3%A9',
      '%E9',
      '%EF%BF%BD',
      '\n?',
      ';',
      '%26',
      '%3D',
      '&&',
      '[]',
    ],
    ...['oauth_token=', 'oauth_body_hash=', 'oauth_version=1.0', 'oauth_nonce=', 'HMAC-SHA256', 'PLAINTEXT'],
    ...[
      'user_id=',
      'custom_user=',
      'ann%40msu.example',
      '%24User.username',
      'lti_version=LTI-1p1',
      'LTI-1p2',
    ],
    ...[
      'relaunch_url=',
      'tool_state=',
      '__proto__=',
      'constructor',
      'custom_text=',
      'ext_empty=',
      'context_id=',
    ],
    ...[
      'launch_presentation_return_url=https%3A%2F%2Fa.example%2F',
      'lis_outcome_service_url=',
      'ann',
      'custom_next=',
    ],
  ],
  check,
};
