import { describe, expect, test } from '@jest/globals';
import { readMessage } from '../../../src/lti/lti11/message.ts';
import type { SignedLaunch, VerifiedLaunch } from '../../../src/lti/verifier.ts';
import { Refusal } from '../../../src/model/launchCode.ts';
import { formBody, honest, matchesOf, origin, path, signed, without, withValue } from '../launches.ts';
import type { Parameter } from '../reference5849.ts';

function match(body: readonly Parameter[], rawQuery = ''): SignedLaunch {
  const url = origin + path + (rawQuery === '' ? '' : `?${rawQuery}`);
  const [found] = matchesOf({ body: formBody(signed(body, { url })), rawQuery });
  if (found === undefined) throw new Error('does not verify');
  return found;
}

function read(body: readonly Parameter[], rawQuery = ''): VerifiedLaunch {
  return readMessage(match(body, rawQuery));
}

function codeOf(body: readonly Parameter[]): string {
  try {
    read(body);
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
  return 'a launch';
}

describe('what a signed message says', () => {
  test.each([
    ['honest', honest, 'a launch'],
    ['LTI-1p1', withValue(honest, 'lti_version', 'LTI-1p1'), 'a launch'],
    ['LTI-1p2', withValue(honest, 'lti_version', 'LTI-1p2'), 'a launch'],
    ['LTI-2p0', withValue(honest, 'lti_version', 'LTI-2p0'), 'wrong-message'],
    ['1.3.0', withValue(honest, 'lti_version', '1.3.0'), 'wrong-message'],
    ['lti-1p0', withValue(honest, 'lti_version', 'lti-1p0'), 'wrong-message'],
    ['no version', without(honest, 'lti_version'), 'incomplete-message'],
    ['an empty version', withValue(honest, 'lti_version', ''), 'incomplete-message'],
    ['no type', without(honest, 'lti_message_type'), 'incomplete-message'],
    ['an empty type', withValue(honest, 'lti_message_type', ''), 'incomplete-message'],
    ['another type', withValue(honest, 'lti_message_type', 'ToolProxyRegistrationRequest'), 'wrong-message'],
    [
      'a content selection, which has no link',
      without(withValue(honest, 'lti_message_type', 'ContentItemSelectionRequest'), 'resource_link_id'),
      'wrong-message',
    ],
    ['no link', without(honest, 'resource_link_id'), 'incomplete-message'],
    ['an empty link', withValue(honest, 'resource_link_id', ''), 'incomplete-message'],
    ['a blank link', withValue(honest, 'resource_link_id', ' \t\u00a0'), 'incomplete-message'],
    [
      'no roles, no context, no user',
      without(without(without(honest, 'roles'), 'context_id'), 'user_id'),
      'a launch',
    ],
    ['unknown extras', [...honest, ['ext_new', 'x'], ['', 'y']], 'a launch'],
    ['a link that cannot be read', withValue(honest, 'resource_link_id', 'a\ufffdb'), 'incomplete-message'],
    ['a user that cannot be read', withValue(honest, 'user_id', '\ufffd'), 'incomplete-message'],
    ['a context that cannot be read', withValue(honest, 'context_id', '\ufffd'), 'incomplete-message'],
  ] as const)('%s', (_, body, code) => {
    expect(codeOf(body as readonly Parameter[])).toBe(code);
  });

  test('every version says it in the same words', () => {
    expect(read(honest)).toMatchObject({
      candidateId: 1,
      secretUsed: 'current',
      tolerated: [],
      nonce: { timestamp: 1_790_000_000, text: 'f3b1c09e5b1a4f0d' },
      clockDifference: 2,
      subject: '6454',
      contextId: '17861',
      resourceLinkId: '17',
      returnUrl: 'https://moodle.msu.example/return.php?course=1&sesskey=abc',
      locale: undefined,
      documentTarget: undefined,
      productFamily: undefined,
      asksRelaunch: false,
    });
  });

  test('names and nothing else can be listed, repeats once', () => {
    expect(read([...honest, ['custom_a', '1'], ['custom_a', '2']], 'custom_q=1').parameterNames).toEqual([
      ...honest.map(([name]) => name).filter((name) => !name.startsWith('oauth_')),
      'custom_a',
    ]);
  });

  test.each([
    ['absent', 'lis_person_contact_email_primary', '', { kind: 'absent' }],
    ['a value', 'custom_chapter', '', { kind: 'value', value: 'a+b c%20d*~' }],
    ['empty', 'ext_empty', '', { kind: 'value', value: '' }],
    ['another case', 'User_Id', '', { kind: 'absent' }],
    ['twice', 'custom_twice', '', { kind: 'repeated' }],
    ['twice alike', 'custom_alike', '', { kind: 'repeated' }],
    ['in the query too', 'custom_chapter', 'custom_chapter=ann', { kind: 'repeated' }],
    ['in the query alone', 'custom_query', 'custom_query=ann', { kind: 'absent' }],
    ['a name of every object', 'constructor', '', { kind: 'absent' }],
    ['the signature', 'oauth_signature', '', { kind: 'absent' }],
    ['the prototype', '__proto__', '', { kind: 'value', value: 'x' }],
  ])('a username parameter that is %s', (_, name, rawQuery, parameter) => {
    const odd: readonly Parameter[] = [
      ['custom_twice', 'ann'],
      ['custom_twice', 'bob'],
      ['custom_alike', 'ann'],
      ['custom_alike', 'ann'],
      ['__proto__', 'x'],
    ];
    expect(read([...honest, ...odd], rawQuery).parameter(name)).toEqual(parameter);
  });

  test.each([
    ['https://lms.example/a?b=c&d=%20e#f', 'https://lms.example/a?b=c&d=%20e#f'],
    ['http://lms.example', 'http://lms.example/'],
    ['HTTPS://LMS.example:443/A', 'https://lms.example/A'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['//lms.example/a', undefined],
    ['/a', undefined],
    ['https:/lms.example', undefined],
    ['https://', undefined],
    ['https://a b/', undefined],
    [' https://lms.example/', undefined],
    ['java\nscript:alert(1)', undefined],
    ['https://lms.example/\r\nSet-Cookie: a=b', undefined],
    ['https://lms.example\\@evil.example/', undefined],
    ['https://lms.example@evil.example/', undefined],
    ['https://user:pass@lms.example/', undefined],
    ['ftp://lms.example/', undefined],
    ['about:blank', undefined],
    ['', undefined],
    [`https://lms.example/${'a'.repeat(5000)}`, undefined],
  ])('the way back %j leads to %j', (address, returnUrl) => {
    expect(read(withValue(honest, 'launch_presentation_return_url', address)).returnUrl).toBe(returnUrl);
  });

  test.each([
    [
      [['relaunch_url', 'https://lms.example/re']],
      { asksRelaunch: true, relaunchUrl: 'https://lms.example/re' },
    ],
    [[['relaunch_url', 'javascript:1']], { asksRelaunch: true, relaunchUrl: undefined }],
    [[['relaunch_url', '']], { asksRelaunch: true, relaunchUrl: undefined }],
    [
      [
        ['relaunch_url', 'https://lms.example/re'],
        ['tool_state', 's'],
      ],
      { asksRelaunch: false },
    ],
    [[['tool_state', 's']], { asksRelaunch: false, relaunchUrl: undefined }],
  ] as const)('a platform that asks to send it again names nobody yet (R32) %#', (more, reads) => {
    expect(read([...honest, ...more])).toMatchObject(reads);
  });

  test('what was never authenticated cannot be read', () => {
    const forged = { ...match(honest) } as SignedLaunch;
    expect(() => readMessage(forged)).toThrow(TypeError);
  });
});
