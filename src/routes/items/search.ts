import type { Context } from 'koa';
import type { CourseTree } from '../../services/items/courseTree.ts';
import type { CourseSearch, FoundInCourse, SearchedBy } from '../../services/items/searchCourse.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import { offsetOf, pageSize, pagesOf, readListing } from '../../web/listing.ts';
import { kindInWords } from '../kindWords.ts';
import { type Site, say } from '../site.ts';
import type { SearchPage } from '../studentPages.ts';
import { stateFor } from './entries.ts';
import { coursePath, pathOf, type Seen, studentLine } from './line.ts';

export type Search = (by: SearchedBy, search: CourseSearch) => Promise<FoundInCourse>;

interface Asked {
  readonly seen: Seen;
  readonly tree: CourseTree;
  /** The open item from which the search was begun. */
  readonly around: ItemHead | undefined;
  readonly search: Search;
}

/** What a search through the course finds for its beholder. */
export async function searchModel(ctx: Context, site: Site, asked: Asked): Promise<SearchPage> {
  const { seen, tree, around, search } = asked;
  const texts = say(ctx, site);
  const { t } = texts;
  const { course } = seen.courseVisit;
  const listing = readListing(ctx);
  const { search: words } = listing;
  const by = { visit: seen.courseVisit, tree, beholder: seen.beholder };
  const { total, found } = await search(by, { query: words, offset: offsetOf(listing), most: pageSize });
  return {
    page: { title: words === '' ? t('courseSearch.title') : t('courseSearch.titleFor', { words }) },
    line: studentLine(ctx, site, seen),
    search: { path: `${coursePath(course)}/search`, words, from: around?.itemId ?? '' },
    back: around
      ? { title: t('courseSearch.back', { title: around.title }), path: pathOf(course, around) }
      : { title: t('courseSearch.toContents'), path: coursePath(course) },
    found: found.map(({ head, title, above, excerpt, entry }) => ({
      path: pathOf(course, head) + (entry === undefined ? '' : `?${new URLSearchParams({ at: entry })}`),
      entry: entry ?? '',
      title,
      excerpt,
      kind: kindInWords(texts, head),
      state: stateFor(texts, seen, head),
      above: above.map((folder) => folder.title).join(' › '),
    })),
    pages: pagesOf(ctx, listing, total),
  };
}
