/** What the LMS is told on the way back to `relaunch_url` (LTI 1.1.2). */
export interface RelaunchStates {
  /** As the LMS sent it; undefined where it sent none. */
  readonly platformState: string | undefined;
  readonly toolState: string;
}

/** Longer addresses are refused by servers on the way. */
const mostCharacters = 4_000;

/**
 * `relaunch_url` with both states behind its own query, which stays byte by byte; undefined where the LMS could not
 * get its state back as it sent it: the address would be too long, or the state is not UTF-8.
 */
export function relaunchAddress(url: string, states: RelaunchStates): string | undefined {
  const { platformState, toolState } = states;
  if (platformState?.includes('\ufffd')) return undefined;
  const added = [
    ...(platformState === undefined ? [] : [`platform_state=${encodeURIComponent(platformState)}`]),
    `tool_state=${encodeURIComponent(toolState)}`,
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
