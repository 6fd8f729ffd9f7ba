import { sameProtector } from '../../model/protector.ts';
import type { Door } from '../../storage/door.ts';
import { linkInScope, protectorsInScope } from '../../storage/journalNameStore.ts';
import { type DayCounts, launchCounts } from './launchCounts.ts';
import { type JournalQuestion, type JournalReader, scopeOf } from './readJournal.ts';

export interface SubjectCounts {
  readonly days: readonly DayCounts[];
  readonly lastAt: number | undefined;
  readonly isBehind: boolean;
  /** Of one protector or link, not of the whole domain or course. */
  readonly isOfOne: boolean;
  readonly isProtector: boolean;
  /** Those that the journal can be filtered by. */
  readonly protectors: Awaited<ReturnType<typeof protectorsInScope>>;
}

/** Days that plots show. */
export const plottedDays = 14;

/** Launches by day of what a question of the journal is about: a link, a protector, or all of the domain or course. */
export async function subjectCounts(
  door: Door,
  at: JournalReader,
  {
    question: { link: shortId, protector: ref },
    now,
  }: { readonly question: JournalQuestion; readonly now: number },
): Promise<SubjectCounts> {
  const scope = scopeOf(at);
  const protectors = await door.read((sql) => protectorsInScope(sql, scope));
  const link = shortId === undefined ? undefined : await door.read((sql) => linkInScope(sql, scope, shortId));
  const protector = ref && !link ? protectors.find((one) => sameProtector(one, ref)) : undefined;
  const subject = link
    ? { domainId: scope.domainId, courseId: link.courseId, linkId: link.id }
    : { ...scope, protectorId: protector?.id };
  const setting = { zone: at.domain.timeZone, now, days: plottedDays };
  const counts = await launchCounts(door, { subject, ...setting });
  const isKnown = (shortId === undefined || link !== undefined) && (ref === undefined || link || protector);
  return {
    ...counts,
    days: isKnown ? counts.days : [],
    isOfOne: link !== undefined || protector !== undefined,
    isProtector: protector !== undefined,
    protectors,
  };
}
