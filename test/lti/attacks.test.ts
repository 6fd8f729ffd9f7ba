import { describe, expect, test } from '@jest/globals';
import OAuth from 'oauth-1.0a';
import { hmac } from '../../src/crypto/hmac.ts';
import { freshness } from '../../src/lti/lti11/freshness.ts';
import { lti11 } from '../../src/lti/lti11/verifier.ts';
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
import { form, ours, outcome, plus, signature, whole } from './outcome.ts';
import { encode, type Parameter } from './reference5849.ts';

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
