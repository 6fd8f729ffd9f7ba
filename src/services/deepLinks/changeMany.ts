import { stateMark } from '../../crypto/stateMark.ts';
import type { DeepLink, DeepLinkSetting } from '../../model/deepLink.ts';
import type { Who } from '../../model/effectiveSetting.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import { type KnownSetting, settingsOf } from '../../storage/deepLinkStore.ts';
import type { Door } from '../../storage/door.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { type CourseFacts, readCourseFacts } from './courseFacts.ts';
import { type AskedAudience, audienceOf, isAt, markOf } from './readSetting.ts';
import { entryOfSetting, writeParts } from './saveSetting.ts';
import { keepChange } from './undoMany.ts';

/** What is to become of each part; a part that is not named stays as it is at each item. */
export type PartChanges = { readonly [Part in keyof DeepLink]?: DeepLink[Part] | 'inherit' };

export interface OpenSettings {
  readonly facts: CourseFacts;
  readonly items: readonly ItemHead[];
  readonly audience: KnownSetting['audience'];
  /** For whom values are asked. */
  readonly who: Who;
  /** Of all that is stored at these items for the audience. */
  readonly mark: string;
}

/** Settings of several items for one audience; `nobody` for a section or person that there cannot be. */
export async function readSettings(
  door: Door,
  by: CourseCoordinator,
  asked: { readonly items: readonly string[]; readonly audience: AskedAudience; readonly now: number },
): Promise<OpenSettings | 'nobody'> {
  const facts = await readCourseFacts(door, by.course);
  const wanted = new Set(asked.items);
  const items = facts.tree.filter(({ itemId }) => wanted.has(itemId));
  const whom = await audienceOf(door, by, { asked: asked.audience, now: asked.now });
  if (!whom) return 'nobody';
  const named = new Map(facts.usernames);
  if (whom.audience.kind === 'user') named.set(whom.audience.personId, whom.username);
  const { audience, who } = whom;
  const mark = markOfAll(facts.settings, { items, audience });
  return { facts: { ...facts, usernames: named }, items, audience, who, mark };
}

type Places = Pick<OpenSettings, 'items' | 'audience'>;

function storedAt(
  settings: readonly KnownSetting[],
  { audience }: Places,
  item: ItemHead,
): KnownSetting | undefined {
  return settings.find((setting) => isAt(setting, { item: item.id, audience }));
}

function markOfAll(settings: readonly KnownSetting[], places: Places): string {
  return stateMark(places.items.map((item) => [item.id, markOf(storedAt(settings, places, item))]));
}

/** A setting with some of its parts changed. */
export function partsWith(parts: DeepLinkSetting, changes: PartChanges): DeepLinkSetting {
  const all: Record<string, unknown> = { ...parts };
  for (const [part, value] of Object.entries(changes)) {
    if (value === 'inherit') delete all[part];
    else if (value !== undefined) all[part] = value;
  }
  return all as DeepLinkSetting;
}

/** Items whose own setting asks for a word that the change would take away: that is done on the item's page alone. */
export function losingWords(open: OpenSettings, changes: PartChanges): readonly ItemHead[] {
  if (changes.protect === undefined) return [];
  return open.items.filter((item) => storedAt(open.facts.settings, open, item)?.word != null);
}

/** The settings of the course as they would be. */
export function settingsWith(open: OpenSettings, changes: PartChanges): readonly KnownSetting[] {
  const { items, audience } = open;
  const settings = [...open.facts.settings];
  for (const item of items) {
    const stored = storedAt(settings, open, item);
    const parts = partsWith(stored?.parts ?? {}, changes);
    if (stored) settings[settings.indexOf(stored)] = { ...stored, parts };
    else
      settings.push({
        id: 0,
        item: item.id,
        audience,
        parts,
        word: null,
        wordVersion: null,
        wordSetAt: null,
      });
  }
  return settings;
}

export interface SavingMany {
  readonly by: CourseCoordinator;
  readonly open: OpenSettings;
  readonly changes: PartChanges;
  /** How the audit trail names the setting of an item. */
  readonly nameOf: (item: ItemHead) => string;
  readonly mark: string;
}

/**
 * All of them, or none: `meanwhile` where somebody else changed one since they were shown, or an item is gone.
 * @returns how many were changed
 */
export async function saveMany(
  door: Door,
  { by, open, changes, nameOf, mark }: SavingMany,
  now: number,
): Promise<number | 'meanwhile'> {
  const { course } = by;
  return door.write(async (sql) => {
    await lockCourse(sql, course);
    const settings = await settingsOf(sql, course);
    if (markOfAll(settings, open) !== mark) return 'meanwhile';
    const changed: number[] = [];
    for (const item of open.items) {
      const stored = storedAt(settings, open, item);
      const parts = partsWith(stored?.parts ?? {}, changes);
      const place = { item: item.id, audience: open.audience };
      if (!(await writeParts(sql, course, { place, stored, parts }))) continue;
      changed.push(item.id);
      await addAudit(sql, [entryOfSetting(by, { name: nameOf(item), stored, parts })], now);
    }
    if (changed.length > 0) {
      const after = await settingsOf(sql, course);
      const items = open.items
        .filter(({ id }) => changed.includes(id))
        .map((item) => ({
          item: item.id,
          before: storedAt(settings, open, item)?.parts ?? {},
          mark: markOf(storedAt(after, open, item)),
        }));
      await keepChange(sql, by, { audience: open.audience, items, now });
    }
    return changed.length;
  });
}
