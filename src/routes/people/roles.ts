import type { Context } from 'koa';
import { courseRoles } from '../../model/roles.ts';
import type { PersonDetails, RolesOfPerson } from '../../services/people/person.ts';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import { likePattern, offsetOf, pageSize, pagesOf, queryWord, readListing } from '../../web/listing.ts';
import type { Texts } from '../../web/texts.ts';
import { domainPath } from '../deskLines.ts';
import type { PeopleRoutes } from './index.ts';
import type { PersonPage, RoleLine } from './pages.ts';

interface Here {
  readonly at: DomainCoordinator;
  readonly deeds: PeopleRoutes;
}

/** The roles on a person's page; what searches them stands above a long list only. */
export async function rolesPart(
  ctx: Context,
  { at, deeds }: Here,
  { person, texts }: { readonly person: PersonDetails['person']; readonly texts: Texts },
): Promise<Pick<PersonPage, 'roles' | 'search' | 'pages'>> {
  const { t } = texts;
  const listing = readListing(ctx);
  const wanted = queryWord(ctx, 'role');
  const role = courseRoles.find((one) => one === wanted);
  const { roles, found, total } = await deeds.roles(
    { by: at, id: person.id },
    {
      pattern: listing.search === '' ? undefined : likePattern(listing.search),
      role,
      offset: offsetOf(listing),
      most: pageSize,
    },
  );
  const options = [
    { value: '', text: t('roster.everyRole') },
    ...courseRoles.map((value) => ({ value, text: t(`role.${value}`) })),
  ];
  const search = {
    path: ctx.path,
    label: t('people.rolesSearch'),
    value: listing.search,
    filters: [{ name: 'role', label: t('people.role'), value: role ?? '', options }],
  };
  return {
    roles: roles.map((one) => roleLine(at, one, texts)),
    search: total > pageSize || found < total ? search : undefined,
    pages: pagesOf(ctx, listing, found),
  };
}

function roleLine(
  at: DomainCoordinator,
  { course, title, archived, role, section, starts, ends }: RolesOfPerson['roles'][number],
  { t }: Texts,
): RoleLine {
  return {
    course: title,
    id: course,
    path: domainPath(at, course, 'roster'),
    archived,
    role: t(`role.${role}`),
    section: section === '' ? '–' : section,
    dates: starts === null && ends === null ? t('people.always') : `${starts ?? '…'} – ${ends ?? '…'}`,
  };
}
