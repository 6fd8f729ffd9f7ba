import { activeOn, dayIn } from '../../model/days.ts';
import type { Course, CourseStore, Domain } from '../../storage/courseStore.ts';
import type { Person } from '../../storage/personStore.ts';

/** Somebody who coordinates a domain, as judged for this very request. Deeds of a domain ask for one. */
export interface DomainCoordinator {
  readonly person: Person;
  readonly domain: Domain;
}

/** Somebody who coordinates a course; domain coordinators coordinate every course of theirs. */
export interface CourseCoordinator extends DomainCoordinator {
  readonly course: Course;
  readonly isDomainCoordinator: boolean;
}

export interface RightsParts {
  readonly courses: CourseStore;
  readonly now: () => number;
}

/** Undefined for a domain that is not there, and for whoever does not coordinate it: nobody can tell the two apart. */
export async function domainCoordinator(
  { courses }: RightsParts,
  person: Person,
  name: string,
): Promise<DomainCoordinator | undefined> {
  if (!person.domainCoordinator || person.domain !== name) return undefined;
  const domain = await courses.findDomain(name);
  return domain && domain.domainId === person.domainId ? { person, domain } : undefined;
}

/** Roles count on their days only (product.md, People); an archived course is its domain's coordinators' alone. */
export async function courseCoordinator(
  { courses, now }: RightsParts,
  person: Person,
  { domain: name, course: id }: { readonly domain: string; readonly course: string },
): Promise<CourseCoordinator | undefined> {
  if (person.domain !== name) return undefined;
  const [domain, course] = await Promise.all([courses.findDomain(name), courses.find(name, id)]);
  if (!domain || !course || course.domainId !== person.domainId) return undefined;
  if (person.domainCoordinator) return { person, domain, course, isDomainCoordinator: true };
  if (course.archived) return undefined;
  const today = dayIn(domain.timeZone, now());
  const roles = await courses.ofPerson(person.id);
  const coordinates = roles.some(
    (grant) =>
      grant.domain === name && grant.course === id && grant.role === 'coordinator' && activeOn(grant, today),
  );
  return coordinates ? { person, domain, course, isDomainCoordinator: false } : undefined;
}

/** How the audit trail names somebody: with the domain, because two domains may have the same username. */
export function actorOf({ person }: Pick<DomainCoordinator, 'person'>): string {
  return `${person.domain}/${person.username}`;
}
