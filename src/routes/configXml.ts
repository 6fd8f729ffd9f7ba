import { launchPath } from '../model/shortUrl.ts';

/** What a configuration XML says; the view `lti11/config` writes it. Neither key nor secret is part of it. */
export interface ConfigXml {
  /** '' stands for Tinygate's own name. */
  readonly title: string;
  readonly launchUrl: string;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly isSecure: boolean;
  /** By which Canvas tells tools apart. */
  readonly toolId: string;
  readonly host: string;
  readonly sendsNames: boolean;
  readonly custom: readonly { readonly name: string; readonly value: string }[];
  /** Offered in a course's own navigation, switched off until a teacher wants it: only what has one launch URL. */
  readonly hasNavigation: boolean;
  /** Where Canvas asks for a choice of contents; '' where it does not. */
  readonly selectUrl: string;
}

export interface ConfigOrder {
  readonly origin: string;
  readonly domain?: string;
  readonly shortId?: string;
  readonly title?: string;
  readonly toolId?: string;
  readonly sendsNames?: boolean;
  readonly custom?: ConfigXml['custom'];
  readonly selectUrl?: string;
}

/** Without a link its launch URL is what those of all links begin with: LTI 1.1 wants one, and Canvas matches the host. */
export function configXml(order: ConfigOrder): ConfigXml {
  const { origin, domain, shortId, title = '', custom = [], sendsNames = true } = order;
  const path = launchPath(domain ?? '', shortId ?? '').replace(/\/+$/, '/');
  return {
    title: xmlText(title),
    launchUrl: `${origin}${path}`,
    origin,
    isSecure: origin.startsWith('https:'),
    toolId: order.toolId ?? 'tinygate',
    host: new URL(origin).host,
    sendsNames,
    custom,
    hasNavigation: shortId !== undefined,
    selectUrl: order.selectUrl ?? '',
  };
}

/** Signs that no XML 1.0 document may hold, not even escaped, become U+FFFD. */
export function xmlText(text: string): string {
  return text.replace(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}');
}
