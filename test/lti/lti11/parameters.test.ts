import { describe, expect, test } from '@jest/globals';
import { claim, claimChecks } from '../../../src/lti/lti11/parameters.ts';
import { Refusal } from '../../../src/model/launchCode.ts';
import { parsePairs } from '../../../src/model/pairs.ts';
import { formBody, honest, key, signedAt, without, withValue } from '../launches.ts';
import type { Parameter } from '../reference5849.ts';

const whole: readonly Parameter[] = [...honest, ['oauth_signature', 'abc=']];

function codeOf(body: readonly Parameter[] | string, rawQuery = ''): string {
  const text = typeof body === 'string' ? body : formBody(body);
  try {
    claim(parsePairs(Buffer.from(text), rawQuery).pairs);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'complete';
}

describe('what a form must hold before anybody looks for its sender', () => {
  test('the checks come in the order of the product', () => {
    expect(claimChecks.map(({ code }) => code)).toEqual([
      'repeated-parameter',
      'unsigned',
      'unsupported-method',
      'incomplete',
    ]);
  });

  test('an honest launch names its key, method, nonce and time', () => {
    const claimed = claim(parsePairs(Buffer.from(formBody(whole)), '').pairs);
    expect(claimed).toMatchObject({
      key,
      algorithm: 'sha1',
      signature: 'abc=',
      nonce: { timestamp: signedAt, text: 'f3b1c09e5b1a4f0d' },
    });
  });

  test.each([
    ['nothing', '', 'unsigned'],
    ['no oauth field', formBody(whole.filter(([name]) => !name.startsWith('oauth_'))), 'unsigned'],
    ['oauth fields in the query alone', '', 'repeated-parameter', formBody(whole)],
    ['capitals in the names of fields', formBody(whole.map(([n, v]) => [n.toUpperCase(), v])), 'unsigned'],
    ...[
      'oauth_consumer_key',
      'oauth_signature_method',
      'oauth_signature',
      'oauth_timestamp',
      'oauth_nonce',
    ].flatMap((name) => [
      [`without ${name}`, formBody(without(whole, name)), 'incomplete'],
      [`with an empty ${name}`, formBody(withValue(whole, name, '')), 'incomplete'],
      [`${name} twice`, formBody([...whole, [name, 'x']]), 'repeated-parameter'],
      [
        `${name} twice alike`,
        formBody([...whole, ...whole.filter(([n]) => n === name)]),
        'repeated-parameter',
      ],
      [`${name} in the query too`, formBody(whole), 'repeated-parameter', `${name}=x`],
      [`${name} in the query instead`, formBody(without(whole, name)), 'repeated-parameter', `${name}=x`],
    ]),
    ...[
      'PLAINTEXT',
      'RSA-SHA1',
      'RSA-SHA256',
      'none',
      'hmac-sha1',
      'HMAC-SHA1 ',
      'HMAC-MD5',
      'HMAC-SHA512',
    ].map((method) => [
      `method ${method}`,
      formBody(withValue(whole, 'oauth_signature_method', method)),
      'unsupported-method',
    ]),
    [
      'PLAINTEXT, which needs neither nonce nor time',
      formBody(
        without(
          without(withValue(whole, 'oauth_signature_method', 'PLAINTEXT'), 'oauth_nonce'),
          'oauth_timestamp',
        ),
      ),
      'unsupported-method',
    ],
    ['method HMAC-SHA256', formBody(withValue(whole, 'oauth_signature_method', 'HMAC-SHA256')), 'complete'],
    ...[
      '-1',
      '1.5',
      '1e9',
      '0x10',
      ' 1790000000',
      '1790000000 ',
      '１７９',
      '1'.repeat(16),
      'NaN',
      'Infinity',
    ].map((time) => [
      `timestamp ${JSON.stringify(time)}`,
      formBody(withValue(whole, 'oauth_timestamp', time)),
      'incomplete',
    ]),
    ['a timestamp of 15 digits', formBody(withValue(whole, 'oauth_timestamp', '9'.repeat(15))), 'complete'],
    ...['x'.repeat(256), 'ä', 'a\nb', 'a\0', ' ', '\u200b'].map((nonce) => [
      `nonce ${JSON.stringify(nonce).slice(0, 12)}`,
      formBody(withValue(whole, 'oauth_nonce', nonce)),
      'incomplete',
    ]),
    ['a nonce of 255 characters', formBody(withValue(whole, 'oauth_nonce', 'x'.repeat(255))), 'complete'],
    ...['k'.repeat(256), 'ключ', 'a\nb', 'a\0b'].map((badKey) => [
      `key ${JSON.stringify(badKey).slice(0, 12)}`,
      formBody(withValue(whole, 'oauth_consumer_key', badKey)),
      'incomplete',
    ]),
    [
      'a key with a blank before it, which is another key',
      formBody(withValue(whole, 'oauth_consumer_key', ' put')),
      'complete',
    ],
    ['no oauth_version', formBody(without(whole, 'oauth_version')), 'complete'],
    ['oauth_version 2.0', formBody(withValue(whole, 'oauth_version', '2.0')), 'incomplete'],
    ['an empty oauth_version', formBody(withValue(whole, 'oauth_version', '')), 'incomplete'],
    ['no oauth_callback', formBody(without(whole, 'oauth_callback')), 'complete'],
    ['an empty oauth_token', formBody([...whole, ['oauth_token', '']]), 'complete'],
    ['an oauth_token', formBody([...whole, ['oauth_token', 't']]), 'incomplete'],
    ['oauth_body_hash', formBody([...whole, ['oauth_body_hash', 'x']]), 'incomplete'],
    ['an empty oauth_body_hash', formBody([...whole, ['oauth_body_hash', '']]), 'incomplete'],
    ...[
      'user_id',
      'roles',
      'context_id',
      'context_title',
      'resource_link_id',
      'resource_link_title',
      'lis_person_sourcedid',
      'lis_anything',
      'lti_version',
      'lti_anything',
      'oauth_callback',
      'oauth_anything',
      'oauth_',
    ].flatMap((name) => [
      [`${name} twice`, `${formBody(without(whole, name))}&${name}=a&${name}=b`, 'repeated-parameter'],
      [
        `${name} twice, once in disguise`,
        `${formBody(without(whole, name))}&${name}=a&%${name.charCodeAt(0).toString(16)}${name.slice(1)}=b`,
        'repeated-parameter',
      ],
      [`${name} in the query`, formBody(without(whole, name)), 'repeated-parameter', name],
      [`${name} in the query as in the body`, formBody(whole), 'repeated-parameter', `${name}=6454`],
    ]),
    [
      'another parameter twice, to be judged where it is used',
      formBody([...whole, ['custom_a', '1'], ['custom_a', '2']]),
      'complete',
    ],
    ['another parameter in the query', formBody(whole), 'complete', 'custom_a=1'],
    [
      'names that only look alike',
      formBody([...whole, ['User_id', '1'], ['user_id ', '2'], ['user_idx', '3'], ['xroles', '4']]),
      'complete',
    ],
    ['__proto__', formBody([...whole, ['__proto__', 'x'], ['__proto__', 'y']]), 'complete'],
    ['repeated and unsigned', 'user_id=1&user_id=2', 'repeated-parameter'],
    [
      'repeated and PLAINTEXT',
      `${formBody(withValue(whole, 'oauth_signature_method', 'PLAINTEXT'))}&roles=a`,
      'repeated-parameter',
    ],
    [
      'PLAINTEXT and incomplete',
      formBody(without(withValue(whole, 'oauth_signature_method', 'PLAINTEXT'), 'oauth_consumer_key')),
      'unsupported-method',
    ],
  ])('%s', (_, body, code, rawQuery = '') => {
    expect(codeOf(body ?? '', rawQuery)).toBe(code);
  });

  test('a refusal never repeats what was sent', () => {
    expect(() => claim(parsePairs(Buffer.from('lis_<script>=1&lis_<script>=2'), '').pairs)).toThrow(
      'repeated-parameter: a launch field stands twice',
    );
  });
});
