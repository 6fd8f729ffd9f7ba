import type { Context } from 'koa';
import type { DeepLink } from '../../model/deepLink.ts';
import type { EffectiveSetting } from '../../model/effectiveSetting.ts';
import { type SettingTrouble, troublesOf } from '../../model/settingTroubles.ts';
import { type CourseFacts, settingFinder } from '../../services/deepLinks/courseFacts.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import { offsetOf, pageSize, pagesOf, queryWord, readListing } from '../../web/listing.ts';
import type { Texts } from '../../web/texts.ts';
import type { Desk } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { sourceInWords, valueInWords } from '../settingWords.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import { changePath } from './many.ts';
import type { CellValue, SettingLine } from './pages.ts';

const filters = ['own', 'only', 'gone', 'never', 'word', 'open'] as const;
type Filter = (typeof filters)[number];

interface Row {
  readonly head: ItemHead;
  readonly setting: EffectiveSetting;
}

/**
 * Items and parts, with what holds for everybody. What holds is found by the rules and not by the database, so that the
 * filters judge as visits do; a course is read as a whole for it, a row each and without contents.
 */
export async function settingsTable(ctx: Context, desk: Desk, { at, deeds }: Here): Promise<void> {
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const facts = await deeds.facts(at);
  const listing = readListing(ctx);
  const filter = filters.find((one) => one === queryWord(ctx, 'filter', 10));
  const heads = headsOf(facts, { search: listing.search, filter });
  const find = settingFinder(facts.settings);
  const offset = offsetOf(listing);
  const options = [
    { value: '', text: t('deepLinks.all') },
    ...filters.map((value) => ({ value, text: t(`deepLinkFilter.${value}`) })),
  ];
  show(ctx, desk.site, {
    view: 'deepLinks/table',
    model: {
      page: { title: t('deepLinks.title') },
      lede: t('deepLinks.lede'),
      desk: courseLine(ctx, desk, { at, section: 'deeplinks' }),
      menusPath: coursePath(at, 'menus'),
      act: { text: t('deepLinks.changeCourse'), path: coursePath(at, 'deeplinks', 'course') },
      search: {
        path: ctx.path,
        label: t('shortUrls.searchItems'),
        value: listing.search,
        filters: [{ name: 'filter', label: t('deepLinks.filter'), value: filter ?? '', options }],
      },
      pages: pagesOf(ctx, listing, heads.length),
      lines: heads
        .slice(offset, offset + pageSize)
        .map((head) => lineOf(texts, { at, deeds }, { facts, row: { head, setting: find(head.chain) } })),
      changePath: coursePath(at, 'deeplinks', changePath),
      contentsPath: coursePath(at, 'contents'),
    },
  });
}

function headsOf(
  facts: CourseFacts,
  { search, filter }: { readonly search: string; readonly filter: Filter | undefined },
): readonly ItemHead[] {
  const wanted = search.toLowerCase();
  const named = facts.tree.filter(
    ({ title, itemId }) =>
      wanted === '' || title.toLowerCase().includes(wanted) || itemId.toLowerCase().includes(wanted),
  );
  if (filter === undefined) return named;
  const own = new Set(facts.settings.map(({ item }) => item));
  if (filter === 'own') return named.filter(({ id }) => own.has(id));
  const find = settingFinder(facts.settings);
  const found = new Map<number, EffectiveSetting>();
  // Where nothing is set, what holds is what holds in the folder.
  const settingAt = (chain: readonly number[]): EffectiveSetting => {
    const place = chain.findIndex((id) => own.has(id));
    const from = place < 0 ? 0 : (chain[place] ?? 0);
    const known = found.get(from) ?? find(place < 0 ? [] : chain.slice(place));
    found.set(from, known);
    return known;
  };
  return named.filter(({ chain }) => {
    const setting = settingAt(chain);
    return filter === 'only' ? setting.access.value === 'only' : troublesAt(facts, setting).includes(filter);
  });
}

function troublesAt({ protectors }: CourseFacts, setting: EffectiveSetting): readonly SettingTrouble[] {
  return troublesOf(
    setting,
    protectors.map(({ ref }) => ref),
  );
}

function lineOf(
  texts: Texts,
  { at }: Here,
  { facts, row: { head, setting } }: { readonly facts: CourseFacts; readonly row: Row },
): SettingLine {
  const cell = (part: keyof DeepLink): CellValue => ({
    value: valueInWords(texts, facts, { [part]: setting[part].value }),
    source:
      setting[part].source.kind === 'default'
        ? ''
        : sourceInWords(texts, facts, { source: setting[part].source, item: head.id }),
  });
  const hasMenu = setting.menu.source.kind !== 'default';
  const folders = head.chain.slice(1).flatMap((id) => facts.heads.get(id)?.title ?? []);
  return {
    itemId: head.itemId,
    title: head.title,
    path: itemDeskPath(at, head.itemId),
    folders: folders.reverse().join(' › '),
    editPath: itemDeskPath(at, head.itemId, 'deeplink'),
    opens: together(cell('access'), cell('protect')),
    launch: together(cell('scope'), cell('others')),
    listing: [cell('listing')],
    shown: [...together(cell('target'), cell('exit')), ...(hasMenu ? [cell('menu')] : [])],
    troubles: troublesAt(facts, setting).map((trouble) => texts.t(`settingTrouble.${trouble}`)),
  };
}

/** Two values in one cell; where they come from the same place, that is said once. */
function together(one: CellValue, other: CellValue): readonly CellValue[] {
  return one.source === other.source ? [{ ...one, source: '' }, other] : [one, other];
}
