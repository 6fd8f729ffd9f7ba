import { createHmac } from 'node:crypto';

/**
 * RFC 5849 3.4 written down sentence by sentence, for tests alone: it shares no line with what it checks, and is in
 * no hurry.
 */
export type Parameter = readonly [name: string, value: string];

export interface RequestToSign {
  readonly method: string;
  readonly url: string;
  /** The body's parameters, decoded; the query's are taken from the address. */
  readonly body: readonly Parameter[];
}

const unreserved = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'];

/** 3.6 */
export function encode(text: string): string {
  const octets = [...new TextEncoder().encode(text)];
  return octets
    .map((octet) => {
      const char = String.fromCharCode(octet);
      if (octet < 128 && unreserved.includes(char)) return char;
      return `%${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    })
    .join('');
}

/** 3.4.1.3.1, for a query */
function queryParameters(url: string): Parameter[] {
  const [, query = ''] = url.split(/\?(.*)/s);
  return query
    .split('&')
    .filter((piece) => piece !== '')
    .map((piece) => {
      const [name = '', value = ''] = piece.split(/=(.*)/s);
      return [decodeURIComponent(name.split('+').join(' ')), decodeURIComponent(value.split('+').join(' '))];
    });
}

/** 3.4.1.2 */
function baseUri(url: string): string {
  const parts = /^([a-zA-Z]+):\/\/([^/?]+)([^?]*)/.exec(url);
  if (parts === null) throw new Error('not an address');
  const [, scheme = '', authority = '', path = ''] = parts;
  const standardPort = { http: '80', https: '443' }[scheme.toLowerCase()];
  const host = authority.toLowerCase().replace(new RegExp(`:${standardPort}$`), '');
  return `${scheme.toLowerCase()}://${host}${path === '' ? '/' : path}`;
}

function compareBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}

/** 3.4.1.1 */
export function referenceBaseString({ method, url, body }: RequestToSign): string {
  const encoded = [...queryParameters(url), ...body]
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]): Parameter => [encode(name), encode(value)]);
  encoded.sort((a, b) => compareBytes(a[0], b[0]) || compareBytes(a[1], b[1]));
  const normalized = encoded.map(([name, value]) => `${name}=${value}`).join('&');
  return [method.toUpperCase(), encode(baseUri(url)), encode(normalized)].join('&');
}

/** 3.4.2 */
export function referenceSignature(request: RequestToSign, secret: string, hash = 'sha1'): string {
  return createHmac(hash, `${encode(secret)}&`)
    .update(referenceBaseString(request))
    .digest('base64');
}
