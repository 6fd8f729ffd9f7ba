import type { Context } from 'koa';
import type { ListedProtector } from '../../services/protectors/readProtectors.ts';
import { likePattern, offsetOf, pageSize, pagesOf, readListing } from '../../web/listing.ts';
import { domainPath } from '../deskLines.ts';
import { protectorPath } from '../protectorTabs.ts';
import { say, show } from '../site.ts';
import { type Here, lineOf, listPath, stateTag, timeHere } from './here.ts';
import type { ProtectorLine } from './pages.ts';

/** A domain's protectors; or a course's, with those of its domain, which it may use. */
export async function list(ctx: Context, here: Here): Promise<void> {
  const { desk, at, deeds } = here;
  const { t } = say(ctx, desk.site);
  const isCourse = 'course' in at;
  const listing = readListing(ctx);
  const pattern = listing.search === '' ? undefined : likePattern(listing.search);
  const own = await deeds.list(at, { pattern, offset: offsetOf(listing), most: pageSize });
  const domains = isCourse
    ? await deeds.listOfDomain(at, { pattern, offset: 0, most: pageSize })
    : { protectors: [], total: 0 };
  const mayFollow = isCourse && at.isDomainCoordinator;
  const ofDomain = (number: number, ...rest: readonly string[]) =>
    mayFollow ? domainPath(at, 'protectors', String(number), ...rest) : '';
  const ofOwn = (number: number, ...rest: readonly string[]) => protectorPath(at, number, ...rest);
  show(ctx, desk.site, {
    view: 'protectors/list',
    model: {
      page: { title: t('protectors.title') },
      lede: isCourse ? t('protectors.ledeCourse') : t('protectors.ledeDomain'),
      desk: lineOf(ctx, here),
      search: { path: ctx.path, label: t('protectors.search'), value: listing.search, filters: [] },
      newPath: `${listPath(at)}/new`,
      protectors: own.protectors.map((one) => lineFor(ctx, here, { one, pathOf: ofOwn })),
      pages: pagesOf(ctx, listing, own.total),
      ofDomain: domains.protectors.map((one) => lineFor(ctx, here, { one, pathOf: ofDomain })),
      moreOfDomain: domains.total - domains.protectors.length,
      isCourse,
    },
  });
}

function lineFor(
  ctx: Context,
  here: Here,
  {
    one: { protector, settings, lastLaunch },
    pathOf,
  }: {
    readonly one: ListedProtector;
    readonly pathOf: (number: number, ...rest: readonly string[]) => string;
  },
): ProtectorLine {
  const { number, name, key, useIdentity } = protector;
  return {
    number,
    name,
    key,
    path: pathOf(number),
    state: stateTag(ctx, here, protector),
    parameter: useIdentity === false ? '' : useIdentity.parameter,
    settings,
    usedPath: pathOf(number, 'used'),
    last: timeHere(ctx, here)(lastLaunch),
  };
}
