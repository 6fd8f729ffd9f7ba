import type { Context } from 'koa';
import { urlFrom } from '../../model/urlFrom.ts';
import { type Book, bookAround } from '../../services/items/book.ts';
import { type CourseTree, listItems } from '../../services/items/courseTree.ts';
import type { OpenedItem } from '../../services/items/openItem.ts';
import { renderPage } from '../../services/items/renderPage.ts';
import type { CourseVisit } from '../../services/visit/courseVisit.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import { HttpProblem, problemTexts } from '../../web/httpProblem.ts';
import { queryWord } from '../../web/listing.ts';
import { kindInWords } from '../kindWords.ts';
import type { Neighbour, ViewModels } from '../pages.ts';
import { shownAs } from '../shownAs.ts';
import { type Site, say } from '../site.ts';
import { entryPath, type SiteAddresses, siteAddress } from '../sitePath.ts';
import type { ItemPage, Reading } from '../studentPages.ts';
import { entriesOf, stateFor } from './entries.ts';
import { coursePath, pathOf, type Seen, studentLine } from './line.ts';

/** One of the item views with its model. */
export type ItemPages = {
  [Name in 'items/page' | 'items/file' | 'items/site' | 'items/web' | 'items/folder']: {
    readonly view: Name;
    readonly model: ViewModels[Name];
  };
}['items/page' | 'items/file' | 'items/site' | 'items/web' | 'items/folder'];

interface Shown {
  readonly courseVisit: CourseVisit;
  readonly opened: Extract<OpenedItem, { kind: 'open' }>;
  readonly tree: CourseTree;
  readonly sites: SiteAddresses;
}

/** The page of one item, as its beholder may see it. */
export async function itemModel(ctx: Context, site: Site, shown: Shown): Promise<ItemPages> {
  const { courseVisit, opened, tree } = shown;
  const { item, beholder } = opened;
  const seen: Seen = { courseVisit, beholder, chain: item.chain };
  const texts = say(ctx, site);
  const book = bookAround(courseVisit, tree, opened);
  const line = studentLine(ctx, site, seen);
  const neighbour = (head: ItemHead): Neighbour => ({
    title: head.title,
    path: pathOf(courseVisit.course, head),
  });
  const base: ItemPage = {
    page: { title: item.title },
    line,
    crumbs: line.shown.breadcrumbs ? book.above.map(neighbour) : [],
    reading: line.shown.contents ? readingOf(book, neighbour) : undefined,
    state: stateFor(texts, seen, item),
  };
  if (item.kind === 'folder') {
    const listed = listItems(tree, courseVisit, { folder: item, viewer: beholder.viewer });
    const search = searchFrom(seen, { lines: book.listed, from: item.itemId });
    return { view: 'items/folder', model: { ...base, entries: entriesOf(texts, seen, listed), search } };
  }
  if (item.kind === 'page') {
    const sanitisedHtml = await renderPage(item.body ?? '', base.line.coursePath);
    return { view: 'items/page', model: { ...base, sanitisedHtml } };
  }
  if (item.kind === 'web') {
    const url = webAddress(item.url ?? '');
    return { view: 'items/web', model: { ...base, url: url.href, host: url.host } };
  }
  if (item.kind === 'site') {
    const { sites: addresses } = shown;
    const sitePath = siteAddress(ctx, site, { addresses, courseVisit, beholder, itemId: item.itemId });
    if (sitePath === undefined) throw new HttpProblem(404, problemTexts.notFound);
    return {
      view: 'items/site',
      model: { ...base, sitePath: sitePath + entryPath(queryWord(ctx, 'at', 900)) },
    };
  }
  const filePath = `${pathOf(courseVisit.course, item)}/file`;
  const file = {
    filePath,
    fileName: item.file?.name ?? '',
    kind: kindInWords(texts, item),
    shownAs: shownAs(item),
  };
  return { view: 'items/file', model: { ...base, ...file } };
}

/** Undefined where there is nowhere to go on to. */
function readingOf(book: Book, neighbour: (head: ItemHead) => Neighbour): Reading | undefined {
  const { previous, next, position, total } = book;
  if (!previous && !next) return undefined;
  return {
    previous: previous && neighbour(previous),
    next: next && neighbour(next),
    position,
    total,
  };
}

/** So many lines are seen at a glance, and a search through them would be in the way. */
const atAGlance = 4;

/** The search that a page offers; undefined where there is little to search through. */
export function searchFrom(
  { courseVisit }: Seen,
  { lines, from }: { readonly lines: number; readonly from: string },
): { readonly path: string; readonly words: string; readonly from: string } | undefined {
  if (lines <= atAGlance) return undefined;
  return { path: `${coursePath(courseVisit.course)}/search`, words: '', from };
}

/** @throws HttpProblem 404 for anything but http and https: a link must never be a script. */
function webAddress(text: string): URL {
  const url = urlFrom(text);
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw new HttpProblem(404, problemTexts.notFound);
}
