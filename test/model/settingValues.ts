import type { DeepLink, StoredSetting } from '../../src/model/deepLink.ts';
import { effectiveSetting, type Who } from '../../src/model/effectiveSetting.ts';

/** An item in a folder in a folder. */
export const chain = [12, 11, 10];

/** What holds there, without the sources. */
export function valuesFor(settings: readonly StoredSetting[], who: Who): DeepLink {
  const { access, protect, scope, others, listing, target, exit, menu } = effectiveSetting(
    settings,
    chain,
    who,
  );
  return {
    access: access.value,
    protect: protect.value,
    scope: scope.value,
    others: others.value,
    listing: listing.value,
    target: target.value,
    exit: exit.value,
    menu: menu.value,
  };
}
