import type { Protect } from './deepLink.ts';
import type { ItemPlace } from './launchScope.ts';

/** A shared word that a session gave rightly: it counts as a launch of that item until the word changes (R9). */
export interface GivenWord {
  readonly item: ItemPlace;
  /** Of the word as it was then; another word has another one. */
  readonly version: string;
}

/** Is there a word to be asked for? Where none is set, nobody can be let in by one. */
export function asksForWord(protect: Protect): boolean {
  return protect.kind === 'key' && (protect.words ?? []).length > 0;
}

/** Is it (still) one of the words that will do? */
export function takesWord(protect: Protect, version: string): boolean {
  return protect.kind === 'key' && (protect.words ?? []).includes(version);
}

/** Was a word given for this very item that will still do? */
export function hasGiven(
  given: readonly GivenWord[] | undefined,
  item: ItemPlace,
  protect: Protect,
): boolean {
  return (given ?? []).some((one) => one.item.chain[0] === item.chain[0] && takesWord(protect, one.version));
}
