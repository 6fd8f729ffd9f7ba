import type { Context } from 'koa';
import { searchFold } from '../../model/searchWords.ts';
import type { DomainCoordinator } from '../../services/rights/coordinators.ts';
import type { ListedPerson, PersonFilter } from '../../storage/peopleListStore.ts';
import { likePattern, offsetOf, pageSize, pagesOf, queryWord, readListing } from '../../web/listing.ts';
import type { Desk } from '../desk.ts';
import { domainLine, domainPath } from '../deskLines.ts';
import type { Search } from '../lists.ts';
import { say, show } from '../site.ts';
import type { PeopleRoutes } from './index.ts';
import type { PersonLine } from './pages.ts';

const filters: readonly PersonFilter[] = ['active', 'disabled', 'coordinators', 'no-password'];

/** Everybody of the domain, searched and paged. */
export async function list(
  ctx: Context,
  desk: Desk,
  { at, deeds }: { readonly at: DomainCoordinator; readonly deeds: PeopleRoutes },
): Promise<void> {
  const { t } = say(ctx, desk.site);
  const listing = readListing(ctx);
  const shown = queryWord(ctx, 'show', 20);
  const filter = filters.find((one) => one === shown);
  const pattern = listing.search === '' ? undefined : likePattern(searchFold(listing.search));
  const question = { pattern, filter, offset: offsetOf(listing), most: pageSize };
  const { people, total } = await deeds.list(at, question);
  const search: Search = {
    path: ctx.path,
    label: t('people.search'),
    value: listing.search,
    filters: [
      {
        name: 'show',
        label: t('people.show'),
        value: filter ?? '',
        options: [
          { value: '', text: t('personFilter.all') },
          ...filters.map((value) => ({ value, text: t(`personFilter.${value}`) })),
        ],
      },
    ],
  };
  show(ctx, desk.site, {
    view: 'people/list',
    model: {
      page: { title: t('people.title') },
      lede: t('people.lede', { domain: at.domain.title }),
      desk: domainLine(ctx, desk, { at, section: 'people' }),
      search,
      people: people.map((person) => lineOf(at, person)),
      pages: pagesOf(ctx, listing, total),
      isSearch: pattern !== undefined || filter !== undefined,
      newPath: domainPath(at, 'people', 'new'),
      importPath: domainPath(at, 'people', 'import'),
    },
  });
}

function lineOf(at: DomainCoordinator, person: ListedPerson): PersonLine {
  const { username, displayName, email, disabled, hasPassword, courses, domainCoordinator } = person;
  return {
    path: domainPath(at, 'people', String(person.id)),
    username,
    displayName,
    email: email ?? '',
    coordinator: domainCoordinator,
    disabled,
    hasPassword,
    courses,
  };
}
