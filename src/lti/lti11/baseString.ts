import { toUSVString } from 'node:util';
import { keyRoom } from '../../crypto/hmac.ts';
import type { Pair } from '../../model/pairs.ts';
import { SignedText } from './signedText.ts';

/**
 * What is signed (RFC 5849 3.4.1.1): method, address, parameters.
 *
 * @param origin configured; scheme and host are lower-cased and the default port dropped all the same
 * @param path exactly as received: it is encoded once more, never decoded (RFC 5849 3.4.1.2)
 * @param parameters from `parametersOf`
 */
export function baseString(origin: string, path: string, parameters: string): string {
  return `${headOf(origin, path)}${parameters}`;
}

/** The base string up to its parameters, for `SignedText`. */
export function headOf(origin: string, path: string): string {
  let start = starts.get(origin);
  if (start === undefined) {
    if (starts.size >= mostStarts) starts.clear();
    start = `POST&${percentEncode(normalOrigin(origin))}`;
    starts.set(origin, start);
  }
  return `${start}${percentEncode(path)}&`;
}

/** By origin. There are no more of them than are configured. */
const starts = new Map<string, string>();
const mostStarts = 1000;

/** Sorted, joined, and encoded as in the base string (RFC 5849 3.4.1.3.2); all pairs but the signature itself. */
export function parametersOf(pairs: readonly Pair[]): string {
  return new SignedText().of('', pairs).toString('latin1', keyRoom);
}

const defaultPorts: ReadonlyMap<string, string> = new Map([
  ['http:', ':80'],
  ['https:', ':443'],
]);

/** @throws TypeError where it is not a scheme with a host: settings are wrong, not the launch */
function normalOrigin(origin: string): string {
  const [, scheme, host, port] = /^(https?:)\/\/([^/?#:@[\]]+|\[[0-9a-f:.]+\])(:\d+)?$/i.exec(origin) ?? [];
  if (scheme === undefined || host === undefined) throw new TypeError('not an http(s) origin');
  const usual = defaultPorts.get(scheme.toLowerCase());
  return `${scheme}//${host}`.toLowerCase() + (port === undefined || port === usual ? '' : port);
}

/** RFC 5849 3.6: the UTF-8 bytes, capital hexadecimal; stricter than encodeURIComponent, and never throws. */
export function percentEncode(text: string): string {
  if (unreservedOnly.test(text)) return text;
  if (pathOnly.test(text)) return text.replaceAll('/', '%2F');
  return encodeURIComponent(toUSVString(text)).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

const unreservedOnly = /^[\w.~-]*$/;
/** What launch addresses are like. */
const pathOnly = /^[\w.~/-]*$/;
