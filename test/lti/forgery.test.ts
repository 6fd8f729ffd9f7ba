import { describe, expect, test } from '@jest/globals';
import OAuth from 'oauth-1.0a';
import { hmac } from '../../src/crypto/hmac.ts';
import { freshness } from '../../src/lti/lti11/freshness.ts';
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
  origin,
  path,
  type Sent,
  secret,
  signed,
  signedAt,
  without,
  withValue,
} from './launches.ts';
import { encode, type Parameter } from './reference5849.ts';

/**
 * What becomes of a launch at the protocol's own door. Whatever is thrown and is no Refusal fails the test. Candidates
 * are looked up by the key that the form names, as the real ones are.
 */
function outcome(sent: Sent, protectors: ReadonlyMap<string, readonly Candidate[]> = ours, at = now): string {
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

const ours: ReadonlyMap<string, readonly Candidate[]> = new Map([[key, [candidate()]]]);

function formKey({ body }: Sent): string | null {
  return new URLSearchParams(body.toString('latin1')).get('oauth_consumer_key');
}

function pairsOf(body: string): readonly Pair[] {
  return parsePairs(Buffer.from(body), '').pairs;
}

const whole = signed(honest);
const form = formBody(whole);
const [, signature = ''] = whole.at(-1) ?? [];

/** The honest form with one parameter changed, the signature left as it is. */
function changed(name: string, value: string): Sent {
  return { body: formBody(withValue(whole, name, value)) };
}

function plus(...more: readonly Parameter[]): Sent {
  return { body: formBody([...whole, ...more]) };
}

describe('one honest launch, one change', () => {
  test.each<readonly [string, Sent]>([
    ['none', { body: form }],
    ['another order', { body: formBody([...whole].reverse()) }],
    ['blanks written otherwise', { body: form.replaceAll('+', '%20') }],
    [
      'small letters in percent-encoding',
      { body: form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()) },
    ],
    [
      'every byte percent-encoded',
      { body: form.replace(/[a-z_]/g, (char) => `%${char.charCodeAt(0).toString(16)}`) },
    ],
    [
      'raw bytes where encoding is not needed',
      { body: form.replaceAll('%C3%84', 'Ä').replaceAll('%2F', '/') },
    ],
    ['empty pieces', { body: `&&${form}&` }],
    ['an empty value without its =', { body: form.replace('ext_empty=', 'ext_empty') }],
    ['a copy of a harmless pair in the query', { body: form, rawQuery: 'ext_empty' }],
    ['a slash behind our path', { body: form, path: `${path}/` }],
    ['our origin with the usual port', { body: form, origin: 'HTTPS://Links.MSU.example:443' }],
  ])('%s: it stays the same message and opens', (_, sent) => {
    expect(outcome(sent)).toBe('opened');
  });

  const changeable = honest.filter(([name]) => !name.startsWith('oauth_'));
  test.each(changeable)('%s changed, removed, emptied, renamed or copied: never accepted', (name, value) => {
    const important = /^(?:lti_|lis_|context_|resource_link_|user_id$|roles$)/.test(name);
    const repeated = important ? 'repeated-parameter' : 'bad-signature';
    expect(outcome(changed(name, `${value}x`))).toBe('bad-signature');
    expect(outcome(changed(name, `${value} `))).toBe('bad-signature');
    expect(outcome(changed(name, encodeURIComponent(`${value}%`)))).toBe('bad-signature');
    expect(outcome({ body: formBody(without(whole, name)) })).toBe('bad-signature');
    if (value !== '') expect(outcome(changed(name, ''))).toBe('bad-signature');
    if (value !== value.toUpperCase())
      expect(outcome(changed(name, value.toUpperCase()))).toBe('bad-signature');
    expect(outcome({ body: formBody(whole.map(([n, v]) => [n === name ? n.toUpperCase() : n, v])) })).toBe(
      'bad-signature',
    );
    expect(outcome(plus([name, value]))).toBe(repeated);
    expect(outcome(plus([name, 'cora']))).toBe(repeated);
    expect(outcome({ body: `${name}=cora&${form}` })).toBe(repeated);
    expect(outcome({ body: form, rawQuery: `${name}=cora` })).toBe(repeated);
    if (important) {
      const moved = { body: formBody(without(whole, name)), rawQuery: formBody([[name, value]]) };
      expect(outcome(moved)).toBe('repeated-parameter');
      expect(outcome({ body: form, rawQuery: formBody([[name, value]]) })).toBe('repeated-parameter');
    }
  });

  test.each<readonly [string, Sent, string]>([
    ['no signature', { body: formBody(honest) }, 'incomplete'],
    ['an empty signature', changed('oauth_signature', ''), 'incomplete'],
    [
      'another signature',
      changed(
        'oauth_signature',
        signature.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
      ),
      'bad-signature',
    ],
    ['the signature twice', plus(['oauth_signature', signature]), 'repeated-parameter'],
    ['a second signature', plus(['oauth_signature', 'x']), 'repeated-parameter'],
    [
      'the signature in the query too',
      { body: form, rawQuery: formBody([['oauth_signature', signature]]) },
      'repeated-parameter',
    ],
    [
      'the signature in the query instead',
      { body: formBody(honest), rawQuery: formBody([['oauth_signature', signature]]) },
      'repeated-parameter',
    ],
    ['everything in the query', { body: '', rawQuery: form }, 'repeated-parameter'],
    [
      'no oauth field at all',
      { body: formBody(whole.filter(([name]) => !name.startsWith('oauth_'))) },
      'unsigned',
    ],
    ['nothing at all', { body: '' }, 'unsigned'],
    [
      'downgrade to PLAINTEXT',
      {
        body: formBody([
          ...without(withValue(whole, 'oauth_signature_method', 'PLAINTEXT'), 'oauth_signature'),
          ['oauth_signature', `${secret}&`],
        ]),
      },
      'unsupported-method',
    ],
    ['downgrade to none', changed('oauth_signature_method', 'none'), 'unsupported-method'],
    ['RSA with our secret as key', changed('oauth_signature_method', 'RSA-SHA1'), 'unsupported-method'],
    ['no method', { body: formBody(without(whole, 'oauth_signature_method')) }, 'incomplete'],
    ['the other HMAC', changed('oauth_signature_method', 'HMAC-SHA256'), 'bad-signature'],
    ['a later time', changed('oauth_timestamp', String(signedAt + 1)), 'bad-signature'],
    ['the same time written otherwise', changed('oauth_timestamp', `0${signedAt}`), 'bad-signature'],
    ['another nonce', changed('oauth_nonce', 'another'), 'bad-signature'],
    ['a nonce in another case', changed('oauth_nonce', 'F3B1C09E5B1A4F0D'), 'bad-signature'],
    ['a callback of the attacker', changed('oauth_callback', 'https://evil.example'), 'bad-signature'],
    ['no callback, though signed', { body: formBody(without(whole, 'oauth_callback')) }, 'bad-signature'],
    ['no version, though signed', { body: formBody(without(whole, 'oauth_version')) }, 'bad-signature'],
    ['an empty token, though not signed', plus(['oauth_token', '']), 'bad-signature'],
    ['a token', plus(['oauth_token', 'x']), 'incomplete'],
    ['a body hash, which makes signers forget the form', plus(['oauth_body_hash', 'x']), 'incomplete'],
    ['an unknown oauth field', plus(['oauth_extra', 'x']), 'bad-signature'],
    ['a realm', plus(['realm', 'x']), 'bad-signature'],
    ['the key of nobody', changed('oauth_consumer_key', 'unknown'), 'bad-signature'],
    ['the key in another case', changed('oauth_consumer_key', key.toUpperCase()), 'bad-signature'],
    ['the key with a blank', changed('oauth_consumer_key', `${key} `), 'bad-signature'],
    ['__proto__', plus(['__proto__', 'x']), 'bad-signature'],
    ['__proto__ as a tree', plus(['__proto__[user_id]', 'cora']), 'bad-signature'],
    ['constructor', plus(['constructor', 'x']), 'bad-signature'],
    ['user_id as a list', plus(['user_id[]', 'cora']), 'bad-signature'],
    ['user_id in disguise', { body: `${form}&user%5Fid=cora` }, 'repeated-parameter'],
    ['user_id encoded twice', { body: `${form}&user%255Fid=cora` }, 'bad-signature'],
    ['user_id with a NUL', { body: `${form}&user_id%00=cora` }, 'bad-signature'],
    ['user_id in full-width letters', plus(['ｕｓｅｒ_ｉｄ', 'cora']), 'bad-signature'],
    [
      'user_id behind a semicolon',
      { body: form.replace('user_id=6454', 'user_id=6454;user_id=cora') },
      'bad-signature',
    ],
    ['the whole form encoded twice', { body: form.replaceAll('%', '%25') }, 'bad-signature'],
    ['broken encoding', { body: `${form}&a=%zz` }, 'unreadable'],
    ['cut-off encoding', { body: `${form}&a=%4` }, 'unreadable'],
    ['broken encoding in the query', { body: form, rawQuery: '%' }, 'unreadable'],
    ['too many pairs', { body: `${form}${'&a'.repeat(1000)}` }, 'too-large'],
    [
      'Latin-1 where UTF-8 was signed',
      {
        body: Buffer.from(
          form.replace('%C3%84nnchen', 'Ännchen').replace(/%E5%AE%89|%F0%9F%98%80/g, '?'),
          'latin1',
        ),
      },
      'bad-signature',
    ],
    ['another link', { body: form, path: '/adm/launch/tiny/msu/Ab3dEg' }, 'bad-signature'],
    ['the same link in another case', { body: form, path: path.toLowerCase() }, 'bad-signature'],
    ['another domain', { body: form, path: '/adm/launch/tiny/osu/Ab3dEf' }, 'bad-signature'],
    ['the path encoded otherwise', { body: form, path: '/adm/launch/tiny/msu/%41b3dEf' }, 'bad-signature'],
    ['a path around a corner', { body: form, path: `${path}/../Ab3dEf` }, 'bad-signature'],
    ['another host', { body: form, origin: 'https://links.osu.example' }, 'bad-signature'],
    ['another scheme', { body: form, origin: 'http://links.msu.example' }, 'bad-signature'],
    ['another port', { body: form, origin: 'https://links.msu.example:8443' }, 'bad-signature'],
    ['the port of the other scheme', { body: form, origin: 'https://links.msu.example:80' }, 'bad-signature'],
  ])('%s', (_, sent, code) => {
    expect(outcome(sent)).toBe(code);
  });

  test('a changed byte, wherever it stands, opens nothing unless the message is still the same', () => {
    const meant = pairsOf(form);
    for (let at = 0; at < form.length; at++) {
      for (const char of ['x', '%', '&', '=', '+', '\0']) {
        const body = form.slice(0, at) + char + form.slice(at + 1);
        if (outcome({ body }) === 'opened') expect(pairsOf(body)).toEqual(meant);
      }
    }
  });
});

