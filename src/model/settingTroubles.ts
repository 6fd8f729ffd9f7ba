import { acceptsProtector, type DeepLinkSetting, type Protect } from './deepLink.ts';
import { type EffectiveSetting, opensWithoutLaunch } from './effectiveSetting.ts';
import { type ProtectorRef, sameProtector } from './protector.ts';
import { asksForWord } from './sharedWord.ts';

/** What a coordinator should know of a setting, because its words alone do not say it. */
export const settingTroubles = ['gone', 'never', 'now', 'shut', 'word', 'open'] as const;

/**
 * `gone`: it names a protector that is no longer there. `never`: no launch at all could be accepted, and the item asks for
 * one. `now`: the same, until one of the protectors that it accepts takes launches again. `shut`: it names a protector that
 * takes none now, and others that do. `word`: it asks for a shared word that is not set, so students cannot open it (R9).
 * `open`: it opens without a launch, too (R6), or by no launch at all; a word is asked for all the same.
 */
export type SettingTrouble = (typeof settingTroubles)[number];

/** A link protector of the course or its domain; shut: switched off, outside its dates or without a secret. */
export interface ProtectorThere extends ProtectorRef {
  readonly isShut?: boolean;
}

/** @param there the protectors of the course and its domain */
export function troublesOf(
  setting: EffectiveSetting,
  there: readonly ProtectorThere[],
): readonly SettingTrouble[] {
  const { access, protect } = setting;
  const troubles: SettingTrouble[] = [];
  if (namesGone({ protect: protect.value }, there)) troubles.push('gone');
  const accepted = acceptedOf(protect.value, there);
  const isShutNow = accepted.length > 0 && accepted.every(({ isShut }) => isShut === true);
  const needsLaunch = access.value === 'only' && protect.value.kind !== 'key';
  if (needsLaunch && accepted.length === 0) troubles.push('never');
  if (needsLaunch && isShutNow) troubles.push('now');
  else if (protect.value.kind === 'protectors' && accepted.some(({ isShut }) => isShut === true))
    troubles.push('shut');
  if (protect.value.kind === 'key' && !asksForWord(protect.value)) troubles.push('word');
  const opensBySignIn = opensWithoutLaunch(setting) || access.value === 'off';
  if (protect.value.kind === 'protectors' && opensBySignIn) troubles.push('open');
  return troubles;
}

/** Does it name a protector that is not there? */
export function namesGone(
  { protect }: Pick<DeepLinkSetting, 'protect'>,
  there: readonly ProtectorRef[],
): boolean {
  return protect?.kind === 'protectors' && protect.refs.some((ref) => !isThere(ref, there));
}

function acceptedOf(protect: Protect, there: readonly ProtectorThere[]): readonly ProtectorThere[] {
  return there.filter((ref) => acceptsProtector(protect, ref));
}

function isThere(ref: ProtectorRef, there: readonly ProtectorRef[]): boolean {
  return there.some((one) => sameProtector(one, ref));
}
