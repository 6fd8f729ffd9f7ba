import { urlFrom } from './urlFrom.ts';

/**
 * Scheme, host, perhaps a port; nothing that could end a header's directive and begin another. No `_` in hosts either: in
 * a list of `frame-ancestors` browsers ignore such a host, and an empty list shuts everybody out.
 */
const origin = /^https?:\/\/(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?$/;

/** As long as the columns that hold one. */
const longest = 300;

/** Whether a text is an origin as browsers write it: lower case, no path, a port only where it is not the usual one. */
export function isOrigin(text: string): boolean {
  if (known.has(text)) return true;
  if (text.length > longest || !origin.test(text) || urlFrom(text)?.origin !== text) return false;
  if (known.size >= mostKnown) known.clear();
  known.add(text);
  return true;
}

/** A launch asks five times, mostly about the one LMS: to take an address apart takes longer than to look here. */
const known = new Set<string>();
const mostKnown = 200;

/** What an Origin header says, in words that are fit to be kept: an origin, or one of three that are none. */
export type OriginWord = string;

/** `none` where the header is absent, `null` as it is sent, `other` for what is neither that nor an origin. */
export function originWord(header: string | undefined): OriginWord {
  if (header === undefined) return 'none';
  return header === 'null' || isOrigin(header) ? header : 'other';
}
