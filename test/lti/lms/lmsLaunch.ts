import type { ToleratedVariant } from '../../../src/model/launchCode.ts';
import type { Parameter } from '../reference5849.ts';

/** What one LMS posts, with its habits; values made up, names and shapes as the LMS sends them. */
export interface LmsLaunch {
  readonly lms: string;
  /** The address that the form is posted to, query included. */
  readonly url: string;
  readonly key: string;
  readonly secret: string;
  /** The body without its signature, as the browser posts it. */
  readonly posted: readonly Parameter[];
  /** Where the LMS signs something else than body and query. */
  readonly signs?: { readonly url?: string; readonly body?: readonly Parameter[] };
  readonly tolerated: readonly ToleratedVariant[];
  /** What must be read out of it. */
  readonly reads: {
    readonly subject: string | undefined;
    readonly contextId: string;
    readonly resourceLinkId: string;
    readonly returnUrl: string | undefined;
    readonly locale: string | undefined;
    readonly documentTarget: string | undefined;
    readonly productFamily: string;
  };
  /** The parameter that holds the login name there, and what it says. */
  readonly username: readonly [parameter: string, value: string];
}

/** Epoch seconds at which all of them were signed. */
export const sentAt = 1_790_000_000;

export const launchUrl = 'https://links.msu.example/adm/launch/tiny/msu/Ab3dEf';

export interface OAuthHabits {
  readonly key: string;
  readonly nonce: string;
  readonly callback?: string;
}

export function oauthFields({ key, nonce, callback = 'about:blank' }: OAuthHabits): readonly Parameter[] {
  return [
    ['oauth_version', '1.0'],
    ['oauth_nonce', nonce],
    ['oauth_timestamp', String(sentAt)],
    ['oauth_consumer_key', key],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_callback', callback],
  ];
}
