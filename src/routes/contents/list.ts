import type { Context } from 'koa';
import { isItemId } from '../../model/ids.ts';
import { tinyPath } from '../../model/shortUrl.ts';
import type { ContentsLine, ContentsList } from '../../services/contents/readContents.ts';
import { likePattern, offsetOf, pageSize, pagesOf, queryWord, readListing } from '../../web/listing.ts';
import type { Texts } from '../../web/texts.ts';
import { type Desk, notHere } from '../desk.ts';
import { courseLine, coursePath } from '../deskLines.ts';
import { itemDeskPath } from '../itemTabs.ts';
import { kindInWords } from '../kindWords.ts';
import { sourceInWords, valueInWords } from '../settingWords.ts';
import { say, show } from '../site.ts';
import type { Here } from './deeds.ts';
import type { ContentsRow } from './pages.ts';

/** Titles are moved in no further: phones have no room for more. */
const deepestShown = 8;

/** The page of the contents, as a tree or one folder at a time; with a search, what it finds anywhere. */
export async function contentsList(ctx: Context, desk: Desk, here: Here): Promise<void> {
  const { at, deeds } = here;
  const texts = say(ctx, desk.site);
  const { t } = texts;
  const listing = readListing(ctx);
  const folder = folderAsked(ctx);
  const pattern = listing.search === '' ? undefined : likePattern(listing.search);
  const list = await deeds.list(at, { folder, pattern, offset: offsetOf(listing), most: pageSize });
  if (!list) throw notHere();
  const origin = await deeds.originOf(at.domain.name);
  const trail = list.shape === 'search' ? [] : list.trail;
  const path = coursePath(at, 'contents');
  const top = { title: t('tree.title'), path };
  const shown = trail.at(-1);
  const add = folder === '' ? `${path}/new` : `${path}/new?in=${folder}`;
  show(ctx, desk.site, {
    view: 'contents/tree',
    model: {
      page: { title: shown?.title ?? t('tree.title') },
      lede: t(shown ? 'tree.folderLede' : 'tree.lede'),
      desk: courseLine(ctx, desk, {
        at,
        section: 'contents',
        crumbs: shown
          ? [
              top,
              ...trail.slice(0, -1).map((one) => ({ title: one.title, path: `${path}?in=${one.itemId}` })),
            ]
          : [],
      }),
      act: { path: add, text: t('tree.add') },
      search: { path, label: t('tree.search'), value: listing.search, filters: [] },
      pages: pagesOf(ctx, listing, list.shape === 'tree' ? 0 : list.total),
      rows: list.lines.map((line) => rowOf(texts, { here, list, origin }, line)),
      path,
      folder: list.shape === 'search' ? '' : folder,
      isEmptyCourse: list.inCourse === 0,
      isOrdered: list.shape !== 'search',
      nobodys: list.lines.filter(({ isNobodys }) => isNobodys).length,
    },
  });
}

/** The folder that a request names; '' for the top. */
export function folderAsked(ctx: Context): string {
  const folder = queryWord(ctx, 'in', 64);
  return isItemId(folder) ? folder : '';
}

interface Around {
  readonly here: Here;
  readonly list: ContentsList;
  readonly origin: string;
}

function rowOf(texts: Texts, { here, list, origin }: Around, line: ContentsLine): ContentsRow {
  const { t, lang } = texts;
  const { at } = here;
  const { item } = line;
  const parent = list.lines.find((one) => one.item.id === item.parentId)?.item.itemId;
  const trailEnd = list.trail.at(-1)?.itemId ?? '';
  return {
    itemId: item.itemId,
    title: item.title,
    path: itemDeskPath(at, item.itemId),
    kind: kindInWords(texts, item),
    isFolder: item.kind === 'folder',
    inside: item.kind === 'folder' ? t('tree.inside', { count: item.inside }) : '',
    openPath: `${coursePath(at, 'contents')}?in=${item.itemId}`,
    depth: Math.min(line.depth, deepestShown),
    folders: line.folders.join(' › '),
    ...whoOpens(texts, list, line),
    isNobodys: line.isNobodys,
    copy: item.link && {
      id: `u-${item.link.shortId}`,
      text: `${origin}${tinyPath(at.domain.name, item.link.shortId)}`,
      label: item.title,
    },
    isClosed: item.link?.enabled === false,
    launches: line.launches === undefined ? '' : new Intl.NumberFormat(lang).format(line.launches),
    parent: parent ?? trailEnd,
    movePath: itemDeskPath(at, item.itemId, 'move'),
    editPath: itemDeskPath(at, item.itemId, 'edit'),
  };
}

/** The part of its setting that decides who can open it, in words, with where that comes from. */
function whoOpens(
  texts: Texts,
  { facts, titles }: ContentsList,
  { setting, item }: ContentsLine,
): { readonly who: string; readonly source: string } {
  const { access, protect } = setting;
  const named = {
    protectors: facts.protectors,
    menus: facts.menus,
    usernames: facts.usernames,
    heads: new Map([...titles].map(([id, title]) => [id, { title }])),
  };
  const how = valueInWords(texts, named, { access: access.value });
  // A word is asked for all the same where there is no deep link (R9).
  const isOpen = protect.value.kind === 'none' || (access.value === 'off' && protect.value.kind !== 'key');
  const decides = isOpen ? access : protect;
  const by = valueInWords(texts, named, { protect: protect.value });
  return {
    who: isOpen ? how : texts.t('tree.who', { how, by }),
    source: sourceInWords(texts, named, { source: decides.source, item: item.id }),
  };
}
