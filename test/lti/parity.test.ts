import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import OAuth from 'oauth-1.0a';
import { hmac } from '../../src/crypto/hmac.ts';
import { baseString, parametersOf } from '../../src/lti/lti11/baseString.ts';
import { signLaunch } from '../../src/lti/lti11/sign.ts';
import { parsePairs } from '../../src/model/pairs.ts';
import { Secret } from '../../src/model/secret.ts';
import { formBody, key, matchesOf, origin, path, secret, signed, signedAt } from './launches.ts';
import { oddForms, repeats } from './oddForms.ts';
import { type Parameter, referenceBaseString, referenceSignature } from './reference5849.ts';

const nothing = {} as OAuth.Data;

function ours(body: readonly Parameter[], rawQuery = ''): string {
  return baseString(origin, path, parametersOf(parsePairs(Buffer.from(formBody(body)), rawQuery).pairs));
}

function reference(body: readonly Parameter[], rawQuery = ''): string {
  return referenceBaseString({ method: 'POST', url: `${origin}${path}?${rawQuery}`, body });
}

/** The library knows objects only, so it can be asked about forms without repeats. */
function library(body: readonly Parameter[]): string {
  const signer = new OAuth({
    consumer: { key, secret },
    signature_method: 'HMAC-SHA1',
    hash_function: () => '',
  });
  return signer.getBaseString(
    { url: origin + path, method: 'POST', data: Object.fromEntries(body) },
    { ...nothing },
  );
}

describe('ours, the library and RFC 5849 agree', () => {
  test.each(oddForms)('on %s', (_, body) => {
    expect(ours(body)).toBe(reference(body));
    expect(ours(body)).toBe(library(body));
    const pairs = signLaunch({
      url: origin + path,
      parameters: body.slice(0, 990),
      key,
      secret: new Secret(secret),
      timestamp: signedAt,
      nonce: 'n1',
    });
    expect(matchesOf({ body: formBody(pairs) })).toMatchObject([{ tolerated: [] }]);
  });

  test('on repeats, and on what objects lose, where the library cannot be asked', () => {
    expect(ours(repeats)).toBe(reference(repeats));
    expect(ours(repeats)).not.toBe(library(repeats));
  });

  test('on a query beside the form', () => {
    const query = 'a=1&a=%2B&flag&=x&b=c=d&%C3%A9+=%7E';
    expect(ours(repeats, query)).toBe(reference(repeats, query));
  });

  const texts = fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: fc.constantFrom(..."ab1 +%=&~*\r\n'-._é安😀\0"), maxLength: 12 }),
  );
  const forms = fc.array(fc.tuple(texts, texts), { maxLength: 30 });

  test('on whatever else a form may hold', () => {
    fc.assert(
      fc.property(forms, forms, (body, queryPairs) => {
        const rawQuery = formBody(queryPairs);
        expect(ours(body, rawQuery)).toBe(reference(body, rawQuery));
        const named = new Map(body.filter(([name]) => name !== '__proto__'));
        expect(ours([...named])).toBe(library([...named]));
      }),
      { numRuns: 400 },
    );
  });

  test('an honest sender is always let in, strictly and only as himself', () => {
    const names = texts.filter(
      (name) => !/^(?:oauth_|lti_|lis_|context_|resource_link_|user_id$|roles$)/.test(name),
    );
    const fields: readonly Parameter[] = [
      ['oauth_consumer_key', key],
      ['oauth_signature_method', 'HMAC-SHA256'],
      ['oauth_timestamp', String(signedAt)],
      ['oauth_nonce', 'n1'],
    ];
    fc.assert(
      fc.property(fc.array(fc.tuple(names, texts), { maxLength: 20 }), (pairs) => {
        const body = signed([...pairs, ...fields], { hash: 'sha256' });
        expect(matchesOf({ body: formBody(body) })).toMatchObject([{ tolerated: [] }]);
        expect(matchesOf({ body: formBody([...body, ['x', '']]) })).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  test.each([
    ['HMAC-SHA1', 'sha1'],
    ['HMAC-SHA256', 'sha256'],
  ] as const)('on the signature with %s and odd letters in the secret', (method, hash) => {
    for (const text of ['simple', 'with blank', 'é&=%+~*', '安全😀']) {
      const parameters: readonly Parameter[] = [['a', 'b']];
      const pairs = signLaunch({
        url: `${origin}${path}?q=1`,
        parameters,
        key,
        secret: new Secret(text),
        method,
        timestamp: signedAt,
        nonce: 'n1',
      });
      const [, signature] = pairs.at(-1) ?? [];
      const request = { method: 'POST', url: `${origin}${path}?q=1`, body: pairs };
      expect(signature).toBe(referenceSignature(request, text, hash));
      expect(signature).toBe(
        hmac(hash, `${encodeURIComponent(text).replace('*', '%2A')}&`, referenceBaseString(request)).toString(
          'base64',
        ),
      );
    }
  });
});
