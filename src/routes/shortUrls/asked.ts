import type { Context } from 'koa';
import { isShortId } from '../../model/shortUrl.ts';
import type { LinkState } from '../../storage/linkListStore.ts';
import { type Listing, likePattern, offsetOf, pageSize, queryWord, readListing } from '../../web/listing.ts';
import type { Question } from './deeds.ts';

export interface Asked {
  readonly listing: Listing;
  readonly question: Question;
}

/** Which short URLs an address asks for: by search and state. */
export function askedFor(ctx: Context): Asked {
  const listing = readListing(ctx);
  const pattern = listing.search === '' ? undefined : likePattern(listing.search);
  const word = queryWord(ctx, 'state', 10);
  const state: LinkState | undefined = states.find((one) => one === word);
  const question = { pattern, state, shortIds: undefined, offset: offsetOf(listing), most: pageSize };
  return { listing, question };
}

export const states: readonly LinkState[] = ['open', 'closed', 'gone', 'all'];

/** Those that were ticked, and only where none was, all that the search finds. */
export function chosenOf(ctx: Context): Asked {
  const asked = askedFor(ctx);
  const ticked = tickedOf(ctx);
  if (ticked.length === 0) return asked;
  const { offset, most } = asked.question;
  return { ...asked, question: { pattern: undefined, state: undefined, shortIds: ticked, offset, most } };
}

/** The short ids in the address; what is none is left out. */
export function tickedOf(ctx: Context): readonly string[] {
  const { link = [] } = ctx.query;
  const words = typeof link === 'string' ? [link] : link;
  return [...new Set(words.filter(isShortId))].slice(0, 1_000);
}
