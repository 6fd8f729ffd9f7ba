import { activeOn } from './days.ts';
import type { RoleGrant } from './roles.ts';

/** A person as far as one course is concerned. */
export interface PersonInCourse {
  readonly disabled: boolean;
  /** Coordinator of the domain that the course belongs to. */
  readonly domainCoordinator: boolean;
  /** The roles in this course, also those outside their dates. */
  readonly roles: readonly RoleGrant[];
}

/** What somebody is in a course today. `sections` are those of the roles that count today, each once. */
export interface CourseStanding {
  readonly kind: 'staff' | 'student' | 'none';
  readonly sections: readonly string[];
}

/** Any active role there but student, or coordinator of its domain (product.md, People). */
export function isPrivileged(person: PersonInCourse, today: string): boolean {
  if (person.domainCoordinator) return true;
  return person.roles.some((grant) => grant.role !== 'student' && activeOn(grant, today));
}

/**
 * What somebody is in a course today; nothing at all once disabled.
 * A student role for the whole course is in no section: it adds none, and takes none away.
 * @param today the day in the domain's time zone, `YYYY-MM-DD`
 */
export function courseStanding(person: PersonInCourse, today: string): CourseStanding {
  if (person.disabled) return { kind: 'none', sections: [] };
  const active = person.roles.filter((grant) => activeOn(grant, today));
  const sections = [...new Set(active.map((grant) => grant.section).filter((section) => section !== ''))];
  if (isPrivileged(person, today)) return { kind: 'staff', sections };
  return { kind: active.length > 0 ? 'student' : 'none', sections };
}
