import { folded } from '../../model/foldedText.ts';
import type { SaidEntry } from '../../storage/siteStore.ts';

/**
 * The file of a site that a search is led to: the first in which all folded words stand, else the first with one of
 * them; undefined where none has any, as where the words stand in the item's own title.
 */
export function hitIn(entries: readonly SaidEntry[], words: readonly string[]): SaidEntry | undefined {
  let some: SaidEntry | undefined;
  for (const entry of entries) {
    const text = folded(`${entry.path}\n${entry.said}`);
    if (words.every((word) => text.includes(word))) return entry;
    if (some === undefined && words.some((word) => text.includes(word))) some = entry;
  }
  return some;
}
