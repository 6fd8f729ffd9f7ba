import type { LaunchSample, RosterMatch } from './launchSamples.ts';

/** How well one parameter of the last launches agrees with the roster. */
export interface ParameterMatch {
  readonly name: string;
  /** Launches that had it, and that it named somebody of the roster in. */
  readonly sent: number;
  readonly matched: number;
  /** What has to be done to the value; undefined where nothing helped. */
  readonly match: RosterMatch | undefined;
}

const order: readonly RosterMatch[] = ['exact', 'lower', 'strip'];

/** Parameters that named somebody of the roster, the best first; `used` is listed whatever it held. */
export function parameterMatches(
  samples: readonly Pick<LaunchSample, 'fields'>[],
  used: string | undefined,
): readonly ParameterMatch[] {
  const found = new Map<string, { sent: number; matches: RosterMatch[] }>();
  for (const { fields } of samples) {
    for (const { name, match, shape } of fields) {
      if (shape === undefined) continue;
      const one = found.get(name) ?? { sent: 0, matches: [] };
      one.sent += 1;
      if (match !== undefined) one.matches.push(match);
      found.set(name, one);
    }
  }
  if (used !== undefined && !found.has(used)) found.set(used, { sent: 0, matches: [] });
  return [...found]
    .filter(([name, { matches }]) => matches.length > 0 || name === used)
    .map(([name, { sent, matches }]) => ({
      name,
      sent,
      matched: matches.length,
      // Whatever makes most of them agree: small letters also agree with what agrees as it stands.
      match: order.findLast((kind) => matches.includes(kind)),
    }))
    .sort((one, other) => other.matched - one.matched || one.name.localeCompare(other.name));
}
