import type { Context } from 'koa';
import { launchesLooked } from '../../services/protectors/removeProtector.ts';
import {
  likePattern,
  offsetOf,
  pageSize,
  pagesOf,
  queryNumber,
  readListing,
  withQuery,
} from '../../web/listing.ts';
import { notHere } from '../desk.ts';
import { protectorTabs } from '../protectorTabs.ts';
import { say, show } from '../site.ts';
import { type Here, lineOf, numberOf } from './here.ts';
import { usingLink, usingSetting } from './uses.ts';

/** Where a protector is used: the settings that name it, and the short URLs that were launched with it. */
export async function used(ctx: Context, here: Here): Promise<void> {
  const { desk, at, deeds } = here;
  const { t } = say(ctx, desk.site);
  const number = numberOf(ctx);
  const listing = readListing(ctx);
  const linkPage = Math.min(queryNumber(ctx, 'links') ?? 1, 1_000_000);
  const pattern = listing.search === '' ? undefined : likePattern(listing.search);
  const found = await deeds.used(at, {
    number,
    settings: { pattern, offset: offsetOf(listing), most: pageSize },
    links: { pattern, offset: (linkPage - 1) * pageSize, most: pageSize },
  });
  if (!found) throw notHere();
  const { protector, naming, launched } = found;
  const linkPages = pagesOf(ctx, { search: listing.search, page: linkPage }, launched.total);
  const hasMore = linkPage * pageSize < launched.total;
  show(ctx, desk.site, {
    view: 'protectors/used',
    model: {
      page: { title: `${number} · ${protector.name}` },
      lede: t('protectors.usedLede'),
      desk: lineOf(ctx, here, []),
      tabs: protectorTabs(ctx, desk, { at, number, current: 'used' }),
      search: { path: ctx.path, label: t('protectors.usedSearch'), value: listing.search, filters: [] },
      settings: naming.settings.map((one) => usingSetting(ctx, here, one)),
      pages: pagesOf(ctx, listing, naming.total),
      links: launched.links.map((one) => usingLink(ctx, here, one)),
      linkPages: {
        ...linkPages,
        previousPath: linkPage > 1 ? withQuery(ctx, { links: String(linkPage - 1) }) : '',
        nextPath: hasMore ? withQuery(ctx, { links: String(linkPage + 1) }) : '',
      },
      looked: launchesLooked,
    },
  });
}
