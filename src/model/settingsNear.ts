import type { StoredSetting } from './deepLink.ts';

/** The settings at the items of a chain and at the whole course. */
export type SettingsNear = (chain: readonly number[]) => readonly StoredSetting[];

/** Finds the settings near items without looking at those of all others, of which there may be thousands. */
export function settingsNear(settings: readonly StoredSetting[]): SettingsNear {
  const known = indexes.get(settings);
  if (known) return known;
  const byItem = new Map<number | null, StoredSetting[]>();
  for (const setting of settings) {
    const here = byItem.get(setting.item);
    if (here) here.push(setting);
    else byItem.set(setting.item, [setting]);
  }
  const near: SettingsNear = (chain) => {
    const found: StoredSetting[] = [];
    // No item lies in itself, so none is named twice.
    for (const item of chain) found.push(...(byItem.get(item) ?? []));
    found.push(...(byItem.get(null) ?? []));
    return found;
  };
  indexes.set(settings, near);
  return near;
}

/** Of lists that somebody still holds; such a list is never changed once it was read. */
const indexes = new WeakMap<readonly StoredSetting[], SettingsNear>();
