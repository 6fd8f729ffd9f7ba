import { mayOpen } from './access.ts';
import type { StoredSetting } from './deepLink.ts';
import { covers, type ItemPlace } from './launchScope.ts';
import { type LaunchSession, settingFor } from './launchSession.ts';
import type { GivenWord } from './sharedWord.ts';

/**
 * May a launch lead on to another item than the one that it opened? Only where its scope covers that item and it opens
 * for this person by this very launch: what is merely shown beside it is not meant. Where it asks for a word, it does so there.
 */
export function mayGoOn(launch: LaunchSession, settings: readonly StoredSetting[], item: ItemPlace): boolean {
  const { scope } = settingFor(launch.visitor, settings, launch.launched.chain);
  if (!covers(scope.value, launch.launched, item)) return false;
  const answer = mayOpen({ item, settings, launches: [launch], account: undefined, by: 'address' });
  return answer.open || answer.answer === 'ask-word';
}

/** The launch as it will be once the shared word that its own item asks for is given (R9); where none is asked for, as it is. */
export function onceWordGiven(launch: LaunchSession, settings: readonly StoredSetting[]): LaunchSession {
  const { visitor, launched } = launch;
  const { protect } = settingFor(visitor, settings, launched.chain);
  const versions = protect.value.kind === 'key' ? (protect.value.words ?? []) : [];
  const given = versions.map((version): GivenWord => ({ item: launched, version }));
  return { ...launch, visitor: { ...visitor, words: [...(visitor.words ?? []), ...given] } };
}
