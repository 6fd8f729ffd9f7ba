import type { DeepLink, DeepLinkSetting, StoredSetting } from '../../model/deepLink.ts';
import type { EffectiveSetting } from '../../model/effectiveSetting.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import { settingFinder } from './courseFacts.ts';
import type { OpenSetting } from './readSetting.ts';

/** What saving would bring about, for those whom the setting is for. */
export interface ForeseenSetting {
  readonly before: EffectiveSetting;
  readonly after: EffectiveSetting;
  /** Further items that inherit something which would be another one. */
  readonly alsoChanged: readonly ItemHead[];
}

/** Judged by the same function as every visit, on the settings as they would be. */
export function foreseeSetting(open: OpenSetting, parts: DeepLinkSetting): ForeseenSetting {
  const { facts, item, place, who, stored } = open;
  const others: readonly StoredSetting[] = facts.settings.filter((setting) => setting !== stored);
  const now = settingFinder(facts.settings);
  const then = settingFinder([...others, { ...place, parts }]);
  const chain = item?.chain ?? [];
  const below = facts.tree.filter((head) =>
    item === undefined ? true : head.id !== item.id && head.chain.includes(item.id),
  );
  return {
    before: now(chain, who),
    after: then(chain, who),
    alsoChanged: below.filter(({ chain: each }) => !sameValues(now(each, who), then(each, who))),
  };
}

export function sameValues(one: EffectiveSetting, other: EffectiveSetting): boolean {
  return (Object.keys(one) as (keyof DeepLink)[]).every((part) => sameValue(one, other, part));
}

export function sameValue(one: EffectiveSetting, other: EffectiveSetting, part: keyof DeepLink): boolean {
  return JSON.stringify(one[part].value) === JSON.stringify(other[part].value);
}