describe('attacks on LTI tools that were seen in the wild', () => {
  test('a good launch that waits too long, or comes from the future, is named so and no more (5.1, 5.2)', () => {
    expect(outcome({ body: form }, ours, now + 299_000)).toBe('stale');
    expect(outcome({ body: form }, ours, (signedAt - 61) * 1000)).toBe('future');
    expect(freshness(signedAt, 3600, (signedAt - 61) * 1000)).toBe('future');
  });

  test('an unsigned form with an old time is not told that its time is wrong (5.2a)', () => {
    const old = formBody(withValue(whole, 'oauth_timestamp', '1'));
    expect(outcome({ body: old })).toBe('bad-signature');
  });

  test('the value that is signed is the value that is used (5.3)', () => {
    const twice: readonly Parameter[] = [...honest, ['custom_next', 'a'], ['custom_next', 'b']];
    const [match] = matchesOf({ body: formBody(signed(twice)) });
    if (match === undefined) throw new Error('does not verify');
    expect(lti11.readMessage(match).parameter('custom_next')).toEqual({ kind: 'repeated' });
    expect(outcome({ body: `${formBody(signed(twice))}&custom_next=c` })).toBe('bad-signature');
  });

  test('a course author cannot put a name into the query of the address (5.4)', () => {
    const query = 'lis_person_sourcedid=cora';
    const asCanvas: readonly Parameter[] = [
      ...without(honest, 'lis_person_sourcedid'),
      ['lis_person_sourcedid', 'cora'],
    ];
    expect(outcome({ body: formBody(signed(asCanvas)), rawQuery: query })).toBe('repeated-parameter');
    const asMoodle = signed(without(honest, 'lis_person_sourcedid'), { url: `${origin}${path}?${query}` });
    expect(outcome({ body: formBody(asMoodle), rawQuery: query })).toBe('repeated-parameter');
  });

  test('a username parameter of its own counts only where the body holds it once (5.4)', () => {
    const [match] = matchesOf({
      body: formBody(signed(honest, { url: `${origin}${path}?custom_login=cora` })),
      rawQuery: 'custom_login=cora',
    });
    if (match === undefined) throw new Error('does not verify');
    expect(lti11.readMessage(match).parameter('custom_login')).toEqual({ kind: 'absent' });
  });

  test("another tenant's secret signs nothing here, with our key or with its own (5.7)", () => {
    const theirs = signed(honest, { secret: "the other tenant's" });
    expect(outcome({ body: formBody(theirs) })).toBe('bad-signature');
    const ownKey = signed(withValue(honest, 'oauth_consumer_key', 'theirs'), {
      secret: "the other tenant's",
    });
    expect(outcome({ body: formBody(ownKey) })).toBe('bad-signature');
    const mixed = new Map([...ours, ['theirs', [candidate(2, "the other tenant's")]]] as const);
    expect(outcome({ body: formBody(theirs) }, mixed)).toBe('bad-signature');
    expect(outcome({ body: formBody(ownKey) }, mixed)).toBe('opened');
  });

  test('the address in headers has no say: only the configured origin is signed for (5.13)', () => {
    const forEvil = signed(honest, { url: `https://evil.example${path}` });
    expect(outcome({ body: formBody(forEvil) })).toBe('bad-signature');
  });

  test('a form as large as may be is judged, not choked on (5.18)', () => {
    const big: readonly Parameter[] = [...honest, ['ext_big', '*\r\n'.repeat(120_000)]];
    expect(outcome({ body: formBody(signed(big)) })).toBe('opened');
    expect(outcome({ body: formBody([...big, ['oauth_signature', signature]]) })).toBe('bad-signature');
    const many = `${form}${'&a=%41'.repeat(900)}`;
    expect(outcome({ body: many })).toBe('bad-signature');
  });
});

