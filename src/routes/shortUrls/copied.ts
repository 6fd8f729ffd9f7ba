import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { launchPath, tinyPath } from '../../model/shortUrl.ts';
import { csvText } from '../../services/csv.ts';
import type { LinkPair } from '../../storage/linkCopyStore.ts';
import {
  likePattern,
  offsetOf,
  pageSize,
  pagesOf,
  queryWord,
  readListing,
  withQuery,
} from '../../web/listing.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import type { Place } from './words.ts';

/** Which short URL of this course stands for which one of the course that it was copied from. */
export async function copiedPage(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const { t } = say(ctx, desk.site);
  const listing = readListing(ctx);
  const pattern = listing.search === '' ? undefined : likePattern(listing.search);
  const read = await deeds.copied(at, { pattern, offset: offsetOf(listing), most: pageSize });
  const origin = await deeds.originOf(at.domain.name);
  const place = { origin, domain: at.domain.name };
  const links = { title: t('shortUrls.title'), path: coursePath(at, 'links') };
  show(ctx, desk.site, {
    view: 'shortUrls/copied',
    model: {
      page: { title: t('copiedLinks.title') },
      lede: t('copiedLinks.lede'),
      desk: courseLine(ctx, desk, { at, section: 'links', crumbs: [links] }),
      search: { path: ctx.path, label: t('copiedLinks.search'), value: listing.search, filters: [] },
      pages: pagesOf(ctx, listing, read.total),
      pairs: read.pairs.map((pair) => ({
        title: pair.title === '' ? t('shortUrls.goneItem') : pair.title,
        path: pair.itemId === '' ? '' : itemDeskPath(at, pair.itemId),
        course: pair.course,
        ...addressesOf(place, pair),
        copyId: `n-${pair.newId}`,
      })),
      isCopy: read.isCopy,
      withoutSecret: read.withoutSecret,
      protectorsPath: coursePath(at, 'protectors'),
      withoutWord: read.withoutWord,
      settingsPath: `${coursePath(at, 'deeplinks')}?filter=word`,
      csvPath: withQuery(ctx, { page: '' }).replace(ctx.path, coursePath(at, 'links', 'old', 'csv')),
      links,
    },
  });
}

function addressesOf({ origin, domain }: Place, { oldId, newId }: LinkPair) {
  return {
    oldTiny: origin + tinyPath(domain, oldId),
    oldLaunch: origin + launchPath(domain, oldId),
    newTiny: origin + tinyPath(domain, newId),
    newLaunch: origin + launchPath(domain, newId),
  };
}

/** The same as a table, all that the search finds. */
export async function copiedCsv(ctx: Context, _desk: Desk, { at, deeds }: Here): Promise<void> {
  const search = queryWord(ctx, 'q');
  const pattern = search === '' ? undefined : likePattern(search);
  const place = { origin: await deeds.originOf(at.domain.name), domain: at.domain.name };
  ctx.type = 'text/csv; charset=utf-8';
  ctx.attachment(`${at.domain.name}-${at.course.course}-old-and-new-links.csv`);
  ctx.body = Readable.from(parts(place, deeds.allCopied(at, { pattern, offset: 0, most: 1 })));
}

async function* parts(place: Place, pieces: AsyncIterable<readonly LinkPair[]>): AsyncGenerator<string> {
  const head = [
    ...['item', 'title', 'oldCourse'],
    ...['oldShortUrl', 'newShortUrl', 'oldLaunchUrl', 'newLaunchUrl'],
  ];
  yield await csvText([head], { isFirst: true });
  for await (const pairs of pieces) {
    const rows = pairs.map((pair) => {
      const { oldTiny, newTiny, oldLaunch, newLaunch } = addressesOf(place, pair);
      return [pair.itemId, pair.title, pair.course, oldTiny, newTiny, oldLaunch, newLaunch];
    });
    yield await csvText(rows, { isFirst: false });
  }
}
