import type { CourseStore } from '../../storage/courseStore.ts';
import type { Door } from '../../storage/door.ts';
import type { PeopleQuestion } from '../../storage/peopleListStore.ts';
import type { RolesQuestion } from '../../storage/personPageStore.ts';
import type { DomainCoordinator } from '../rights/coordinators.ts';
import { applyPeople, type DraftOf, type HandedIn, handInPeople, previewPeople } from './applyImport.ts';
import { changePerson, type PersonChange } from './changePerson.ts';
import { anonymisePerson, erasePerson } from './erasePerson.ts';
import { makePerson, type NewOne } from './makePerson.ts';
import { addressForPerson } from './oneTimeAddress.ts';
import { detailsOfPerson, peopleOfDomain, rolesIn, type Target } from './person.ts';
import { disablePerson, enablePerson, endSessions } from './shutOut.ts';

export interface PeopleParts {
  readonly door: Door;
  readonly courses: CourseStore;
  /** The server's own origin. */
  readonly publicUrl: string;
  readonly now: () => number;
}

/** Everything that pages do with the people of a domain. */
export function peopleDeeds({ door, courses, publicUrl, now }: PeopleParts) {
  return {
    list: (by: DomainCoordinator, question: PeopleQuestion) => peopleOfDomain(door, by, question),
    details: (by: DomainCoordinator, id: number) => detailsOfPerson(door, { by, id }, now()),
    roles: (target: Target, question: RolesQuestion) => rolesIn(door, target, question),
    make: (by: DomainCoordinator, person: NewOne) => makePerson(door, { by, person }, now()),
    change: (change: Target & { readonly change: PersonChange; readonly mark: string }) =>
      changePerson(door, change, now()),
    async address(target: Target) {
      const given = await addressForPerson(door, target, now());
      const origin = (await courses.addressOf(target.by.domain.name)) ?? publicUrl;
      return given && { ...given, url: origin + given.path };
    },
    disable: (target: Target) => disablePerson(door, target, now()),
    enable: (target: Target) => enablePerson(door, target, now()),
    sessions: (target: Target) => endSessions(door, target, now()),
    anonymise: (target: Target) => anonymisePerson(door, target, now()),
    erase: (target: Target) => erasePerson(door, target, now()),
    handIn: (handing: { readonly by: DomainCoordinator; readonly handedIn: HandedIn }) =>
      handInPeople(door, handing, now()),
    preview: (draft: DraftOf) => previewPeople(door, draft, now()),
    apply: (draft: DraftOf) => applyPeople(door, draft, now()),
  };
}
