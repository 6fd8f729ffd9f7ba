import type { Context } from 'koa';

/** How many rows a page of a list shows. */
export const pageSize = 50;

/** What the address of a list says: searches and pages can be shared and gone back to. */
export interface Listing {
  readonly search: string;
  /** From 1. */
  readonly page: number;
}

/** Which rows of a list a page shows, and the way to the others. */
export interface Pages {
  readonly from: number;
  readonly to: number;
  readonly total: number;
  readonly previousPath: string;
  readonly nextPath: string;
}

/** One word of the query, cut; '' where it is missing or came twice. */
export function queryWord(ctx: Context, name: string, longest = 200): string {
  const value = ctx.query[name];
  return typeof value === 'string' ? value.slice(0, longest).trim() : '';
}

/** A whole number from 1 in the query, written in digits; undefined for anything else, such as `1e99`. */
export function queryNumber(ctx: Context, name: string): number | undefined {
  const text = queryWord(ctx, name);
  return /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
}

/** No list is longer, and what is left out must stay a number that databases take. */
const lastPage = 1_000_000;

export function readListing(ctx: Context): Listing {
  return { search: queryWord(ctx, 'q'), page: Math.min(queryNumber(ctx, 'page') ?? 1, lastPage) };
}

/** How many rows to leave out for a page. */
export function offsetOf({ page }: Listing): number {
  return (page - 1) * pageSize;
}

/** '' stands for a way that there is not. */
export function pagesOf(ctx: Context, { page }: Listing, total: number): Pages {
  const last = Math.max(1, Math.ceil(total / pageSize));
  return {
    from: total === 0 ? 0 : Math.min((page - 1) * pageSize + 1, total),
    to: Math.min(page * pageSize, total),
    total,
    previousPath:
      page > 1 ? withQuery(ctx, { page: page === 2 ? '' : String(Math.min(page - 1, last)) }) : '',
    nextPath: page < last ? withQuery(ctx, { page: String(page + 1) }) : '',
  };
}

/** This page's address with some words of its query changed; '' takes one away. */
export function withQuery(ctx: Context, changes: Readonly<Record<string, string>>): string {
  const query = new URLSearchParams();
  for (const name of Object.keys(ctx.query)) {
    const value = queryWord(ctx, name);
    if (!(name in changes) && value !== '') query.set(name, value);
  }
  for (const [name, value] of Object.entries(changes)) if (value !== '') query.set(name, value);
  const text = query.toString();
  return text === '' ? ctx.path : `${ctx.path}?${text}`;
}

/** The words of a search for `LIKE ... ESCAPE '!'`, with its own signs taken literally. */
export function likePattern(search: string): string {
  return `%${search.replace(/[!%_]/g, '!$&')}%`;
}
