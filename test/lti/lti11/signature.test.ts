import { describe, expect, jest, test } from '@jest/globals';
import { HmacKey } from '../../../src/crypto/hmac.ts';
import { lti11 } from '../../../src/lti/lti11/verifier.ts';
import type { Signed } from '../../../src/lti/verifier.ts';
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
    const spied = jest.spyOn(HmacKey.prototype, 'code');
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

  test.each([
    ['the only form', { body }, [candidate(2)]],
    ['an older secret', { body }, [candidate(1, 'other'), candidate(4, 'new', secret)]],
    ['a tolerated form', { body, path: `${path}/` }, [candidate(2)]],
    ['nobody', { body }, [candidate(1, 'other')]],
  ])(
    'is answered alike where it is done in slow motion, for large messages: %s',
    async (_, sent, candidates) => {
      let pauses = 0;
      const pause = async () => {
        pauses += 1;
      };
      const { pairs } = parsePairs(Buffer.from(sent.body), '');
      const url = { origin, path: 'path' in sent ? sent.path : path };
      const slow = await lti11.authenticate(lti11.claim(pairs), { url, candidates, now, pause });
      const quick = matchesOf(sent, { candidates });
      const told = ({ candidateId, secretUsed, tolerated }: Signed) => ({
        candidateId,
        secretUsed,
        tolerated,
      });
      expect(slow.map(told)).toEqual(quick.map(told));
      expect(pauses).toBeGreaterThan(1);
    },
  );

  test('a claim of another making is a fault, not a launch', () => {
    expect(() => lti11.authenticate({ key: 'x' }, { url: { origin, path }, candidates: [], now })).toThrow(
      TypeError,
    );
  });
});
