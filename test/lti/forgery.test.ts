import { describe, expect, test } from '@jest/globals';
import { formBody, honest, key, path, type Sent, secret, signedAt, without, withValue } from './launches.ts';
import { changed, form, outcome, pairsOf, plus, signature, whole } from './outcome.ts';

describe('one honest launch, one change', () => {
  test.each<readonly [string, Sent]>([
    ['none', { body: form }],
    ['another order', { body: formBody([...whole].reverse()) }],
    ['blanks written otherwise', { body: form.replaceAll('+', '%20') }],
    [
      'small letters in percent-encoding',
      { body: form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()) },
    ],
    [
      'every byte percent-encoded',
      { body: form.replace(/[a-z_]/g, (char) => `%${char.charCodeAt(0).toString(16)}`) },
    ],
    [
      'raw bytes where encoding is not needed',
      { body: form.replaceAll('%C3%84', 'Ä').replaceAll('%2F', '/') },
    ],
    ['empty pieces', { body: `&&${form}&` }],
    ['an empty value without its =', { body: form.replace('ext_empty=', 'ext_empty') }],
    ['a copy of a harmless pair in the query', { body: form, rawQuery: 'ext_empty' }],
    ['a slash behind our path', { body: form, path: `${path}/` }],
    ['our origin with the usual port', { body: form, origin: 'HTTPS://Links.MSU.example:443' }],
  ])('%s: it stays the same message and opens', (_, sent) => {
    expect(outcome(sent)).toBe('opened');
  });

  const changeable = honest.filter(([name]) => !name.startsWith('oauth_'));
  test.each(changeable)('%s changed, removed, emptied, renamed or copied: never accepted', (name, value) => {
    const important = /^(?:lti_|lis_|context_|resource_link_|user_id$|roles$)/.test(name);
    const repeated = important ? 'repeated-parameter' : 'bad-signature';
    expect(outcome(changed(name, `${value}x`))).toBe('bad-signature');
    expect(outcome(changed(name, `${value} `))).toBe('bad-signature');
    expect(outcome(changed(name, encodeURIComponent(`${value}%`)))).toBe('bad-signature');
    expect(outcome({ body: formBody(without(whole, name)) })).toBe('bad-signature');
    if (value !== '') expect(outcome(changed(name, ''))).toBe('bad-signature');
    if (value !== value.toUpperCase())
      expect(outcome(changed(name, value.toUpperCase()))).toBe('bad-signature');
    expect(outcome({ body: formBody(whole.map(([n, v]) => [n === name ? n.toUpperCase() : n, v])) })).toBe(
      'bad-signature',
    );
    expect(outcome(plus([name, value]))).toBe(repeated);
    expect(outcome(plus([name, 'cora']))).toBe(repeated);
    expect(outcome({ body: `${name}=cora&${form}` })).toBe(repeated);
    expect(outcome({ body: form, rawQuery: `${name}=cora` })).toBe(repeated);
    if (important) {
      const moved = { body: formBody(without(whole, name)), rawQuery: formBody([[name, value]]) };
      expect(outcome(moved)).toBe('repeated-parameter');
      expect(outcome({ body: form, rawQuery: formBody([[name, value]]) })).toBe('repeated-parameter');
    }
  });

  test.each<readonly [string, Sent, string]>([
    ['no signature', { body: formBody(honest) }, 'incomplete'],
    ['an empty signature', changed('oauth_signature', ''), 'incomplete'],
    [
      'another signature',
      changed(
        'oauth_signature',
        signature.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')),
      ),
      'bad-signature',
    ],
    ['the signature twice', plus(['oauth_signature', signature]), 'repeated-parameter'],
    ['a second signature', plus(['oauth_signature', 'x']), 'repeated-parameter'],
    [
      'the signature in the query too',
      { body: form, rawQuery: formBody([['oauth_signature', signature]]) },
      'repeated-parameter',
    ],
    [
      'the signature in the query instead',
      { body: formBody(honest), rawQuery: formBody([['oauth_signature', signature]]) },
      'repeated-parameter',
    ],
    ['everything in the query', { body: '', rawQuery: form }, 'repeated-parameter'],
    [
      'no oauth field at all',
      { body: formBody(whole.filter(([name]) => !name.startsWith('oauth_'))) },
      'unsigned',
    ],
    ['nothing at all', { body: '' }, 'unsigned'],
    [
      'downgrade to PLAINTEXT',
      {
        body: formBody([
          ...without(withValue(whole, 'oauth_signature_method', 'PLAINTEXT'), 'oauth_signature'),
          ['oauth_signature', `${secret}&`],
        ]),
      },
      'unsupported-method',
    ],
    ['downgrade to none', changed('oauth_signature_method', 'none'), 'unsupported-method'],
    ['RSA with our secret as key', changed('oauth_signature_method', 'RSA-SHA1'), 'unsupported-method'],
    ['no method', { body: formBody(without(whole, 'oauth_signature_method')) }, 'incomplete'],
    ['the other HMAC', changed('oauth_signature_method', 'HMAC-SHA256'), 'bad-signature'],
    ['a later time', changed('oauth_timestamp', String(signedAt + 1)), 'bad-signature'],
    ['the same time written otherwise', changed('oauth_timestamp', `0${signedAt}`), 'bad-signature'],
    ['another nonce', changed('oauth_nonce', 'another'), 'bad-signature'],
    ['a nonce in another case', changed('oauth_nonce', 'F3B1C09E5B1A4F0D'), 'bad-signature'],
    ['a callback of the attacker', changed('oauth_callback', 'https://evil.example'), 'bad-signature'],
    ['no callback, though signed', { body: formBody(without(whole, 'oauth_callback')) }, 'bad-signature'],
    ['no version, though signed', { body: formBody(without(whole, 'oauth_version')) }, 'bad-signature'],
    ['an empty token, though not signed', plus(['oauth_token', '']), 'bad-signature'],
    ['a token', plus(['oauth_token', 'x']), 'incomplete'],
    ['a body hash, which makes signers forget the form', plus(['oauth_body_hash', 'x']), 'incomplete'],
    ['an unknown oauth field', plus(['oauth_extra', 'x']), 'bad-signature'],
    ['a realm', plus(['realm', 'x']), 'bad-signature'],
    ['the key of nobody', changed('oauth_consumer_key', 'unknown'), 'bad-signature'],
    ['the key in another case', changed('oauth_consumer_key', key.toUpperCase()), 'bad-signature'],
    ['the key with a blank', changed('oauth_consumer_key', `${key} `), 'bad-signature'],
    ['__proto__', plus(['__proto__', 'x']), 'bad-signature'],
    ['__proto__ as a tree', plus(['__proto__[user_id]', 'cora']), 'bad-signature'],
    ['constructor', plus(['constructor', 'x']), 'bad-signature'],
    ['user_id as a list', plus(['user_id[]', 'cora']), 'bad-signature'],
    ['user_id in disguise', { body: `${form}&user%5Fid=cora` }, 'repeated-parameter'],
    ['user_id encoded twice', { body: `${form}&user%255Fid=cora` }, 'bad-signature'],
    ['user_id with a NUL', { body: `${form}&user_id%00=cora` }, 'bad-signature'],
    ['user_id in full-width letters', plus(['ｕｓｅｒ_ｉｄ', 'cora']), 'bad-signature'],
    [
      'user_id behind a semicolon',
      { body: form.replace('user_id=6454', 'user_id=6454;user_id=cora') },
      'bad-signature',
    ],
    ['the whole form encoded twice', { body: form.replaceAll('%', '%25') }, 'bad-signature'],
    ['broken encoding', { body: `${form}&a=%zz` }, 'unreadable'],
    ['cut-off encoding', { body: `${form}&a=%4` }, 'unreadable'],
    ['broken encoding in the query', { body: form, rawQuery: '%' }, 'unreadable'],
    ['too many pairs', { body: `${form}${'&a'.repeat(1000)}` }, 'too-large'],
    [
      'Latin-1 where UTF-8 was signed',
      {
        body: Buffer.from(
          form.replace('%C3%84nnchen', 'Ännchen').replace(/%E5%AE%89|%F0%9F%98%80/g, '?'),
          'latin1',
        ),
      },
      'bad-signature',
    ],
    ['another link', { body: form, path: '/adm/launch/tiny/msu/Ab3dEg' }, 'bad-signature'],
    ['the same link in another case', { body: form, path: path.toLowerCase() }, 'bad-signature'],
    ['another domain', { body: form, path: '/adm/launch/tiny/osu/Ab3dEf' }, 'bad-signature'],
    ['the path encoded otherwise', { body: form, path: '/adm/launch/tiny/msu/%41b3dEf' }, 'bad-signature'],
    ['a path around a corner', { body: form, path: `${path}/../Ab3dEf` }, 'bad-signature'],
    ['another host', { body: form, origin: 'https://links.osu.example' }, 'bad-signature'],
    ['another scheme', { body: form, origin: 'http://links.msu.example' }, 'bad-signature'],
    ['another port', { body: form, origin: 'https://links.msu.example:8443' }, 'bad-signature'],
    ['the port of the other scheme', { body: form, origin: 'https://links.msu.example:80' }, 'bad-signature'],
  ])('%s', (_, sent, code) => {
    expect(outcome(sent)).toBe(code);
  });

  test('a changed byte, wherever it stands, opens nothing unless the message is still the same', () => {
    const meant = pairsOf(form);
    for (let at = 0; at < form.length; at++) {
      for (const char of ['x', '%', '&', '=', '+', '\0']) {
        const body = form.slice(0, at) + char + form.slice(at + 1);
        if (outcome({ body }) === 'opened') expect(pairsOf(body)).toEqual(meant);
      }
    }
  });
});
