import { stateMark } from '../../crypto/stateMark.ts';
import { dayIn } from '../../model/days.ts';
import { domainNamed, lockDomain } from '../../storage/domainStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { type ListedPerson, listPeople, type PeopleQuestion } from '../../storage/peopleListStore.ts';
import {
  addressUntil,
  countRoles,
  countSessions,
  coursesLeftAlone,
  hasOtherCoordinator,
  type PersonOfDomain,
  personOf,
  type RolesQuestion,
  rolesOfPerson,
} from '../../storage/personPageStore.ts';
import type { DomainCoordinator } from '../rights/coordinators.ts';

/** Everything that the page of a person shows. */
export interface PersonDetails {
  readonly person: PersonOfDomain;
  readonly roleCount: number;
  readonly sessions: number;
  /** Epoch milliseconds; undefined where no one-time address is good. */
  readonly addressUntil: number | undefined;
  readonly mark: string;
  /** How long launches are remembered; undefined: as long as is usual. */
  readonly journalDays: number | undefined;
}

/** The people of a domain, searched and paged. */
export function peopleOfDomain(
  door: Door,
  { domain }: DomainCoordinator,
  question: PeopleQuestion,
): Promise<{ readonly people: readonly ListedPerson[]; readonly total: number }> {
  return door.read((sql) => listPeople(sql, domain.domainId, question));
}

/** Undefined for an id that nobody of this domain has. */
export function detailsOfPerson(
  door: Door,
  { by, id }: { readonly by: DomainCoordinator; readonly id: number },
  now: number,
): Promise<PersonDetails | undefined> {
  return door.read(async (sql) => {
    const who = { domainId: by.domain.domainId, personId: id };
    const person = await personOf(sql, who);
    if (!person) return undefined;
    return {
      person,
      roleCount: await countRoles(sql, who),
      sessions: await countSessions(sql, id, now),
      addressUntil: await addressUntil(sql, id, now),
      mark: markOf(person),
      journalDays: (await domainNamed(sql, by.domain.name))?.journalDays,
    };
  });
}

/** The roles of somebody of the domain, searched and paged; how many the search found, and how many there are. */
export function rolesIn(door: Door, { by, id }: Target, question: RolesQuestion) {
  const who = { domainId: by.domain.domainId, personId: id };
  return door.read(async (sql) => ({
    roles: await rolesOfPerson(sql, who, question),
    found: await countRoles(sql, who, question),
    total: await countRoles(sql, who),
  }));
}

export type RolesOfPerson = Awaited<ReturnType<typeof rolesIn>>;

/** Of what a form about the person changes. */
export function markOf({ displayName, email, domainCoordinator }: PersonOfDomain): string {
  return stateMark([displayName, email, domainCoordinator]);
}

/** Why a person has to stay as they are. */
export type Stays =
  | { readonly kind: 'gone' }
  /** Nobody shuts themselves out by mistake. */
  | { readonly kind: 'self' }
  | { readonly kind: 'last-of-domain' }
  | { readonly kind: 'last-of-courses'; readonly courses: readonly string[] };

export interface Target {
  readonly by: DomainCoordinator;
  readonly id: number;
}

/**
 * The person, locked together with the whole domain until the transaction ends: of two coordinators who take each other's
 * rights away at the same moment, the second one is told.
 */
export async function lockPerson(sql: Sql, { by, id }: Target): Promise<PersonOfDomain | undefined> {
  const domain = await lockDomain(sql, by.domain.name);
  if (!domain || domain.id !== by.domain.domainId) return undefined;
  // Rights may have gone while the request waited for the lock.
  const self = await personOf(sql, { domainId: domain.id, personId: by.person.id });
  if (!self?.domainCoordinator || self.disabled) return undefined;
  return personOf(sql, { domainId: domain.id, personId: id });
}

/** Why this person may not be shut out or taken away; undefined where nothing speaks against it. To be asked under the lock. */
export async function whyStays(
  sql: Sql,
  { by, id }: Target,
  { person, now }: { readonly person: PersonOfDomain; readonly now: number },
): Promise<Stays | undefined> {
  const who = { domainId: by.domain.domainId, personId: id };
  if (id === by.person.id) return { kind: 'self' };
  if (person.disabled) return undefined;
  if (person.domainCoordinator && !(await hasOtherCoordinator(sql, who))) return { kind: 'last-of-domain' };
  const courses = await coursesLeftAlone(sql, who, dayIn(by.domain.timeZone, now));
  return courses.length > 0 ? { kind: 'last-of-courses', courses } : undefined;
}
