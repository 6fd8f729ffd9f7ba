import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { keyRoom } from '../../../src/crypto/hmac.ts';
import { signedForms } from '../../../src/lti/lti11/forms.ts';
import { SignedText } from '../../../src/lti/lti11/signedText.ts';
import { type Pair, parsePairs } from '../../../src/model/pairs.ts';
import { formBody, honest, matchesOf, signed } from '../launches.ts';

const head = 'POST&https%3A%2F%2Flinks.msu.example%2Fa&';

/** As texts: each byte encoded twice, a blank behind the name, which sorts before all others; sorted and joined. */
function byTexts(pairs: readonly Pair[]): string {
  const encoded = (bytes: string) =>
    bytes.replace(
      /[^\w.~-]/g,
      (byte) => `%25${byte.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
  const texts = pairs
    .filter(({ name }) => name !== 'oauth_signature')
    .map(
      ({ sent, nameAt, valueAt, end }) =>
        `${encoded(sent.slice(nameAt, valueAt))} ${encoded(sent.slice(valueAt, end))}`,
    );
  return head + texts.sort().join('%26').replaceAll(' ', '%3D');
}

function textOf(signed: SignedText, pairs: readonly Pair[]): string {
  return signed.of(head, pairs).toString('latin1', keyRoom);
}

/** Names that begin alike, are alike, or are no text; and the signature, which is left out. */
const names = fc.oneof(
  fc.constantFrom(
    'a',
    'a1',
    'a-',
    'a%20',
    'a%C3%A9',
    'a%E9',
    '%61',
    'A',
    'a.',
    'a~',
    'a_',
    '',
    'b',
    'user_id',
  ),
  fc.constantFrom(
    'oauth_signature',
    'oauth_signature_method',
    'oauth%5Fsignature',
    '__proto__',
    'constructor',
  ),
  fc.string({ unit: fc.constantFrom('a', 'b', '-', '%00', '%ff', '+', '*'), maxLength: 4 }),
);
const values = fc.oneof(
  fc.constantFrom(
    '',
    '=',
    '==',
    '+',
    '%2B',
    '%25',
    '%2525',
    '%26',
    '%0D%0A',
    '\r\n',
    '%0A',
    '%E9',
    '%c3%a9',
    '*',
  ),
  fc.string({
    unit: fc.constantFrom('a', 'Z', '~', '%7e', '%7E', '+', '%20', '%FF', '\xff', '%0d%0a'),
    maxLength: 6,
  }),
);
const forms = fc
  .array(
    fc
      .tuple(names, values, fc.constantFrom('=', '=', '=', ''))
      .map(([name, value, sign]) => name + sign + value),
    { maxLength: 12 },
  )
  .map((pairs) => pairs.join('&'));

describe('the bytes that are signed', () => {
  test('are those of the sorted texts, whatever was sent, also in rooms that others have used before', () => {
    const signed = new SignedText();
    fc.assert(
      fc.property(forms, fc.option(forms, { nil: '' }), (body, query) => {
        const { pairs } = parsePairs(Buffer.from(body, 'latin1'), query);
        for (const form of signedForms(pairs, '/a')) {
          expect(textOf(signed, form.pairs)).toBe(byTexts(form.pairs));
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('are sorted anew where the same names come with other values, or in another order', () => {
    const signed = new SignedText();
    for (const body of [
      'a=1&a=2&b=3',
      'a=2&a=1&b=3',
      'b=3&a=1&a=2',
      'b=a&a=&b=',
      'a=1&b=3&a=2',
      'b=&b=a&a=',
    ]) {
      const { pairs } = parsePairs(Buffer.from(body), '');
      expect(textOf(signed, pairs)).toBe(byTexts(pairs));
    }
  });

  test('a name sorts before all that it begins, and every byte as its code does', () => {
    const all = Array.from({ length: 256 }, (_, byte) => `%${byte.toString(16).padStart(2, '0')}`);
    const body = ['a', ...all.flatMap((code) => [`a${code}=`, `a=${code}`, `${code}a=`])].join('&');
    const { pairs } = parsePairs(Buffer.from(body), '');
    expect(textOf(new SignedText(), pairs)).toBe(byTexts(pairs));
  });

  test('a large form finds room, and a small one after it is what it was', () => {
    const signed = new SignedText();
    const small = parsePairs(Buffer.from('b=%20&a=1'), '').pairs;
    const before = textOf(signed, small);
    const large = parsePairs(
      Buffer.from(`x=1&${'a=%00%0D%0A&'.repeat(500)}c=${'ä'.repeat(50_000)}`),
      'x=2',
    ).pairs;
    expect(textOf(signed, large)).toBe(byTexts(large));
    expect(textOf(signed, small)).toBe(before);
    expect(before).toBe(byTexts(small));
  });

  test('hold on to no more orders than a few', () => {
    const signed = new SignedText();
    for (let n = 1; n < 400; n++) {
      const { pairs } = parsePairs(Buffer.from(`b${'c'.repeat(n)}=1&a=2`), '');
      expect(textOf(signed, pairs)).toBe(byTexts(pairs));
    }
  });

  test('an order that another form has left never leaves a pair unsigned', () => {
    const launch = [...signed(honest)].sort(([one], [other]) => (one < other ? 1 : -1));
    const nothing = Array.from({ length: 127 }, () => ['', 'x'] as const);
    const added = [['ext_user_username', 'bob'], ...nothing] as const;
    expect(matchesOf({ body: formBody(launch) })).toHaveLength(1);
    // Of every length that a name could have, so that whatever orders are kept by is met once.
    for (let longer = 0; longer < 40; longer++) {
      const primed = launch.map(
        ([name, value]) => [name === 'roles' ? `${name}${'s'.repeat(longer)}` : name, value] as const,
      );
      expect(matchesOf({ body: formBody(primed) })).toHaveLength(longer === 0 ? 1 : 0);
      expect(matchesOf({ body: formBody([...launch, ...added]) })).toEqual([]);
    }
  });

  test('whatever forms come one after the other, small ones and ones of hundreds of pairs', () => {
    const name = fc.constantFrom('', '', 'a', 'b', 'ab', 'cba');
    const few = fc.array(name, { minLength: 1, maxLength: 4 });
    const forms = fc.array(fc.tuple(few, fc.constantFrom(0, 0, 126, 127, 128, 256)), { maxLength: 30 });
    fc.assert(
      fc.property(forms, (all) => {
        const signedText = new SignedText();
        for (const [named, more] of all) {
          const list = [...named.map((one, n) => `${one}=${n}`), ...Array.from({ length: more }, () => '=x')];
          const { pairs } = parsePairs(Buffer.from(list.join('&')), '');
          expect(textOf(signedText, pairs)).toBe(byTexts(pairs));
        }
      }),
      { numRuns: 200 },
    );
  });
});
