import { type Bytes, bytesOf } from './byTheBook.ts';
import type { Random } from './random.ts';

/** Names on which a reader may stumble, and those that ours must not take for another. */
export const oddNames: readonly Bytes[] = [
  ...['', ' ', '=', '&', '%', '+', 'a[b]', 'a[]', 'a.b', '\0', '\r\n', '\ufeff', '😀', 'é', 'e\u0301'],
  ...['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'length', '0', '-1', 'custom_next'],
  ...['oauth_token', 'oauth_body_hash', 'oauth_x', 'oauth_', 'oauth', 'OAUTH_NONCE', 'oauth_signature '],
  ...['Oauth_signature', 'oauth_nonce\0', ' oauth_nonce', 'oauth\u200b_nonce', 'oauth_problem', 'realm'],
  ...[
    'user_id',
    'User_id',
    'user_id ',
    'user_id\0',
    'roles',
    'lis_x',
    'lti_x',
    'context_x',
    'resource_link_x',
  ],
  ...[
    'custom_user',
    'lis_person_sourcedid',
    'lis_person_sourcedid[]',
    'LIS_person_sourcedid',
    'custom_user[0]',
  ],
  ...[
    'relaunch_url',
    'tool_state',
    'platform_state',
    'launch_presentation_locale',
    'tool_consumer_info_version',
  ],
].map(bytesOf);

const words: readonly Bytes[] = [
  ...['', ' ', '\t', '0', '1', '-1', '1.0', '1e9', 'NaN', 'null', 'undefined', 'true', '[object Object]'],
  ...[
    'ann',
    'Ann',
    'ANN',
    'ann ',
    ' ann',
    'ann\0',
    'ann\r\n',
    'zoë',
    'zoe\u0308',
    'ZOË',
    'cora',
    'left',
    'eve',
  ],
  ...[
    'ann@msu.example',
    'ann@MSU.example',
    '@msu.example',
    'ann@msu.example@msu.example',
    'ann%40msu.example',
  ],
  ...['$User.username', '$1', 'a\r\nb', '\r\n', '\n', '\r', 'x'.repeat(300), '\ufffd', '\ufeffann', '\u212a'],
  ...['LTI-1p0', 'LTI-1p1', 'LTI-2p0', 'lti-1p0', 'basic-lti-launch-request', 'ContentItemSelectionRequest'],
  ...['HMAC-SHA1', 'HMAC-SHA256', 'PLAINTEXT', 'RSA-SHA1', 'none', 'hmac-sha1', 'HMAC-SHA512', 'about:blank'],
  ...[
    'moodle-prod',
    'quiz',
    'twin',
    'shut',
    'lab',
    'Moodle-prod',
    'moodle-prod ',
    'https://lms.example/x?a=1',
  ],
  ...[
    'javascript:alert(1)',
    '<script>',
    "' OR 1=1 --",
    '../../etc/passwd',
    '%00',
    '%25',
    '%',
    '+',
    '&a=b',
    ';a=b',
  ],
].map(bytesOf);

/** Overlong, cut short, half a surrogate, beyond Unicode, a byte of another charset. */
const noUtf8: readonly Bytes[] = [
  '\xc0\xaf',
  '\xc3',
  '\xed\xa0\x80',
  '\xf4\x90\x80\x80',
  'ann\xff',
  'caf\xe9',
  '\x80',
];

export function oddValue(random: Random): Bytes {
  const kind = random.below(12);
  if (kind < 8) return random.pick(words);
  if (kind === 8) return random.pick(noUtf8);
  if (kind === 9) return random.bytes(random.below(20));
  return random.pick(words) + random.pick(words);
}

export function timestampNear(random: Random, now: number): Bytes {
  const near = [0, -1, 1, 59, 60, 61, -299, -300, -301, -3599, -3600, -3601, 86_400, -86_400].map((by) =>
    String(now + by),
  );
  const odd = [
    '0',
    '',
    '-1',
    '1e9',
    '٣',
    ' 1',
    '999999999999999',
    '9'.repeat(16),
    '0x5',
    `${now}.5`,
    `+${now}`,
    'now',
  ];
  const padded = [`0${now}`, `00000${now}`, `${now} `];
  return bytesOf(random.pick([...near, ...near, ...odd, ...padded]));
}

export function nonceOf(random: Random): Bytes {
  const odd = [
    '',
    ' ',
    '  x',
    '0',
    'n'.repeat(255),
    'n'.repeat(256),
    'é',
    '\0',
    'a\nb',
    '~'.repeat(254),
    '__proto__',
  ];
  return bytesOf(random.oneIn(2) ? random.pick(odd) : `n ${random.next()}`);
}
