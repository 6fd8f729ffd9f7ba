import type { Context } from 'koa';
import { searchFold } from '../model/searchWords.ts';
import { type Listing, offsetOf, type Pages, pageSize, pagesOf, queryWord } from '../web/listing.ts';
import type { Search } from './lists.ts';

/** One page of a list that is read as a whole, such as one that waits to be imported. */
export interface SoughtPage<Row> {
  readonly rows: readonly Row[];
  readonly pages: Pages;
  /** Undefined where a page holds everything. */
  readonly search: Search | undefined;
}

/**
 * The page that is asked for of those rows that have the words searched for in one of their texts; capitals and accents
 * make no difference. What a tab shows stays while one searches in it.
 */
export function soughtPage<Row>(
  ctx: Context,
  listing: Listing,
  list: {
    readonly rows: readonly Row[];
    readonly textsOf: (row: Row) => readonly string[];
    readonly label: string;
  },
): SoughtPage<Row> {
  const words = searchFold(listing.search);
  const found =
    words === ''
      ? list.rows
      : list.rows.filter((row) => list.textsOf(row).some((text) => searchFold(text).includes(words)));
  const from = offsetOf(listing);
  const isLong = list.rows.length > pageSize || listing.search !== '';
  const tab = queryWord(ctx, 'show', 20);
  const hidden = tab === '' ? {} : { show: tab };
  return {
    rows: found.slice(from, from + pageSize),
    pages: pagesOf(ctx, listing, found.length),
    search: isLong
      ? { path: ctx.path, label: list.label, value: listing.search, filters: [], hidden }
      : undefined,
  };
}
