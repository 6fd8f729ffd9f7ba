import type { RootKeys } from '../../crypto/rootKeys.ts';
import type { AuditDeed } from '../../model/auditDeeds.ts';
import type { AuditEntry } from '../../storage/auditStore.ts';
import type { Door } from '../../storage/door.ts';
import type { ProtectorOwner } from '../../storage/protectorStore.ts';
import { actorOf, type CourseCoordinator, type DomainCoordinator } from '../rights/coordinators.ts';

/** Who does something to protectors, and by that whose they are: the course's, else the domain's. */
export type Coordinator = DomainCoordinator | CourseCoordinator;

export interface ProtectorParts {
  readonly door: Door;
  readonly root: () => RootKeys;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export function ownerOf(by: Coordinator): ProtectorOwner {
  return 'course' in by
    ? { level: 'course', domainId: by.domain.domainId, courseId: by.course.courseId }
    : { level: 'domain', domainId: by.domain.domainId, courseId: 0 };
}

/** The line of the audit trail for a deed on a protector. */
export function auditOf(
  by: Coordinator,
  deed: AuditDeed,
  change: Pick<AuditEntry, 'object' | 'before' | 'after'>,
): AuditEntry {
  const { domainId, courseId } = ownerOf(by);
  return { domainId, courseId: courseId === 0 ? null : courseId, actor: actorOf(by), deed, ...change };
}
