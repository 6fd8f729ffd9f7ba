import type { Draft } from './draft.ts';
import type { Mutation } from './mutationsSigned.ts';
import type { Random } from './random.ts';

/** What may happen to the bytes of a request, its address and its headers. */
export const wireMutations: readonly Mutation[] = [
  ...bodyChanges().map(([name, change]) => ({
    name,
    change: (draft: Draft) => {
      draft.body = change(draft.body, draft.random);
    },
  })),
  {
    name: 'another spelling of the address',
    change: (draft) => {
      draft.target = draft.random.pick(spellings)(draft.target);
      draft.mayBeTurnedAway = true;
    },
  },
  {
    name: 'another query',
    change: (draft) => {
      const more = draft.random.pick([
        '?',
        '?&',
        '?&&&',
        '?%',
        '?a',
        '?oauth_nonce=1',
        '?user%5Fid=1',
        '?custom_text=x',
        '?\xff=\xfe',
      ]);
      draft.target += draft.target.includes('?') ? more.replace('?', '&') : more;
    },
  },
  {
    name: 'another type',
    change: (draft) => setHeader(draft, 'Content-Type', draft.random.pick(types)),
  },
  {
    name: 'a coding',
    change: ({ headers, random }) =>
      headers.push([
        'Content-Encoding',
        random.pick(['gzip', 'identity', 'IDENTITY', 'br', 'deflate', 'identity, gzip', 'x']),
      ]),
  },
  {
    name: 'another host',
    change: (draft) => setHeader(draft, 'Host', draft.random.pick(hosts)(draft.link.host, draft.random)),
  },
  {
    name: 'words of a proxy',
    change: ({ headers, random }) => {
      const host = random.pick(['links.osu.example', 'localhost:8080', 'evil.example']);
      headers.push(
        ...([
          ['X-Forwarded-Host', host],
          ['X-Forwarded-Proto', random.pick(['https', 'http', 'javascript'])],
          ['X-Forwarded-For', '127.0.0.1, ::1'],
          ['Forwarded', `host=${host};proto=https`],
          ['X-Original-URL', '/adm/launch/tiny/osu/AbCdEf'],
          ['X-HTTP-Method-Override', 'GET'],
        ] as const),
      );
    },
  },
  {
    name: 'another origin',
    change: (draft) =>
      setHeader(
        draft,
        'Origin',
        draft.random.pick([
          'null',
          '',
          'https://evil.example',
          'https://LMS.example',
          'https://lms.example:443',
          '\xff',
          'x'.repeat(5000),
        ]),
      ),
  },
  {
    name: 'headers that mean nothing here',
    change: ({ headers, random }) =>
      headers.push(
        random.pick([
          ['Cookie', `launch-ABCD2345=${'j'.repeat(43)}; launch-ABCD2345=x; __proto__=1; =; a`],
          ['Cookie', headerBytes(random, 60)],
          ['Authorization', 'OAuth oauth_consumer_key="moodle-prod",oauth_nonce="x",oauth_signature="x"'],
          ['Accept-Language', 'de;q=x, *;q=9, \xff, constructor, __proto__'],
          ['Sec-Fetch-Dest', random.pick(['iframe', 'document', 'constructor', '\xff'])],
          ['User-Agent', random.pick(['', 'x'.repeat(3000), '<script>', '\xff\xfe'])],
          ['Range', 'bytes=0-1'],
          ['If-None-Match', '*'],
          ['__proto__', 'x'],
          ['Accept', 'application/json'],
        ] as const),
      ),
  },
  {
    name: 'a header twice',
    change: (draft) => {
      const { headers, random } = draft;
      const name = random.pick(['Host', 'Content-Type', 'Origin']);
      headers.push([
        name,
        random.pick(['links.osu.example', 'text/plain', 'https://lms.example', 'localhost:8080']),
      ]);
      draft.mayBeTurnedAway = true;
    },
  },
  {
    name: 'another word on the length',
    change: (draft) => {
      const { headers, random, body } = draft;
      const length = random.pick([
        String(body.length),
        '0',
        '-1',
        '1e9',
        String(body.length - 1),
        String(body.length + 1),
        `${body.length},5`,
      ]);
      headers.push(['Content-Length', length]);
      if (random.oneIn(3))
        headers.push([
          'Transfer-Encoding',
          random.pick(['chunked', 'identity', 'gzip, chunked', 'xchunked']),
        ]);
      draft.mayBeTurnedAway = true;
    },
  },
  {
    name: 'in chunks',
    change: (draft) => {
      // Such forms take turns with pauses between, as large ones do, so a few must be enough.
      if (draft.random.oneIn(8)) draft.cutAt = draft.random.below(draft.body.length + 1);
    },
  },
  {
    name: 'another method',
    change: (draft) => {
      draft.method = draft.random.pick([
        'GET',
        'PUT',
        'HEAD',
        'OPTIONS',
        'PATCH',
        'DELETE',
        'TRACE',
        'PROPFIND',
        'post',
        'QUERY',
        'POSTX',
      ]);
      draft.mayBeTurnedAway = true;
    },
  },
];

