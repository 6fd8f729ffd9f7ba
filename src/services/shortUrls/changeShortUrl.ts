import { stateMark } from '../../crypto/stateMark.ts';
import { isOpen, type Period } from '../../model/period.ts';
import { type AuditEntry, addAudit } from '../../storage/auditStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { endSessionsOfLink, runningSessions } from '../../storage/linkLaunchStore.ts';
import { findLink, type ListedLink } from '../../storage/linkListStore.ts';
import { changeShortUrl as storeChange } from '../../storage/shortUrlStore.ts';
import { actorOf, type CourseCoordinator } from '../rights/coordinators.ts';

/** A short URL, with the mark that a form sends back, and how many sessions run by it. */
export interface MarkedLink {
  readonly link: ListedLink;
  readonly mark: string;
  readonly running: number;
}

export type ChangedLink =
  | { readonly kind: 'changed' | 'unchanged'; readonly ended: number }
  /** Somebody else changed it since the form was shown; nothing was replaced. */
  | { readonly kind: 'meanwhile'; readonly now: MarkedLink }
  | { readonly kind: 'missing' };

export type LinkPeriod = Required<Period>;

/** Undefined for what is no short URL of this course. */
export function readShortUrl(
  door: Door,
  { course }: CourseCoordinator,
  { shortId, now }: { readonly shortId: string; readonly now: number },
): Promise<MarkedLink | undefined> {
  return door.read(async (sql) => {
    const link = await findLink(sql, course, shortId);
    return link && marked(sql, link, { course, now });
  });
}

export async function marked(
  sql: Sql,
  link: ListedLink,
  { course, now }: Pick<CourseCoordinator, 'course'> & { readonly now: number },
): Promise<MarkedLink> {
  return { link, mark: markOf(link), running: await runningSessions(sql, course, { link: link.id, now }) };
}

export function markOf({ item, enabled, validFrom, validUntil }: ListedLink): string {
  return stateMark({ item, enabled, validFrom, validUntil });
}

export interface LinkChange {
  readonly by: CourseCoordinator;
  readonly shortId: string;
  readonly mark: string;
  readonly period: LinkPeriod;
  /** Ends the running sessions too, where this closes the link (R8). */
  readonly endSessions: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Switches a short URL on or off and dates it. Judged for arrivals only: whoever is in stays in unless that is asked for. */
export async function changeShortUrl(door: Door, change: LinkChange): Promise<ChangedLink> {
  const { by, shortId, mark, period, now } = change;
  const { course } = by;
  return door.write(async (sql): Promise<ChangedLink> => {
    await lockCourse(sql, course);
    const before = await findLink(sql, course, shortId);
    if (!before) return { kind: 'missing' };
    const ends = change.endSessions && !isOpen(period, now);
    const isSame = JSON.stringify(periodOf(before)) === JSON.stringify(periodOf(period));
    if (!isSame && markOf(before) !== mark)
      return { kind: 'meanwhile', now: await marked(sql, before, { course, now }) };
    const entries: AuditEntry[] = [];
    if (!isSame) {
      await storeChange(sql, course, { item: before.item, placeCheck: before.placeCheck, ...period });
      const entry = linkEntry(by, before, 'short-url-changed');
      entries.push({ ...entry, before: periodOf(before), after: periodOf(period) });
    }
    const ended = ends ? await endAll(sql, before, { course, now }) : 0;
    if (ended > 0)
      entries.push({ ...linkEntry(by, before, 'launch-sessions-ended'), after: { sessions: ended } });
    if (entries.length > 0) await addAudit(sql, entries, now);
    return { kind: entries.length > 0 ? 'changed' : 'unchanged', ended };
  });
}

function periodOf({ enabled, validFrom, validUntil }: LinkPeriod) {
  return { enabled, validFrom, validUntil };
}

/** Also what waits to be entered ends, and is not counted: nobody is in by it. */
export async function endAll(
  sql: Sql,
  { id }: ListedLink,
  { course, now }: Pick<CourseCoordinator, 'course'> & { readonly now: number },
): Promise<number> {
  const running = await runningSessions(sql, course, { link: id, now });
  await endSessionsOfLink(sql, course, id);
  return running;
}

export function linkEntry(
  by: CourseCoordinator,
  { shortId, to }: ListedLink,
  deed: AuditEntry['deed'],
): AuditEntry {
  const { domainId, courseId } = by.course;
  const object = to ? `${shortId} for ${to.itemId}` : shortId;
  return { domainId, courseId, actor: actorOf(by), deed, object };
}
