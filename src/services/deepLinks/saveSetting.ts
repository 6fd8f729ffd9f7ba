import type { RootKeys } from '../../crypto/rootKeys.ts';
import type { DeepLinkSetting } from '../../model/deepLink.ts';
import type { Secret } from '../../model/secret.ts';
import { type AuditEntry, addAudit } from '../../storage/auditStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import {
  addSetting,
  changeSetting,
  type KeptWord,
  type KnownSetting,
  noWord,
  partColumns,
  removeSetting,
  type SettingPlace,
  settingsOf,
} from '../../storage/deepLinkStore.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { sealOfDomain } from '../keys/domainSeal.ts';
import { keyWordPlace } from '../keys/keyRing.ts';
import { actorOf, type CourseCoordinator } from '../rights/coordinators.ts';
import { isAt, markOf } from './readSetting.ts';
import { newlySet } from './sharedWord.ts';

export interface SavingSetting {
  readonly by: CourseCoordinator;
  readonly place: SettingPlace;
  /** How the audit trail names the place. */
  readonly name: string;
  /** Without faults; empty: all is inherited again. */
  readonly parts: DeepLinkSetting;
  /** A new shared word; undefined keeps the one that there is. */
  readonly word: Secret | undefined;
  readonly mark: string;
}

export interface SavingParts {
  readonly root: RootKeys;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** `meanwhile`: somebody else changed it since the form was shown; nothing was replaced. */
export type SavedSetting = 'changed' | 'unchanged' | 'meanwhile' | 'no-word';

/** Sets what holds at an item, or the whole course, for an audience. */
export async function saveSetting(
  door: Door,
  saving: SavingSetting,
  { root, now }: SavingParts,
): Promise<SavedSetting> {
  const { by, place, parts, word, mark } = saving;
  const { course, domain } = by;
  const owner = { id: domain.domainId, name: domain.name };
  return door.write(async (sql): Promise<SavedSetting> => {
    await lockCourse(sql, course);
    const stored = (await settingsOf(sql, course)).find((setting) => isAt(setting, place));
    const asksWord = parts.protect?.kind === 'key';
    const kept: KeptWord = asksWord && stored ? stored : noWord;
    const newWord = asksWord ? word : undefined;
    const isSame = newWord === undefined && sameColumns(stored?.parts ?? {}, parts);
    if (isSame && (stored?.word ?? null) === kept.word) return 'unchanged';
    if (markOf(stored) !== mark) return 'meanwhile';
    if (asksWord && newWord === undefined && kept.word === null) return 'no-word';
    if (Object.keys(parts).length === 0) {
      if (stored) await removeSetting(sql, course, stored.id);
    } else {
      const id = stored?.id ?? (await addSetting(sql, course, { ...place, parts }));
      const seal = newWord && (await sealOfDomain(sql, { domain: owner, root, now }));
      // Sealed for this very setting, so that it opens nowhere else.
      const sealed = seal && newWord && seal.seal(newWord, keyWordPlace(id, course.courseId));
      const word = sealed === undefined ? kept : newlySet(sealed, now);
      await changeSetting(sql, course, { ...word, id, parts });
    }
    const had = stored?.word ? 'set' : 'none';
    const has = newWord ? (had === 'set' ? 'replaced' : 'set') : asksWord ? had : 'none';
    await addAudit(sql, [entryOfSetting(by, { name: saving.name, stored, parts, has })], now);
    return 'changed';
  });
}

function sameColumns(one: DeepLinkSetting, other: DeepLinkSetting): boolean {
  return JSON.stringify(partColumns(one)) === JSON.stringify(partColumns(other));
}

interface Written {
  readonly name: string;
  readonly stored: KnownSetting | undefined;
  readonly parts: DeepLinkSetting;
  /** What is to be said of the shared word; left out: it is as it was. */
  readonly has?: 'set' | 'replaced' | 'none';
}

/** The audit trail's entry of a setting: whether there is a word, and that it was replaced; never the word (R9). */
export function entryOfSetting(by: CourseCoordinator, { name, stored, parts, has }: Written): AuditEntry {
  const { domainId, courseId } = by.course;
  const isRemoved = Object.keys(parts).length === 0;
  const deed = isRemoved ? 'deep-link-removed' : stored ? 'deep-link-changed' : 'deep-link-made';
  const had = stored?.word ? 'set' : 'none';
  const before = stored && { ...told(stored.parts), word: had };
  const after = isRemoved ? undefined : { ...told(parts), word: has ?? had };
  return { domainId, courseId, actor: actorOf(by), deed, object: name, before, after };
}

/**
 * Writes the parts of a setting that keeps the shared word which it has.
 * @returns whether anything was to be written
 */
export async function writeParts(
  sql: Sql,
  course: CourseScope,
  { place, stored, parts }: { readonly place: SettingPlace } & Pick<Written, 'stored' | 'parts'>,
): Promise<boolean> {
  if (sameColumns(stored?.parts ?? {}, parts)) return false;
  if (Object.keys(parts).length > 0) {
    const id = stored?.id ?? (await addSetting(sql, course, { ...place, parts }));
    if (stored) await changeSetting(sql, course, { ...stored, id, parts });
  } else if (stored) await removeSetting(sql, course, stored.id);
  return true;
}

/** Only what is set. */
function told(parts: DeepLinkSetting): Record<string, string> {
  const { exit_to: exit, menu_shows: _shown, ...rest } = partColumns(parts);
  const all = Object.entries({ ...rest, exit });
  return Object.fromEntries(all.flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])));
}
