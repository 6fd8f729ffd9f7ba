import type { DeepLinkSetting } from './deepLink.ts';
import { type EffectiveSetting, opensWithoutLaunch } from './effectiveSetting.ts';
import { type ProtectorRef, sameProtector } from './protector.ts';
import { asksForWord } from './sharedWord.ts';

/** What a coordinator should know of a setting, because its words alone do not say it. */
export const settingTroubles = ['gone', 'never', 'word', 'open'] as const;

/**
 * `gone`: it names a protector that is no longer there. `never`: no launch at all could be accepted, and the item asks for
 * one. `word`: it asks for a shared word that is not set, so students cannot open it (R9). `open`: it opens without a
 * launch, too (R6); a word is asked for all the same.
 */
export type SettingTrouble = (typeof settingTroubles)[number];

/** @param there the protectors of the course and its domain */
export function troublesOf(
  setting: EffectiveSetting,
  there: readonly ProtectorRef[],
): readonly SettingTrouble[] {
  const { protect } = setting;
  const troubles: SettingTrouble[] = [];
  if (namesGone({ protect: protect.value }, there)) troubles.push('gone');
  if (cannotBeMet(setting, there)) troubles.push('never');
  if (protect.value.kind === 'key' && !asksForWord(protect.value)) troubles.push('word');
  if (protect.value.kind === 'protectors' && opensWithoutLaunch(setting)) troubles.push('open');
  return troubles;
}

/** Does it name a protector that is not there? */
export function namesGone(
  { protect }: Pick<DeepLinkSetting, 'protect'>,
  there: readonly ProtectorRef[],
): boolean {
  return protect?.kind === 'protectors' && protect.refs.some((ref) => !isThere(ref, there));
}

function cannotBeMet({ access, protect }: EffectiveSetting, there: readonly ProtectorRef[]): boolean {
  if (access.value !== 'only') return false;
  if (protect.value.kind === 'none') return there.length === 0;
  return protect.value.kind === 'protectors' && !protect.value.refs.some((ref) => isThere(ref, there));
}

function isThere(ref: ProtectorRef, there: readonly ProtectorRef[]): boolean {
  return there.some((one) => sameProtector(one, ref));
}
