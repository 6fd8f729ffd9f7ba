import { urlFrom } from '../../model/urlFrom.ts';

/** As long as its column: what is not ASCII counts for more than one. */
const mostBytes = 2000;
/** A host in its ASCII form, port included, can be longer than the text that it was written as. */
const longestHost = 255;

/**
 * The normal form of an origin (`https://moodle.msu.example`, lower case, no default port), or undefined where the
 * text is none. A lone slash at the end is forgiven; a path, query or user name is not.
 */
export function originOf(text: string): string | undefined {
  if (text.length > 300 || !/^https?:\/\/[^\s/?#@\\]+\/?$/i.test(text)) return undefined;
  const url = urlFrom(text);
  if (url === undefined || url.hostname === '' || url.host.length > longestHost) return undefined;
  return url.origin;
}

/** What is wrong with the address of a web resource; a stored user name or password would be shown to students. */
export function webAddressFault(text: string): string | undefined {
  if (new TextEncoder().encode(text).length > mostBytes) return `is longer than ${mostBytes} bytes`;
  const url = /^https?:\/\/[^\s\\\p{C}]+$/iu.test(text) ? urlFrom(text) : undefined;
  if (url === undefined || url.hostname === '') {
    return 'is not a web address; write all of it, beginning with http:// or https://';
  }
  return url.username === '' && url.password === '' ? undefined : 'must not hold a user name or password';
}
