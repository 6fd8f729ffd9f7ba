import { type ClockTrouble, clockTrouble } from '../../model/clockTrouble.ts';
import type { Door } from '../../storage/door.ts';
import { protectorNumbered } from '../../storage/protectorStore.ts';
import { ownerOf } from '../protectors/owner.ts';
import type { CourseCoordinator, DomainCoordinator } from '../rights/coordinators.ts';
import { type LaunchCounts, launchCounts } from './launchCounts.ts';
import { plottedDays } from './subjectCounts.ts';

/** Launches of one protector or one link, as its own page shows them. */
export interface OwnCounts extends LaunchCounts {
  /** Undefined while the clocks agree, and for a link: the clock is the protector's. */
  readonly clock: ClockTrouble | undefined;
  readonly isProtector: boolean;
}

/** Undefined for a number that the domain, or the course, has no protector of. */
export async function countsOfProtector(
  door: Door,
  by: DomainCoordinator | CourseCoordinator,
  { number, now }: { readonly number: number; readonly now: number },
): Promise<OwnCounts | undefined> {
  const owner = ownerOf(by);
  const protector = await door.read((sql) => protectorNumbered(sql, owner, { number }));
  if (!protector) return undefined;
  const { domainId, courseId } = owner;
  const subject = { domainId, courseId: courseId === 0 ? undefined : courseId, protectorId: protector.id };
  const counts = await launchCounts(door, { subject, zone: by.domain.timeZone, now, days: plottedDays });
  const seconds = counts.days.findLast(({ clock }) => clock !== undefined)?.clock;
  return { ...counts, clock: clockTrouble(protector.nonceLifetime, seconds), isProtector: true };
}

/** The link must be of the course. */
export async function countsOfLink(
  door: Door,
  { domain, course }: CourseCoordinator,
  { link: linkId, now }: { readonly link: number; readonly now: number },
): Promise<OwnCounts> {
  const { domainId, courseId } = course;
  const subject = { domainId, courseId, linkId };
  const counts = await launchCounts(door, { subject, zone: domain.timeZone, now, days: plottedDays });
  return { ...counts, clock: undefined, isProtector: false };
}
