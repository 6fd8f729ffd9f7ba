import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { acceptsProtector } from '../../model/deepLink.ts';
import { csvText } from '../../services/csv.ts';
import type { ShortUrlLine, ShortUrlList } from '../../services/shortUrls/listShortUrls.ts';
import type { LinkedItem, LinkState } from '../../storage/linkListStore.ts';
import {
  likePattern,
  offsetOf,
  pageSize,
  pagesOf,
  queryWord,
  readListing,
  withQuery,
} from '../../web/listing.ts';
import type { Texts } from '../../web/texts.ts';
import { timeText } from '../../web/time.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { itemDeskPath } from '../itemTabs.ts';
import type { Tab } from '../protectorTabs.ts';
import { protectorInWords } from '../settingWords.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import type { BareLine, LinkLine } from './pages.ts';
import { addressesOf, foldersOf, type Place, stateOf } from './words.ts';

const states: readonly LinkState[] = ['open', 'closed', 'gone'];

function questionOf(ctx: Context) {
  const listing = readListing(ctx);
  const pattern = listing.search === '' ? undefined : likePattern(listing.search);
  const state = states.find((one) => one === queryWord(ctx, 'state', 10));
  return { listing, question: { pattern, state, offset: offsetOf(listing), most: pageSize } };
}

/** The list, or that of the items without one. */
export async function linksList(ctx: Context, desk: Desk, here: Here): Promise<void> {
  if (queryWord(ctx, 'show', 10) === 'without') return withoutList(ctx, desk, here);
  const { at, deeds } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { listing, question } = questionOf(ctx);
  const list = await deeds.list(at, question);
  const bare = await deeds.without(at, { pattern: undefined, offset: 0, most: 1 });
  const place = { origin: await deeds.originOf(at.domain.name), domain: at.domain.name };
  const options = [
    { value: '', text: t('shortUrls.anyState') },
    ...states.map((state) => ({ value: state, text: t(`linkState.${state}`) })),
  ];
  const filter = { name: 'state', label: t('shortUrls.state'), value: question.state ?? '', options };
  show(ctx, desk.site, {
    view: 'shortUrls/list',
    model: {
      page: { title: t('shortUrls.title') },
      lede: t('shortUrls.lede'),
      desk: courseLine(ctx, desk, { at, section: 'links' }),
      tabs: tabsOf(texts, here, { current: 'links', bare: bare.total }),
      search: { path: ctx.path, label: t('shortUrls.search'), value: listing.search, filters: [filter] },
      pages: pagesOf(ctx, listing, list.total),
      links: list.lines.map((line) => lineOf(texts, { here, list, place, now: desk.site.now() }, line)),
      csvPath: withQuery(ctx, { page: '' }).replace(ctx.path, coursePath(at, 'links', 'csv')),
      bareTotal: bare.total,
      makePath: coursePath(at, 'links', 'make'),
      contentsPath: coursePath(at, 'contents'),
    },
  });
}

function tabsOf(
  { t }: Texts,
  { at }: Here,
  { current, bare }: { readonly current: 'links' | 'without'; readonly bare: number },
): readonly Tab[] {
  const path = coursePath(at, 'links');
  return [
    { text: t('shortUrls.title'), path, current: current === 'links' },
    {
      text: t('shortUrls.withoutTab', { count: bare }),
      path: `${path}?show=without`,
      current: current === 'without',
    },
  ];
}

interface Around {
  readonly here: Here;
  readonly list: Omit<ShortUrlList, 'total'>;
  readonly place: Place;
  readonly now: number;
}

function lineOf(texts: Texts, { here: { at }, list, place, now }: Around, line: ShortUrlLine): LinkLine {
  const { link, lastLaunch } = line;
  const setting = { now, zone: at.domain.timeZone, lang: texts.lang };
  const title = link.to?.title ?? texts.t('shortUrls.goneItem');
  return {
    title,
    itemPath: link.to ? itemDeskPath(at, link.to.itemId) : '',
    folders: foldersOf(link.to?.chain ?? [], list.titles),
    path: coursePath(at, 'links', link.shortId),
    ...addressesOf(texts, place, { shortId: link.shortId, title }),
    accepted: acceptedBy(texts, list, line),
    ...stateOf(texts, link, now),
    lastLaunch: lastLaunch === undefined ? undefined : timeText(lastLaunch, setting),
  };
}

function acceptedBy(
  { t }: Texts,
  { protectors }: Pick<ShortUrlList, 'protectors'>,
  { setting }: ShortUrlLine,
): string {
  if (!setting) return '';
  const accepted = protectors.filter(({ ref }) => acceptsProtector(setting.protect.value, ref));
  if (accepted.length === 0 || setting.access.value === 'off') return t('setting.nobodys');
  return accepted.map(({ ref }) => protectorInWords(t, { protectors }, ref)).join(', ');
}

async function withoutList(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { listing, question } = questionOf(ctx);
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

export function bareLine({ at }: Here, item: LinkedItem, titles: ReadonlyMap<number, string>): BareLine {
  return {
    title: item.title,
    itemId: item.itemId,
    itemPath: itemDeskPath(at, item.itemId),
    folders: foldersOf(item.chain, titles),
  };
}

/** All that the search finds, in the columns of the list. */
export async function linksCsv(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const texts = say(ctx, desk.site);
  const { at, deeds } = here;
  const place = { origin: await deeds.originOf(at.domain.name), domain: at.domain.name };
  const { question } = questionOf(ctx);
  const now = desk.site.now();
  ctx.type = 'text/csv; charset=utf-8';
  ctx.attachment(`${at.domain.name}-${at.course.course}-links.csv`);
  ctx.body = Readable.from(csvParts(texts, { here, place, now }, deeds.all(at, question)));
}

async function* csvParts(
  texts: Texts,
  around: Omit<Around, 'list'>,
  pieces: AsyncIterable<Omit<ShortUrlList, 'total'>>,
): AsyncGenerator<string> {
  const head = ['title', 'folders', 'item', 'shortUrl', 'launchUrl', 'protectors', 'state', 'lastLaunch'];
  yield await csvText([head], { isFirst: true });
  for await (const list of pieces) {
    const rows = list.lines.map((each) => {
      const line = lineOf(texts, { ...around, list }, each);
      const item = each.link.to?.itemId ?? '';
      const last = line.lastLaunch?.iso ?? '';
      return [
        line.title,
        line.folders,
        item,
        line.tiny.text,
        line.launch.text,
        line.accepted,
        line.state,
        last,
      ];
    });
    yield await csvText(rows, { isFirst: false });
  }
}
