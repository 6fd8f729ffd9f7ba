import { describe, expect, test } from '@jest/globals';
import { type NameAndValue, signLaunch } from '../../../src/lti/lti11/sign.ts';
import { Secret } from '../../../src/model/secret.ts';
import { formBody, key, matchesOf, origin, path, secret, signedAt } from '../launches.ts';

function sign(parameters: readonly NameAndValue[], url = origin + path): readonly NameAndValue[] {
  return signLaunch({ url, parameters, key, secret: new Secret(secret), timestamp: signedAt, nonce: 'n1' });
}

describe('signing as an LMS does', () => {
  test('the form holds what was handed in, in order, then the fields, then the signature', () => {
    expect(
      sign([
        ['b', '1'],
        ['a', '2'],
      ]).map(([name]) => name),
    ).toEqual([
      'b',
      'a',
      'oauth_version',
      'oauth_callback',
      'oauth_consumer_key',
      'oauth_signature_method',
      'oauth_timestamp',
      'oauth_nonce',
      'oauth_signature',
    ]);
  });

  test('two launches signed one after the other know nothing of each other', () => {
    const first = formBody(sign([['custom_a', '1']]));
    const second = formBody(sign([['custom_b', '2']]));
    expect(matchesOf({ body: first })).toHaveLength(1);
    expect(matchesOf({ body: second })).toHaveLength(1);
    expect(formBody(sign([['custom_a', '1']]))).toBe(first);
  });

  test('the query of the address is signed and stays there', () => {
    const query = 'custom_q=a+b%2B&flag';
    const pairs = sign([['custom_a', '1']], `${origin}${path}?${query}`);
    expect(matchesOf({ body: formBody(pairs), rawQuery: query })).toMatchObject([{ tolerated: [] }]);
    expect(matchesOf({ body: formBody(pairs) })).toEqual([]);
  });

  test('a callback or version of its own is kept', () => {
    const pairs = sign([['oauth_callback', 'https://lms.example/x']]);
    expect(pairs.filter(([name]) => name === 'oauth_callback')).toEqual([
      ['oauth_callback', 'https://lms.example/x'],
    ]);
  });

  test.each<readonly [string, readonly NameAndValue[], string?]>([
    [
      'a name twice',
      [
        ['a', '1'],
        ['a', '2'],
      ],
    ],
    ['a name in the query too', [['a', '1']], `${origin}${path}?a=2`],
    ['the prototype', [['__proto__', 'x']]],
    ['a body hash', [['oauth_body_hash', 'x']]],
    ['a signature', [['oauth_signature', 'x']]],
    ['another key', [['oauth_consumer_key', 'x']]],
    ['an address that is none', [], 'links.msu.example'],
  ])(
    '%s is refused, because what is signed would not be what is said',
    (_, parameters, url = origin + path) => {
      expect(() => sign(parameters, url)).toThrow(TypeError);
    },
  );
});
