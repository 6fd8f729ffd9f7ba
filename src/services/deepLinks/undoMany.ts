import type { Audience, DeepLinkSetting } from '../../model/deepLink.ts';
import { standardMenu } from '../../model/menu.ts';
import { addAudit } from '../../storage/auditStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import { audienceColumns, settingFrom } from '../../storage/deepLinkColumns.ts';
import { type KnownSetting, partColumns, settingsOf } from '../../storage/deepLinkStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { itemNamesOf } from '../../storage/itemTitles.ts';
import { menusOf } from '../../storage/menuStore.ts';
import { dropUndo, keepUndo, undoOf } from '../../storage/settingUndoStore.ts';
import { usernamesOf } from '../../storage/usernameQueries.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { isAt, markOf } from './readSetting.ts';
import { entryOfSetting, writeParts } from './saveSetting.ts';

/** A change of settings stays undoable for a day, and until the same person makes the next one. */
const undoableMs = 86_400_000;

/** One item's setting as it was before a change, and the mark of what the change made of it. */
export interface ChangedItem {
  readonly item: number;
  readonly before: DeepLinkSetting;
  readonly mark: string;
}

interface KeptItem {
  readonly item: number;
  readonly before: ReturnType<typeof partColumns>;
  readonly mark: string;
}

interface Kept {
  readonly audience: Audience;
  readonly items: readonly KeptItem[];
}

/** What somebody may undo. */
export interface Undoable {
  readonly id: number;
  /** Epoch milliseconds. */
  readonly at: number;
  /** How many items were changed. */
  readonly count: number;
}

/** Keeps what a change replaced, within its transaction. Words are not among it: no such change touches one. */
export async function keepChange(
  sql: Sql,
  { course, person }: CourseCoordinator,
  change: { readonly audience: Audience; readonly items: readonly ChangedItem[]; readonly now: number },
): Promise<void> {
  const { audience, items, now } = change;
  const kept: Kept = {
    audience,
    items: items.map(({ before, ...rest }) => ({ ...rest, before: partColumns(before) })),
  };
  const content = JSON.stringify(kept);
  await keepUndo(sql, course, { personId: person.id, content, now, expiresAt: now + undoableMs });
}

/** The last change of many settings that this person made here; undefined where there is none to undo. */
export async function readUndo(
  sql: Sql,
  { course, person }: CourseCoordinator,
  now: number,
): Promise<Undoable | undefined> {
  const found = await undoOf(sql, course, { personId: person.id, now });
  return found && { id: found.id, at: found.madeAt, count: keptFrom(found.content).items.length };
}

function keptFrom(content: string): Kept {
  return JSON.parse(content);
}

export interface Undoing {
  readonly by: CourseCoordinator;
  readonly id: number;
  /** How the audit trail names the setting of an item. */
  readonly nameOf: (
    itemId: string,
    audience: Audience,
    facts: { readonly usernames: ReadonlyMap<number, string> },
  ) => string;
}

/** `changed-since`: somebody else has been at one of them, or it is gone; nothing was put back. */
export type Undone =
  | { readonly kind: 'undone'; readonly count: number }
  | { readonly kind: 'changed-since'; readonly titles: readonly string[] }
  | { readonly kind: 'nothing' };

/** Puts all of the settings before a change back, or none. */
export async function undoMany(door: Door, { by, id, nameOf }: Undoing, now: number): Promise<Undone> {
  const { course, person } = by;
  return door.write(async (sql): Promise<Undone> => {
    await lockCourse(sql, course);
    const found = await undoOf(sql, course, { personId: person.id, now });
    if (!found || found.id !== id) return { kind: 'nothing' };
    const { audience, items } = keptFrom(found.content);
    const ids = items.map(({ item }) => item);
    const names = await itemNamesOf(sql, course, ids);
    const stored = settingsFor(await settingsOf(sql, course), audience);
    const others = items.filter(({ item, mark }) => !names.has(item) || markOf(stored.get(item)) !== mark);
    // It could not be undone later either.
    await dropUndo(sql, course, person.id);
    if (others.length > 0) {
      const titles = others.map(({ item }) => names.get(item)?.title ?? '–');
      return { kind: 'changed-since', titles };
    }
    const menus = await menusOf(sql, course);
    const personIds = audience.kind === 'user' ? [audience.personId] : [];
    const usernames = await usernamesOf(sql, course.domainId, personIds);
    for (const { item, before } of items) {
      const there = stored.get(item);
      const parts = partsBefore({ item, before, audience }, there, menus);
      if (!(await writeParts(sql, course, { place: { item, audience }, stored: there, parts }))) continue;
      const name = nameOf(names.get(item)?.itemId ?? '', audience, { usernames });
      await addAudit(sql, [entryOfSetting(by, { name, stored: there, parts })], now);
    }
    return { kind: 'undone', count: items.length };
  });
}

function settingsFor(
  settings: readonly KnownSetting[],
  audience: Audience,
): ReadonlyMap<number, KnownSetting> {
  const own = settings.filter((setting) => isAt(setting, { item: setting.item, audience }));
  return new Map(own.flatMap((setting) => (setting.item === null ? [] : [[setting.item, setting]])));
}

/** A menu collection shows what it shows now; one that was deleted since is the standard menu, as everywhere else. */
function partsBefore(
  { item, before, audience }: Pick<KeptItem, 'item' | 'before'> & Pick<Kept, 'audience'>,
  there: KnownSetting | undefined,
  menus: Awaited<ReturnType<typeof menusOf>>,
): DeepLinkSetting {
  const row = { item_id: item, ...audienceColumns(audience), ...before };
  const { parts } = settingFrom({ ...row, word_version: there?.wordVersion ?? null });
  const [number] = parts.menu?.numbers ?? [];
  if (number === undefined) return parts;
  const menu = menus.find((one) => one.number === number);
  const shown = menu ? { numbers: [number], shows: menu.shows } : standardMenu;
  return { ...parts, menu: shown };
}
