import { acceptsProtector, type StoredSetting } from './deepLink.ts';
import { type EffectiveSetting, effectiveSetting, type Who } from './effectiveSetting.ts';
import type { ProtectorRef } from './protector.ts';
import { asksForWord } from './sharedWord.ts';

/** `ok`, or the refusal's code. */
export type LaunchAnswer = 'ok' | 'link-closed' | 'wrong-protector';

/**
 * Does the item take a launch by this protector? (product.md, A launch, step 8)
 * Where it is not yet known who comes, it does if it would for anybody: everybody in general, a section, a user.
 * Nothing is opened by that, since every request judges the launch again for its person. The refusal is then
 * the one that holds for everybody in general.
 * @param settings of the item's course
 * @param chain the item's number and those of its folders, inwards out
 */
export function mayLaunch(
  settings: readonly StoredSetting[],
  chain: readonly number[],
  protector: ProtectorRef,
  who?: Who,
): LaunchAnswer {
  if (who !== undefined) return answerFor(settings, chain, protector, who);
  const here = settings.filter(({ item }) => item === null || chain.includes(item));
  const inGeneral = answerFor(here, chain, protector, { sections: [] });
  if (inGeneral === 'ok') return 'ok';
  for (const possible of audiencesIn(here)) {
    if (answerFor(here, chain, protector, possible) === 'ok') return 'ok';
  }
  return inGeneral;
}

function answerFor(
  settings: readonly StoredSetting[],
  chain: readonly number[],
  protector: ProtectorRef,
  who: Who,
): LaunchAnswer {
  return answerUnder(effectiveSetting(settings, chain, who), protector);
}

/** Does the item take a launch by this protector, set as it is for whoever comes? */
export function answerUnder({ access, protect }: EffectiveSetting, protector: ProtectorRef): LaunchAnswer {
  if (access.value !== 'either' && access.value !== 'only') return 'link-closed';
  // A word is asked for once it is known who comes, whichever protector the launch is of (R9).
  return acceptsProtector(protect.value, protector) || asksForWord(protect.value) ? 'ok' : 'wrong-protector';
}

/** Will whoever comes be asked for the shared word of an item (R9)? */
export function willAskForWord(
  settings: readonly StoredSetting[],
  chain: readonly number[],
  who: Who,
): boolean {
  return asksForWord(effectiveSetting(settings, chain, who).protect.value);
}

/** Everybody whom a setting tells apart. A user is tried in every section: the two together may take a launch. */
export function* audiencesIn(settings: readonly StoredSetting[]): Generator<Who> {
  const sections = new Set<string>();
  const people = new Set<number>();
  for (const { audience } of settings) {
    if (audience.kind === 'section') sections.add(audience.section);
    if (audience.kind === 'user') people.add(audience.personId);
  }
  const memberships = [[], ...[...sections].map((section) => [section])];
  for (const membership of memberships) yield { sections: membership };
  for (const personId of people) {
    for (const membership of memberships) yield { personId, sections: membership };
  }
}
