import { describe, expect, test } from '@jest/globals';
import { signedForms, tolerances } from '../../../src/lti/lti11/forms.ts';
import { lti11 } from '../../../src/lti/lti11/verifier.ts';
import { toleratedVariants } from '../../../src/model/launchCode.ts';
import { parsePairs } from '../../../src/model/pairs.ts';
import { formBody, honest, matchesOf, origin, path, signed } from '../launches.ts';
import type { Parameter } from '../reference5849.ts';

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