function bodyChanges(): readonly (readonly [string, (body: string, random: Random) => string])[] {
  const at = (body: string, random: Random, change: (rest: string) => string) => {
    const from = random.below(body.length + 1);
    return body.slice(0, from) + change(body.slice(from));
  };
  return [
    [
      'small letters in percent-encoding',
      (body) => body.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    ],
    ['blanks as %20', (body) => body.replaceAll('+', '%20')],
    [
      'letters percent-encoded',
      (body, random) =>
        body.replace(/[a-z_]/g, (char) => (random.oneIn(3) ? `%${char.charCodeAt(0).toString(16)}` : char)),
    ],
    [
      'raw bytes',
      (body) =>
        body.replace(/%([89A-F][0-9A-F])/g, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
    ],
    ['empty pieces', (body, random) => at(body, random, (rest) => `&&${rest}&`)],
    ['= left out where there is no value', (body) => body.replace(/=(?=&|$)/g, '')],
    ['one byte changed', (body, random) => at(body, random, (rest) => random.bytes(1) + rest.slice(1))],
    ['one byte more', (body, random) => at(body, random, (rest) => random.bytes(1) + rest)],
    ['one byte less', (body, random) => at(body, random, (rest) => rest.slice(1))],
    ['one bit changed', (body, random) => at(body, random, (rest) => flip(rest, random))],
    [
      'a sign put in',
      (body, random) =>
        at(
          body,
          random,
          (rest) => random.pick(['%', '%0', '%zz', '&', '=', '+', ';', '%26', '%3D', '%00', '#', '?']) + rest,
        ),
    ],
    ['cut short', (body, random) => at(body, random, () => '')],
    ['a piece twice', (body, random) => at(body, random, (rest) => rest.slice(0, random.below(200)) + rest)],
    ['overlong UTF-8', (body) => body.replaceAll('%2F', '%C0%AF')],
    ['semicolons between pairs', (body) => body.replaceAll('&', ';')],
    ['a mark at the start', (body) => `\xef\xbb\xbf${body}`],
    ['nothing', () => ''],
    ['bytes of any kind', (_, random) => random.bytes(random.below(400))],
  ];
}

function flip(text: string, random: Random): string {
  return text === '' ? '' : String.fromCharCode(text.charCodeAt(0) ^ (1 << random.below(8))) + text.slice(1);
}

const spellings: readonly ((target: string) => string)[] = [
  (target) => target.toUpperCase(),
  (target) => target.replace('AbCdEf', '%41bCdEf'),
  (target) => target.replace('/adm', '//adm'),
  (target) => target.replace('/launch', '/./launch'),
  (target) => target.replace('/tiny', '/x/../tiny'),
  (target) => `${target}/`,
  (target) => `${target}//`,
  (target) => `${target}%00`,
  (target) => `${target}%2F`,
  (target) => `${target}%`,
  (target) => `${target};a=b`,
  (target) => `${target}#fragment`,
  (target) => `${target}#?a=b`,
  (target) => `http://localhost:8080${target}`,
  (target) => `http://links.osu.example${target}`,
  (target) => `http://evil.example${target}`,
  (target) => `HTTP://a:b@evil.example${target}`,
  (target) => `${target}\xff`,
  (target) => `${target} `,
  (target) => target.replace('msu', 'osu'),
  (target) => target.replace('msu', '__proto__'),
  (target) => `*${target}`,
  () => '*',
  () => '',
];

const form = 'application/x-www-form-urlencoded';
const types = [
  ...[`${form}; charset=UTF-8`, `${form};charset="utf-8"`, form.toUpperCase(), `${form}; charset=iso-8859-1`],
  ...[
    `${form}; charset=utf-16`,
    `${form};`,
    ` ${form} `,
    `${form}; boundary=x`,
    `${form}, text/plain`,
    `${form}x`,
  ],
  ...[
    'text/plain',
    'multipart/form-data; boundary=x',
    'application/json',
    '',
    ';',
    '/',
    'x'.repeat(9000),
    '\xff',
  ],
];

const hosts: readonly ((host: string, random: Random) => string)[] = [
  (host) => host.toUpperCase(),
  (host) => `${host}.`,
  (host) => `${host}:80`,
  (host) => host.replace(':8080', ''),
  (host) => `a@${host}`,
  (host) => `${host},evil.example`,
  () => 'links.osu.example',
  () => 'localhost:8080',
  () => 'evil.example',
  () => '[::1]:8080',
  () => '__proto__',
  () => '',
  (_, random) => `${random.next()}.${'x'.repeat(10_000)}.example`,
  (_, random) => headerBytes(random, 12),
];

function setHeader(draft: Draft, wanted: string, value: string): void {
  draft.headers = draft.headers.filter(([name]) => name !== wanted);
  draft.headers.push([wanted, value]);
}

/** Any bytes but those that end a header or that the parser of HTTP takes for an attack. */
function headerBytes(random: Random, length: number): string {
  return random.bytes(length).replace(/\p{Cc}/gu, (byte) => (byte >= '\x80' ? byte : '.'));
}
