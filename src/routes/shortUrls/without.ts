import type { Context } from 'koa';
import type { LinkedItem } from '../../storage/linkListStore.ts';
import { pagesOf } from '../../web/listing.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { say, show } from '../site.ts';
import { askedFor } from './asked.ts';
import type { Here } from './deeds.ts';
import type { BareLine } from './pages.ts';
import { tabsOf } from './tabs.ts';
import { foldersOf } from './words.ts';

/** The items that have no short URL, to be ticked. */
export async function withoutList(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { listing, question } = askedFor(ctx);
  const { items, total, titles } = await deeds.without(at, question);
  show(ctx, desk.site, {
    view: 'shortUrls/without',
    model: {
      page: { title: t('shortUrls.withoutTitle') },
      lede: t('shortUrls.withoutLede'),
      desk: courseLine(ctx, desk, { at, section: 'links' }),
      tabs: tabsOf(texts, here, { current: 'without', bare: total }),
      search: {
        path: ctx.path,
        label: t('shortUrls.searchItems'),
        value: listing.search,
        filters: [
          {
            name: 'show',
            label: t('shortUrls.show'),
            value: 'without',
            options: [{ value: 'without', text: t('shortUrls.withoutTitle') }],
          },
        ],
      },
      pages: pagesOf(ctx, listing, total),
      items: items.map((item) => bareLine(here, item, titles)),
      makePath: coursePath(at, 'links', 'make'),
      total,
    },
  });
}

/** One of them, in words. */
export function bareLine({ at }: Here, item: LinkedItem, titles: ReadonlyMap<number, string>): BareLine {
  return {
    title: item.title,
    itemId: item.itemId,
    itemPath: itemDeskPath(at, item.itemId),
    folders: foldersOf(item.chain, titles),
  };
}
