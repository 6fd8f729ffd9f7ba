import type { Audience } from '../../model/deepLink.ts';
import type { OpenSetting } from '../../services/deepLinks/readSetting.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import { coursePath } from '../deskLines.ts';

/** The words of an address that say whom a setting is for; none for everybody. */
export function audienceQuery(
  audience: Audience,
  { usernames }: Pick<OpenSetting['facts'], 'usernames'>,
): Record<string, string> {
  if (audience.kind === 'section') return { section: audience.section };
  return audience.kind === 'everybody' ? {} : { user: usernames.get(audience.personId) ?? '' };
}

/** An address for an audience. */
export function audiencePath(
  base: string,
  audience: Audience,
  facts: Pick<OpenSetting['facts'], 'usernames'>,
): string {
  const query = new URLSearchParams(audienceQuery(audience, facts)).toString();
  return query === '' ? base : `${base}?${query}`;
}

/** The table as it is for an audience. */
export function tablePath(
  at: CourseCoordinator,
  audience: Audience,
  facts: Pick<OpenSetting['facts'], 'usernames'>,
): string {
  return audiencePath(coursePath(at, 'deeplinks'), audience, facts);
}
