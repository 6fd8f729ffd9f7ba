import type { Audience, DeepLinkSetting } from '../model/deepLink.ts';
import type { CourseScope } from './courseStore.ts';
import {
  audienceColumns,
  menuColumns,
  settingColumns,
  settingFrom,
  writeExit,
  writeProtect,
} from './deepLinkColumns.ts';
import type { Sql } from './door.ts';
import { padded, places } from './inList.ts';
import { addRow, changeRows } from './rowWriting.ts';
import type { DeepLinkRow } from './schema/rows.ts';

/** Whom and what a setting is for. */
export interface SettingPlace {
  /** Null for the whole course. */
  readonly item: number | null;
  readonly audience: Audience;
}

export interface KnownSetting extends SettingPlace {
  readonly id: number;
  readonly parts: DeepLinkSetting;
  /** The shared word of a `key` protection, sealed; null: nobody can enter it, so the item is closed. */
  readonly word: string | null;
  /** Another one for each word, whatever it is sealed with; null without a word. */
  readonly wordVersion: string | null;
  /** Epoch milliseconds; null also where it is not known. */
  readonly wordSetAt: number | null;
}

/** The columns of a setting's shared word. */
export type KeptWord = Pick<KnownSetting, 'word' | 'wordVersion' | 'wordSetAt'>;

export const noWord: KeptWord = { word: null, wordVersion: null, wordSetAt: null };

type Row = Omit<DeepLinkRow, 'domain_id' | 'course_id'>;

/** All settings of a course, or only those of the whole course and of some items. */
export async function settingsOf(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  items?: readonly number[],
): Promise<KnownSetting[]> {
  // The whole course lies under the number 0.
  const wanted = items && [0, ...items];
  const near = wanted === undefined ? '' : ` AND item_id IN (${places(wanted)})`;
  const text = `SELECT id, key_word, word_set_at, ${settingColumns}
    FROM deep_links WHERE domain_id = ? AND course_id = ?${near} ORDER BY id`;
  const rows = await sql.rows<Row>(text, [domainId, courseId, ...padded(wanted ?? [])]);
  return rows.map((row) => ({
    id: row.id,
    word: row.key_word,
    wordVersion: row.word_version,
    wordSetAt: row.word_set_at === null ? null : Number(row.word_set_at),
    ...settingFrom(row),
  }));
}

export async function addSetting(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  setting: SettingPlace & { readonly parts: DeepLinkSetting },
): Promise<number> {
  return addRow(sql, 'deep_links', {
    domain_id: domainId,
    course_id: courseId,
    item_id: setting.item ?? 0,
    ...audienceColumns(setting.audience),
    ...partColumns(setting.parts),
  });
}

/** The word sealed for the setting's place, or null. */
export async function changeSetting(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  { id, parts, ...kept }: Pick<KnownSetting, 'id' | 'parts'> & KeptWord,
): Promise<void> {
  const where = { domain_id: domainId, course_id: courseId, id };
  const word = { key_word: kept.word, word_version: kept.wordVersion, word_set_at: kept.wordSetAt };
  await changeRows(sql, 'deep_links', { ...partColumns(parts), ...word }, where);
}

/** Nothing is set there any more: all of it is inherited. */
export async function removeSetting(
  sql: Sql,
  { domainId, courseId }: CourseScope,
  id: number,
): Promise<void> {
  const text = 'DELETE FROM deep_links WHERE domain_id = ? AND course_id = ? AND id = ?';
  await sql.run(text, [domainId, courseId, id]);
}

/** The columns of a setting's parts; what is not set is NULL. */
export function partColumns({
  access,
  protect,
  scope,
  others,
  listing,
  target,
  exit,
  menu,
}: DeepLinkSetting) {
  return {
    access: access ?? null,
    protect: protect === undefined ? null : writeProtect(protect),
    scope: scope ?? null,
    others: others ?? null,
    listing: listing ?? null,
    target: target ?? null,
    exit_to: exit === undefined ? null : writeExit(exit),
    ...menuColumns(menu),
  };
}
