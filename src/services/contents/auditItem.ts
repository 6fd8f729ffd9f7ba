import type { AuditDeed } from '../../model/auditDeeds.ts';
import type { AuditEntry } from '../../storage/auditStore.ts';
import { actorOf, type CourseCoordinator } from '../rights/coordinators.ts';

type Fields = Readonly<Record<string, unknown>>;

/** One line of the audit trail about an item of a course. */
export function itemEntry(
  by: CourseCoordinator,
  deed: AuditDeed,
  { object, before, after }: { readonly object: string; readonly before?: Fields; readonly after?: Fields },
): AuditEntry {
  const { domainId, courseId } = by.course;
  const states = { ...(before && { before }), ...(after && { after }) };
  return { domainId, courseId, actor: actorOf(by), deed, object, ...states };
}

/** Only what differs, before and after. */
export function differing(before: Fields, after: Fields): { before: Fields; after: Fields } {
  const names = Object.keys(after).filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  const only = (from: Fields) => Object.fromEntries(names.map((name) => [name, from[name] ?? null]));
  return { before: only(before), after: only(after) };
}
