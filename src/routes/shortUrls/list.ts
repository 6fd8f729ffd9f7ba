import type { Context } from 'koa';
import { acceptsProtector } from '../../model/deepLink.ts';
import type { ShortUrlLine, ShortUrlList } from '../../services/shortUrls/listShortUrls.ts';
import { pagesOf, queryWord, withQuery } from '../../web/listing.ts';
import type { Texts } from '../../web/texts.ts';
import { timeText } from '../../web/time.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { protectorInWords } from '../settingWords.ts';
import { say, show } from '../site.ts';
import { askedFor, states } from './asked.ts';
import type { Here } from './deeds.ts';
import type { LinkLine } from './pages.ts';
import { tabsOf } from './tabs.ts';
import { withoutList } from './without.ts';
import { addressesOf, foldersOf, type Place, stateOf } from './words.ts';

/** The list, or that of the items without one. */
export async function linksList(ctx: Context, desk: Desk, here: Here): Promise<void> {
  if (queryWord(ctx, 'show', 10) === 'without') return withoutList(ctx, desk, here);
  const { at, deeds } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const { listing, question } = askedFor(ctx);
  const list = await deeds.list(at, question);
  const bare = await deeds.without(at, { pattern: undefined, offset: 0, most: 1 });
  const place = { origin: await deeds.originOf(at.domain.name), domain: at.domain.name };
  const options = [
    { value: '', text: t('shortUrls.inUse') },
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
      filter: question.state ?? '',
      copiedPath: (await deeds.isCopy(at)) ? coursePath(at, 'links', 'old') : '',
      idsPath: coursePath(at, 'links', 'ids'),
      qrPath: coursePath(at, 'links', 'qr'),
      cartridgePath: coursePath(at, 'links', 'imscc'),
      links: list.lines.map((line) => lineOf(texts, { here, list, place, now: desk.site.now() }, line)),
      csvPath: withQuery(ctx, { page: '' }).replace(ctx.path, coursePath(at, 'links', 'csv')),
      bareTotal: bare.total,
      makePath: coursePath(at, 'links', 'make'),
      contentsPath: coursePath(at, 'contents'),
    },
  });
}

export interface Around {
  readonly here: Here;
  readonly list: Omit<ShortUrlList, 'total'>;
  readonly place: Place;
  readonly now: number;
}

export function lineOf(
  texts: Texts,
  { here: { at }, list, place, now }: Around,
  line: ShortUrlLine,
): LinkLine {
  const { link, lastLaunch } = line;
  const setting = { now, zone: at.domain.timeZone, lang: texts.lang };
  const title = link.to?.title ?? texts.t('shortUrls.goneItem');
  return {
    title,
    shortId: link.shortId,
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
