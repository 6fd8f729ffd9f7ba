import type { StoredSetting } from './deepLink.ts';
import { covers, type ItemPlace } from './launchScope.ts';
import { settingFor, type Visitor } from './launchSession.ts';
import { takesWord } from './sharedWord.ts';

/**
 * Does a word that this session gave open the item? It counts as a launch of the item that it was given for: scope comes
 * from there, and what is asked for from the item itself, which takes no protector's launch in its place (R9).
 */
export function openedByWord(visitor: Visitor, settings: readonly StoredSetting[], item: ItemPlace): boolean {
  const { words = [] } = visitor;
  if (words.length === 0) return false;
  const { protect } = settingFor(visitor, settings, item.chain);
  return words.some(({ item: given, version }) => {
    const source = settingFor(visitor, settings, given.chain);
    if (!takesWord(source.protect.value, version)) return false;
    if (given.chain[0] === item.chain[0]) return true;
    if (source.access.value === 'off' || !covers(source.scope.value, given, item)) return false;
    return protect.value.kind === 'none' || takesWord(protect.value, version);
  });
}
