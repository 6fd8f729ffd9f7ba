import { CannotOpen, openBytes, sealBytes } from './sealing.ts';
import type { SessionKeys } from './sessionKeys.ts';

/**
 * What stands in the address of a site's files in place of a cookie, which browsers do not send from a sandbox (R27): for
 * whom, by which session, and which item.
 */
export interface SiteTicket {
  readonly domain: string;
  readonly course: string;
  readonly itemId: string;
  readonly personId: number;
  /** Of a launch, or the hash of an account session's id; hexadecimal. */
  readonly session: { readonly launch: string } | { readonly account: string };
  /** Origin of the page that shows the site. */
  readonly shownOn: string;
  /** Epoch milliseconds. */
  readonly madeAt: number;
}

const associated = ['site ticket', 1] as const;

/** As text for an address: letters, digits, `-`, `_` and `.`. */
export function sealSiteTicket(keys: SessionKeys, ticket: SiteTicket): string {
  const [newest] = keys;
  if (newest === undefined) throw new RangeError('there is no session key');
  return sealBytes(Buffer.from(JSON.stringify(ticket)), newest, associated);
}

/** Undefined for whatever was not sealed by `sealSiteTicket` under one of the keys. */
export function openSiteTicket(keys: SessionKeys, text: string): SiteTicket | undefined {
  if (text.length > 2_000) return undefined;
  try {
    return JSON.parse(openBytes(text, keys, associated).toString()) as SiteTicket;
  } catch (thrown) {
    if (thrown instanceof CannotOpen) return undefined;
    throw thrown;
  }
}
