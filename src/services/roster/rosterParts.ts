import { stateMark } from '../../crypto/stateMark.ts';
import { activeOn, dayIn } from '../../model/days.ts';
import type { RoleValueFault } from '../../model/roleFaults.ts';
import type { RoleGrant } from '../../model/roles.ts';
import { type AuditEntry, addAudit } from '../../storage/auditStore.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import { lockDomain } from '../../storage/domainStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import type { RosterLine } from '../../storage/rosterListStore.ts';
import { actorOf, type CourseCoordinator } from '../rights/coordinators.ts';

/** Why a roster stays as it is. */
export const roleRefusals = ['no-person', 'same-role', 'coordinators-only', 'last-coordinator'] as const;

export type RoleFault = RoleValueFault | (typeof roleRefusals)[number];

/** A fault, and whom it is about where several are changed at once. */
export interface RoleFaultOf {
  readonly fault: RoleFault;
  readonly who: readonly string[];
}

/** Roles as a form shows them, with the mark that it sends back. */
export interface MarkedRoles {
  readonly roles: readonly RosterLine[];
  readonly mark: string;
}

/** What a change of a roster works with. */
export interface ChangingRoster {
  readonly sql: Sql;
  readonly scope: CourseScope;
  readonly by: CourseCoordinator;
  readonly today: string;
  readonly now: number;
}

/**
 * One change of a roster. The domain is locked meanwhile, as every change of its people locks it: two who each take away
 * another one's role would else both leave the last coordinator to the other.
 */
export function changingRoster<T>(
  door: Door,
  { by, now }: { readonly by: CourseCoordinator; readonly now: number },
  work: (at: ChangingRoster) => Promise<T>,
): Promise<T> {
  const { domainId, courseId } = by.course;
  return door.write(async (sql) => {
    await lockDomain(sql, by.domain.name);
    const today = dayIn(by.domain.timeZone, now);
    return work({ sql, scope: { domainId, courseId }, by, today, now });
  });
}

export function marked(roles: readonly RosterLine[]): MarkedRoles {
  const state = roles.map(({ id, role, section, starts, ends }) => [id, role, section, starts, ends]);
  return { roles, mark: stateMark(state) };
}

/** Would nobody coordinate the course today any more, though somebody does? `after`: undefined for what goes. */
export function leavesNobody<Role extends RoleGrant>(
  coordinators: readonly Role[],
  after: (role: Role) => RoleGrant | undefined,
  today: string,
): boolean {
  const counts = (role: RoleGrant | undefined) => role?.role === 'coordinator' && activeOn(role, today);
  return coordinators.some(counts) && !coordinators.some((role) => counts(after(role)));
}

/** How the audit trail names a role, as where roles come from a file. */
export function nameOfRole(username: string, { role, section }: Pick<RoleGrant, 'role' | 'section'>): string {
  return `${username}: ${role}${section === '' ? '' : ` in section ${section}`}`;
}

type Told = Pick<AuditEntry, 'deed' | 'object' | 'before' | 'after'>;

export async function tellAudit(
  { sql, scope, by, now }: ChangingRoster,
  told: readonly Told[],
): Promise<void> {
  const entries = told.map((one) => ({ ...scope, actor: actorOf(by), ...one }));
  await addAudit(sql, entries, now);
}