describe('verifying with the signing library', () => {
  /** What many tools do: sign again what came, and compare. */
  function naive(sent: Sent): boolean {
    const { oauth_signature: claimed = '', ...data } = Object.fromEntries(
      new URLSearchParams(sent.body.toString()),
    );
    const signer = new OAuth({
      consumer: { key, secret },
      signature_method: 'HMAC-SHA1',
      hash_function: (text, hmacKey) => hmac('sha1', hmacKey, text).toString('base64'),
    });
    const url = origin + path + (sent.rawQuery === undefined ? '' : `?${sent.rawQuery}`);
    return signer.getSignature({ url, method: 'POST', data }, undefined, {} as OAuth.Data) === claimed;
  }

  /** The student changes `user_id` in the form and puts the signed value into the query. */
  const fooling: Sent = { body: formBody(withValue(whole, 'user_id', 'cora')), rawQuery: 'user_id=6454' };

  test('would let a student become anybody; ours does not', () => {
    expect(naive({ body: form })).toBe(true);
    expect(naive(fooling)).toBe(true);
    expect(outcome(fooling)).toBe('repeated-parameter');
  });

  test('would let any other parameter be changed likewise; ours does not', () => {
    const value = `custom_chapter=${encode('a+b c%20d*~')}`;
    const sent: Sent = { body: formBody(withValue(whole, 'custom_chapter', '9')), rawQuery: value };
    expect(naive(sent)).toBe(true);
    expect(outcome(sent)).toBe('bad-signature');
  });

  test('would not see a parameter named __proto__; ours does', () => {
    expect(naive(plus(['__proto__', 'x']))).toBe(true);
    expect(outcome(plus(['__proto__', 'x']))).toBe('bad-signature');
  });
});
