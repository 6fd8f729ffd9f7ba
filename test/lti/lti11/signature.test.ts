import crypto from 'node:crypto';
import { describe, expect, jest, test } from '@jest/globals';
import { signedForms, tolerances } from '../../../src/lti/lti11/forms.ts';
import { lti11 } from '../../../src/lti/lti11/verifier.ts';
import { toleratedVariants } from '../../../src/model/launchCode.ts';
import { parsePairs } from '../../../src/model/pairs.ts';
import {
  candidate,
  formBody,
  honest,
  matchesOf,
  now,
  origin,
  path,
  secret,
  signed,
  withValue,
} from '../launches.ts';
import type { Parameter } from '../reference5849.ts';

const body = formBody(signed(honest));

describe('who sent it', () => {
  test('the candidate whose secret signed it', () => {
    expect(matchesOf({ body }, { candidates: [candidate(1, 'other'), candidate(2)] })).toMatchObject([
      { candidateId: 2, secretUsed: 'current', tolerated: [], clockDifference: 2 },
    ]);
  });

  test('every candidate that signed it, in the order of the candidates, so that the item can choose', () => {
    const candidates = [candidate(9), candidate(3, 'other'), candidate(4, 'new', secret), candidate(1)];
    expect(
      matchesOf({ body }, { candidates }).map(({ candidateId, secretUsed }) => [candidateId, secretUsed]),
    ).toEqual([
      [9, 'current'],
      [4, 'previous'],
      [1, 'current'],
    ]);
  });

  test.each([
    ['no candidate', []],
    ['a candidate without a secret', [{ id: 1, secrets: [] }]],
    ['another secret', [candidate(1, 'other')]],
    ['a secret that only begins alike', [candidate(1, secret.slice(0, -1)), candidate(2, `${secret}x`)]],
    ['a secret in another case', [candidate(1, secret.toUpperCase())]],
    ['a secret with a blank behind it', [candidate(1, `${secret} `)]],
  ])('nobody: %s', (_, candidates) => {
    expect(matchesOf({ body }, { candidates })).toEqual([]);
  });

  test.each(['', 'nobody signs with this'])('anybody can sign with %j, so it counts for nobody', (known) => {
    const forged = formBody(signed(honest, { secret: known }));
    expect(matchesOf({ body: forged }, { candidates: [] })).toEqual([]);
    expect(matchesOf({ body: forged }, { candidates: [{ id: 1, secrets: [] }] })).toEqual([]);
    expect(
      matchesOf({ body: formBody(signed(honest, { secret: '' })) }, { candidates: [candidate(1, '')] }),
    ).toEqual([]);
  });

  test('HMAC-SHA256 too, and neither hash passes for the other', () => {
    const asSha256 = withValue(honest, 'oauth_signature_method', 'HMAC-SHA256');
    expect(matchesOf({ body: formBody(signed(asSha256, { hash: 'sha256' })) })).toHaveLength(1);
    expect(matchesOf({ body: formBody(signed(asSha256)) })).toEqual([]);
    expect(matchesOf({ body: formBody(signed(honest, { hash: 'sha256' })) })).toEqual([]);
  });

  const [, text = ''] = signed(honest).at(-1) ?? [];
  test.each([
    ['without padding', text.replace(/=+$/, '')],
    ['padded more', `${text}=`],
    ['a line feed behind it', `${text}\n`],
    ['a blank before it', ` ${text}`],
    ['in the other base64 alphabet', `${text.replaceAll('+', '-').replaceAll('/', '_')}.`],
    ['in hexadecimal', Buffer.from(text, 'base64').toString('hex')],
    ['encoded twice', encodeURIComponent(text)],
    [
      'one bit off in the padding',
      text.replace(/.=$/, (end) => `${String.fromCharCode(end.charCodeAt(0) + 1)}=`),
    ],
    ['another length', 'AAAA'],
    ['no base64 at all', '💥'],
    ['long', 'A'.repeat(100_000)],
  ])('the signature itself is taken literally: %s', (_, signature) => {
    expect(matchesOf({ body: formBody([...honest, ['oauth_signature', signature]]) })).toEqual([]);
  });

  test('nobody can tell from the work done whether a key is known, closed, or wrongly signed with', () => {
    const spied = jest.spyOn(crypto, 'createHmac');
    const forged = formBody([...honest, ['oauth_signature', 'x'.repeat(28)]]);
    const work = [[], [{ id: 1, secrets: [] }], [candidate(1, 'a')], [candidate(1, 'a', 'b')]].map(
      (candidates) => {
        spied.mockClear();
        matchesOf({ body: forged, rawQuery: 'ext_empty' }, { candidates });
        return spied.mock.calls.length;
      },
    );
    spied.mockRestore();
    expect(work).toEqual([8, 8, 8, 8]);
  });

  test('a claim of another making is a fault, not a launch', () => {
    expect(() => lti11.authenticate({ key: 'x' }, { url: { origin, path }, candidates: [], now })).toThrow(
      TypeError,
    );
  });
});

