/** Longer addresses are refused by servers on the way; the rest of 4,000 is for the value of `tool_state`. */
const mostCharacters = 3_900;

/**
 * `relaunch_url` with both states of LTI 1.1.2 behind its own query, which stays byte by byte; it ends where the value
 * of `tool_state` is to follow. Undefined where the LMS could not get its state back as it sent it: the address would
 * be too long, or the state is not UTF-8.
 *
 * @param platformState as the LMS sent it; undefined where it sent none
 */
export function relaunchStart(url: string, platformState: string | undefined): string | undefined {
  if (platformState?.includes('\ufffd')) return undefined;
  const added = [
    ...(platformState === undefined ? [] : [`platform_state=${encodeURIComponent(platformState)}`]),
    'tool_state=',
  ].join('&');
  // A fragment never reaches a server.
  const [before = ''] = url.split('#', 1);
  const joint = !before.includes('?') ? '?' : /[?&]$/.test(before) ? '' : '&';
  const whole = `${before}${joint}${added}`;
  return whole.length > mostCharacters ? undefined : whole;
}

export interface RelaunchPlaces {
  /** Origins of the LMS: approved ones, and those of other addresses that the same message names. */
  readonly origins: readonly string[];
  /** The address at which the launch itself arrived: an origin. */
  readonly ownOrigin: string;
}

const ownMachine = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * May a browser be sent to this signed `relaunch_url`? By https only, but for a server on this very machine, and only
 * to where the LMS is known to be: an address of its own choosing would make us a relay to anywhere.
 */
export function mayRelaunchTo(url: string, { origins, ownOrigin }: RelaunchPlaces): boolean {
  const { protocol, origin } = new URL(url);
  const own = new URL(ownOrigin);
  const isPlainHere = protocol === 'http:' && own.protocol === 'http:' && ownMachine.has(own.hostname);
  return (protocol === 'https:' || isPlainHere) && origins.includes(origin);
}
