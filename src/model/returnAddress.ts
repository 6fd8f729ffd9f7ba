/** What a tool may tell the LMS on the way back (LTI 1.1 4.2): for people's eyes, and for the LMS's log. */
export interface ReturnWords {
  readonly lti_msg?: string;
  readonly lti_log?: string;
  readonly lti_errormsg?: string;
  readonly lti_errorlog?: string;
}

/** Longer addresses are cut or refused by some servers; whoever goes back without our words still arrives. */
const mostCharacters = 2_000;

/**
 * The LMS's return URL with our words appended; what it holds itself stays byte by byte. The plain URL where the words
 * would make it too long; undefined for anything but http and https.
 */
export function returnAddress(url: string, words: ReturnWords): string | undefined {
  if (!/^https?:\/\/[^/]/i.test(url)) return undefined;
  const added = Object.entries(words)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(
      ([name, value]) =>
        `${name}=${encodeURIComponent(String(value).replace(/[\ud800-\udfff]/gu, '\ufffd'))}`,
    )
    .join('&');
  if (added === '') return url;
  const [, before = '', fragment = ''] = /^([^#]*)(#[\s\S]*)?$/.exec(url) ?? [];
  const joint = !before.includes('?') ? '?' : /[?&]$/.test(before) ? '' : '&';
  const whole = `${before}${joint}${added}${fragment}`;
  return whole.length > mostCharacters ? url : whole;
}

/**
 * Whether a signed return URL may be linked to: where origins of the LMS are approved it must lead to one of them, or
 * to where another signed URL of the same launch leads.
 */
export function mayReturnTo(
  url: string,
  origins: { readonly approved: readonly string[]; readonly signed: readonly string[] },
): boolean {
  if (origins.approved.length === 0) return true;
  const { origin } = new URL(url);
  return origins.approved.includes(origin) || origins.signed.includes(origin);
}