describe('tolerated variants', () => {
  test('there are three, so with the strict form at most four base strings', () => {
    expect(tolerances.map(({ variant }) => variant)).toEqual(toleratedVariants);
    const { pairs } = parsePairs(Buffer.from('a=%0D%0A'), 'a=%0D%0A');
    expect([...signedForms(pairs, path)].map(({ tolerated }) => tolerated)).toEqual([
      [],
      ...toleratedVariants.map((variant) => [variant]),
    ]);
  });

  test('none is tried where the message shows no sign of it', () => {
    expect([...signedForms(parsePairs(Buffer.from('a=%0A'), 'b=%0A').pairs, '/')]).toHaveLength(1);
  });

  const plain: readonly Parameter[] = honest.filter(([name]) => name !== 'custom_text');
  const withText = (value: string): readonly Parameter[] => [...plain, ['custom_text', value]];
  const bare = withText('one\ntwo\n');
  const copied: readonly Parameter[] = [...plain, ['chapter', '3 a'], ['flag', '']];
  const url = origin + path;

  test.each<readonly [string, Parameters<typeof matchesOf>[0], readonly string[] | undefined]>([
    ['as it must be', { body: formBody(signed(plain)) }, []],
    ['slash added by the LMS', { body: formBody(signed(plain, { url: `${url}/` })) }, ['trailing-slash']],
    ['slash lost by the LMS', { body: formBody(signed(plain)), path: `${path}/` }, ['trailing-slash']],
    ['slash in both', { body: formBody(signed(plain, { url: `${url}/` })), path: `${path}/` }, []],
    ['two slashes', { body: formBody(signed(plain, { url: `${url}//` })) }, undefined],
    ['two slashes posted', { body: formBody(signed(plain)), path: `${path}//` }, undefined],
    ['no path', { body: formBody(signed(plain, { url: origin })) }, undefined],
    [
      'CR LF signed as LF',
      { body: formBody([...withText('one\r\ntwo\r\n'), ...signed(bare).slice(-1)]) },
      ['crlf-as-lf'],
    ],
    ['CR LF signed as such', { body: formBody(signed(withText('one\r\ntwo'))) }, []],
    ['LF signed, LF posted', { body: formBody(signed(bare)) }, []],
    [
      'LF posted, CR LF signed',
      { body: formBody([...bare, ...signed(withText('one\r\ntwo\r\n')).slice(-1)]) },
      undefined,
    ],
    [
      'CR alone signed as LF',
      { body: formBody([...withText('one\rtwo\r'), ...signed(bare).slice(-1)]) },
      undefined,
    ],
    [
      'a copy of the query counted once',
      { body: formBody(signed(copied)), rawQuery: 'chapter=3+a&flag' },
      ['query-counted-once'],
    ],
    [
      '... encoded otherwise',
      { body: formBody(signed(copied)), rawQuery: 'flag=&%63hapter=3%20%61' },
      ['query-counted-once'],
    ],
    [
      '... repeated in the query',
      { body: formBody(signed(copied)), rawQuery: 'flag&flag' },
      ['query-counted-once'],
    ],
    [
      'a copy counted twice, as signed',
      { body: formBody(signed(copied, { url: `${url}?flag` })), rawQuery: 'flag' },
      [],
    ],
    [
      'a query that is signed',
      { body: formBody(signed(plain, { url: `${url}?chapter=3` })), rawQuery: 'chapter=3' },
      [],
    ],
    [
      'a query that is signed and lost',
      { body: formBody(signed(plain, { url: `${url}?chapter=3` })) },
      undefined,
    ],
    ['a query that nobody signed', { body: formBody(signed(plain)), rawQuery: 'chapter=3' }, undefined],
    ['another value in the query', { body: formBody(signed(copied)), rawQuery: 'chapter=4&flag' }, undefined],
    ['one copy and one stranger', { body: formBody(signed(copied)), rawQuery: 'flag&stranger' }, undefined],
    [
      'slash and copy at once',
      { body: formBody(signed(copied, { url: `${url}/` })), rawQuery: 'flag' },
      undefined,
    ],
    [
      'slash and line feeds at once',
      { body: formBody([...withText('one\r\ntwo\r\n'), ...signed(bare, { url: `${url}/` }).slice(-1)]) },
      undefined,
    ],
    ['an empty query', { body: formBody(signed(plain)), rawQuery: '&' }, []],
  ])('%s', (_, sent, tolerated) => {
    const matches = matchesOf(sent);
    expect(matches.map((match) => match.tolerated)).toEqual(tolerated === undefined ? [] : [tolerated]);
  });

  test('what is read is what was signed: the line feeds of the sender, not the CR LF of the form', () => {
    const [match] = matchesOf({ body: formBody([...withText('one\r\ntwo\r\n'), ...signed(bare).slice(-1)]) });
    if (match === undefined) throw new Error('does not verify');
    expect(lti11.readMessage(match).parameter('custom_text')).toEqual({ kind: 'value', value: 'one\ntwo\n' });
  });

  test('a copy that the sender did not count does not make its name a repeated one', () => {
    const [match] = matchesOf({ body: formBody(signed(copied)), rawQuery: 'chapter=3+a' });
    if (match === undefined) throw new Error('does not verify');
    expect(lti11.readMessage(match).parameter('chapter')).toEqual({ kind: 'value', value: '3 a' });
  });

  test('two values of one name stay in the order that their line feeds give them', () => {
    const lf: readonly Parameter[] = [...plain, ['custom_x', 'a\nz'], ['custom_x', 'a\x0bz']];
    const crlf: readonly Parameter[] = [...plain, ['custom_x', 'a\r\nz'], ['custom_x', 'a\x0bz']];
    expect(matchesOf({ body: formBody([...crlf, ...signed(lf).slice(-1)]) })).toMatchObject([
      { tolerated: ['crlf-as-lf'] },
    ]);
  });
});
