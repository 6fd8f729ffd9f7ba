import type { Period } from '../../model/period.ts';
import type { LaunchLink } from '../../storage/launchTargetStore.ts';

/** Why a switch and two dates keep something shut, in words for the journal; empty where they do not. */
function shutBy(period: Period, at: number, what: 'link' | 'protector'): readonly string[] {
  const { enabled, validFrom = null, validUntil = null } = period;
  if (!enabled) return [`${what}-off`];
  if (validFrom !== null && at < validFrom * 1000) return [`${what}-early`];
  if (validUntil !== null && at >= validUntil * 1000) return [`${what}-over`];
  return [];
}

/** What the journal says of a launch whose signature did not count: whose key it is, and what keeps that one shut. */
export function remarksOnKey({ candidates }: LaunchLink, at: number): readonly string[] {
  const [first] = candidates;
  if (!first) return [];
  const { level, number } = first.ref;
  const secretless = first.secret === null ? ['protector-secretless'] : [];
  return [`key-of:${level}:${number}`, ...secretless, ...shutBy(first, at, 'protector')];
}

/** What keeps a link shut: itself, its course, or what is set for its item. */
export function remarksOnLink(link: LaunchLink, at: number): readonly string[] {
  if (link.course.archived) return ['course-archived'];
  const own = shutBy(link, at, 'link');
  return own.length > 0 ? own : ['not-deep-linked'];
}
