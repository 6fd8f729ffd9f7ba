import type Router from '@koa/router';
import type { AppliedPeople, DraftOf, HandedIn, HandedInPeople } from '../../services/people/applyImport.ts';
import type { ChangedPerson, PersonChange } from '../../services/people/changePerson.ts';
import type { PeoplePreview } from '../../services/people/importPeople.ts';
import type { MadePerson, NewOne } from '../../services/people/makePerson.ts';
import type { PersonDetails, RolesOfPerson, Target } from '../../services/people/person.ts';
import type { ShutOut } from '../../services/people/shutOut.ts';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import type { ListedPerson, PeopleQuestion } from '../../storage/peopleListStore.ts';
import type { RolesQuestion } from '../../storage/personPageStore.ts';
import { atDomain, type Desk } from '../desk.ts';
import { mountUpload } from '../uploading.ts';
import { act, ask, askedActs, doAtOnce } from './acts.ts';
import { applyImport, preview, report } from './import.ts';
import { handIn, importForm } from './importForm.ts';
import { list } from './list.ts';
import { make, newForm } from './make.ts';
import { changePerson, personPage } from './person.ts';

/** The deeds that these pages call. */
export interface PeopleRoutes extends ImportRoutes {
  readonly list: (
    by: DomainCoordinator,
    question: PeopleQuestion,
  ) => Promise<{ readonly people: readonly ListedPerson[]; readonly total: number }>;
  readonly details: (by: DomainCoordinator, id: number) => Promise<PersonDetails | undefined>;
  readonly roles: (target: Target, question: RolesQuestion) => Promise<RolesOfPerson>;
  readonly make: (by: DomainCoordinator, person: NewOne) => Promise<MadePerson>;
  readonly change: (
    change: Target & { readonly change: PersonChange; readonly mark: string },
  ) => Promise<ChangedPerson>;
  readonly address: (
    target: Target,
  ) => Promise<{ readonly username: string; readonly url: string; readonly expiresAt: number } | undefined>;
  readonly disable: (target: Target) => Promise<ShutOut>;
  readonly enable: (target: Target) => Promise<ShutOut>;
  readonly sessions: (target: Target) => Promise<ShutOut>;
  readonly anonymise: (target: Target) => Promise<ShutOut>;
  readonly erase: (target: Target) => Promise<ShutOut>;
}

/** Lists of people that are handed in. */
export interface ImportRoutes {
  readonly handIn: (handing: {
    readonly by: DomainCoordinator;
    readonly handedIn: HandedIn;
  }) => Promise<HandedInPeople>;
  readonly preview: (draft: DraftOf) => Promise<PeoplePreview | undefined>;
  readonly apply: (draft: DraftOf) => Promise<AppliedPeople>;
}

/** The people of a domain: `/adm/:domain/people`. A person's address has a number, as usernames may hold anything. */
export function mountPeople(router: Router, desk: Desk, deeds: PeopleRoutes): void {
  const people = '/adm/:domain/people';
  const person = `${people}/:person`;
  router.get(
    people,
    atDomain(desk, (ctx, at) => list(ctx, desk, { at, deeds })),
  );
  router.get(
    `${people}/new`,
    atDomain(desk, (ctx, at) => newForm(ctx, desk, { at, deeds })),
  );
  router.post(
    `${people}/new`,
    atDomain(desk, (ctx, at) => make(ctx, desk, { at, deeds })),
  );
  mountImport(router, desk, deeds);
  router.get(
    person,
    atDomain(desk, (ctx, at) => personPage(ctx, desk, { at, deeds })),
  );
  router.post(
    person,
    atDomain(desk, (ctx, at) => changePerson(ctx, desk, { at, deeds })),
  );
  for (const which of ['enable', 'sessions'] as const) {
    router.post(
      `${person}/${which}`,
      atDomain(desk, (ctx, at) => doAtOnce(ctx, desk, { at, deeds, act: which })),
    );
  }
  for (const which of askedActs) {
    router.get(
      `${person}/${which}`,
      atDomain(desk, (ctx, at) => ask(ctx, desk, { at, deeds, act: which })),
    );
    router.post(
      `${person}/${which}`,
      atDomain(desk, (ctx, at) => act(ctx, desk, { at, deeds, act: which })),
    );
  }
}

function mountImport(router: Router, desk: Desk, deeds: ImportRoutes): void {
  const path = '/adm/:domain/people/import';
  router.get(
    path,
    atDomain(desk, (ctx, at) => importForm(ctx, desk, { at, deeds })),
  );
  mountUpload(router, desk, {
    path,
    guard: atDomain,
    act: (ctx, { at, upload }) => handIn(ctx, desk, { at, deeds, upload }),
    takesTooLarge: true,
  });
  router.get(
    `${path}/:draft`,
    atDomain(desk, (ctx, at) => preview(ctx, desk, { at, deeds })),
  );
  router.post(
    `${path}/:draft`,
    atDomain(desk, (ctx, at) => applyImport(ctx, desk, { at, deeds })),
  );
  router.get(
    `${path}/:draft/csv`,
    atDomain(desk, (ctx, at) => report(ctx, desk, { at, deeds })),
  );
}
