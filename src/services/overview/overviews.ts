import { dayIn } from '../../model/days.ts';
import type { LaunchCode } from '../../model/launchCode.ts';
import type { Door } from '../../storage/door.ts';
import {
  type CourseNumbers,
  type DomainNumbers,
  goneProtectorSettings,
  numbersOfCourse,
  numbersOfDomain,
  type WatchedProtector,
  watchedProtectors,
} from '../../storage/overviewStore.ts';
import { type LaunchCounts, launchCounts, protectorClocks } from '../journal/launchCounts.ts';
import { plottedDays } from '../journal/subjectCounts.ts';
import type { CourseCoordinator, DomainCoordinator } from '../rights/coordinators.ts';
import { attentionTo, type Matter } from './attention.ts';

/** What the first page of a domain or a course is made of. */
export interface Overview<Numbers> {
  readonly counts: LaunchCounts;
  readonly matters: readonly Matter[];
  readonly numbers: Numbers;
  /** Some protector that visitors may be sent by has a secret. */
  readonly hasProtector: boolean;
  /** Today in the domain's time zone. */
  readonly today: string;
}

/** How it stands with a domain: what needs its coordinator, numbers, and launches by day. */
export async function domainOverview(
  door: Door,
  { domain }: DomainCoordinator,
  now: number,
): Promise<Overview<DomainNumbers>> {
  const { domainId, timeZone: zone } = domain;
  const seen = await seenOf(door, { scope: { domainId }, zone, now });
  const numbers = await door.read((sql) => numbersOfDomain(sql, domainId));
  return overviewOf({ ...seen, numbers, now, today: dayIn(zone, now) });
}

/** How it stands with one course; of its domain's protectors only whether there are any. */
export async function courseOverview(
  door: Door,
  { domain, course }: CourseCoordinator,
  now: number,
): Promise<Overview<CourseNumbers>> {
  const { domainId, courseId } = course;
  const zone = domain.timeZone;
  const today = dayIn(zone, now);
  const seen = await seenOf(door, { scope: { domainId, courseId }, zone, now });
  const numbers = await door.read((sql) => numbersOfCourse(sql, { domainId, courseId, today }));
  const ofDomain = await door.read((sql) => watchedProtectors(sql, { domainId }));
  const overview = overviewOf({ ...seen, numbers, now, today });
  return { ...overview, hasProtector: overview.hasProtector || ofDomain.some(isUsable) };
}

interface Seen {
  readonly counts: LaunchCounts;
  readonly protectors: readonly WatchedProtector[];
  readonly clocks: ReadonlyMap<number, number>;
  readonly gone: ReadonlyMap<string, number>;
}

async function seenOf(
  door: Door,
  { scope, zone, now }: { scope: { domainId: number; courseId?: number }; zone: string; now: number },
): Promise<Seen> {
  const days = plottedDays;
  const { domainId } = scope;
  return {
    counts: await launchCounts(door, { subject: scope, zone, now, days }),
    protectors: await door.read((sql) => watchedProtectors(sql, scope)),
    clocks: await protectorClocks(door, { domainId, zone, now, days }),
    gone: await door.read((sql) => goneProtectorSettings(sql, scope)),
  };
}

function overviewOf<Numbers extends { readonly coordinators: number }>({
  counts,
  protectors,
  clocks,
  gone,
  numbers,
  now,
  today,
}: Seen & { readonly numbers: Numbers; readonly now: number; readonly today: string }): Overview<Numbers> {
  const refused: ReadonlyMap<LaunchCode, number> = counts.days.at(-1)?.codes ?? new Map();
  const isFresh = counts.lastAt === undefined;
  const coordinators = isFresh ? undefined : numbers.coordinators;
  return {
    counts,
    matters: attentionTo({ protectors, clocks, gone, refused, coordinators, now }),
    numbers,
    hasProtector: protectors.some(isUsable),
    today,
  };
}

function isUsable({ enabled, hasSecret }: WatchedProtector): boolean {
  return enabled && hasSecret;
}
