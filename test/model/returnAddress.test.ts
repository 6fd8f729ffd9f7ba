import { describe, expect, test } from '@jest/globals';
import { mayReturnTo, returnAddress } from '../../src/model/returnAddress.ts';

const words = { lti_errormsg: 'Nicht ge\u00f6ffnet & zu.', lti_errorlog: 'stale ABCD-2345' };
const added = 'lti_errormsg=Nicht%20ge%C3%B6ffnet%20%26%20zu.&lti_errorlog=stale%20ABCD-2345';

describe('the way back to an LMS', () => {
  test.each([
    ['https://lms.example/back', `https://lms.example/back?${added}`],
    ['https://lms.example', `https://lms.example?${added}`],
    ['https://lms.example/back?', `https://lms.example/back?${added}`],
    ['https://lms.example/back?a=1', `https://lms.example/back?a=1&${added}`],
    ['https://lms.example/back?a=1&', `https://lms.example/back?a=1&${added}`],
    ['https://lms.example/back#top', `https://lms.example/back?${added}#top`],
    ['https://lms.example/back?a=1#top?x', `https://lms.example/back?a=1&${added}#top?x`],
    [
      'http://localhost:8081/b?c=17&sesskey=a%2Bb+c%20d&&=e&f',
      `http://localhost:8081/b?c=17&sesskey=a%2Bb+c%20d&&=e&f&${added}`,
    ],
    ['https://lms.example/b?x=%zz&y=ä;z', `https://lms.example/b?x=%zz&y=ä;z&${added}`],
  ])('keeps what the address holds, byte by byte: %s', (url, whole) => {
    expect(returnAddress(url, words)).toBe(whole);
  });

  test('is plain where there is nothing to say', () => {
    expect(returnAddress('https://lms.example/b?c=1#d', {})).toBe('https://lms.example/b?c=1#d');
    expect(returnAddress('https://lms.example/b', { lti_msg: '' })).toBe('https://lms.example/b');
  });

  test('is plain where the words would make it longer than 2,000 characters', () => {
    const room = (length: number) =>
      `https://lms.example/${'a'.repeat(length - 'https://lms.example/?lti_msg=x'.length)}`;
    expect(returnAddress(room(2_000), { lti_msg: 'x' })).toHaveLength(2_000);
    expect(returnAddress(room(2_001), { lti_msg: 'x' })).toBe(room(2_001));
    expect(returnAddress('https://lms.example/', { lti_msg: '\u00e4'.repeat(400) })).toBe(
      'https://lms.example/',
    );
  });

  test.each([
    'javascript:alert(1)',
    'data:text/html,x',
    '//lms.example/b',
    '/b',
    'ftp://lms.example/',
    'https:',
    'https:///b',
    ' https://x/',
    '',
  ])('is nowhere but http and https: %j', (url) => {
    expect(returnAddress(url, words)).toBeUndefined();
  });

  test('takes words with half a character without breaking', () => {
    expect(returnAddress('https://lms.example/', { lti_msg: 'a\ud800b' })).toBe(
      'https://lms.example/?lti_msg=a%EF%BF%BDb',
    );
  });
});

test.each([
  ['https://lms.example/b', [], [], true],
  ['https://lms.example/b', ['https://lms.example'], [], true],
  ['https://lms.example:8443/b', ['https://lms.example'], [], false],
  ['http://lms.example/b', ['https://lms.example'], [], false],
  ['https://lms.example.evil.example/b', ['https://lms.example'], [], false],
  ['https://studio.example/b', ['https://lms.example'], ['https://studio.example'], true],
  ['https://other.example/b', ['https://lms.example'], ['https://studio.example'], false],
])('a way back to %s, with %j approved and %j signed, may be linked to: %s', (url, approved, signed, may) => {
  expect(mayReturnTo(url, { approved, signed })).toBe(may);
});
