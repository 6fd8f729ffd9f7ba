import type { Door } from '../../storage/door.ts';
import type { HeldRootKeys } from '../keys/rootKeyWatch.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { readSettings, type SavingMany, saveMany } from './changeMany.ts';
import { type AskedAudience, readSetting, type SettingQuestion } from './readSetting.ts';
import { readTable } from './readTable.ts';
import { type SavingSetting, saveSetting } from './saveSetting.ts';
import { type Undoing, undoMany } from './undoMany.ts';

export interface DeepLinkParts {
  readonly door: Door;
  readonly rootKeys: HeldRootKeys;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** What coordinators do with deep-link settings, as their pages call it. */
export function deepLinkDeeds({ door, rootKeys, now }: DeepLinkParts) {
  return {
    table: (by: CourseCoordinator, audience: AskedAudience) => readTable(door, by, { audience, now: now() }),
    read: (by: CourseCoordinator, question: Omit<SettingQuestion, 'now'>) =>
      readSetting(door, by, { ...question, now: now() }),
    readMany: (
      by: CourseCoordinator,
      asked: { readonly items: readonly string[]; readonly audience: AskedAudience },
    ) => readSettings(door, by, { ...asked, now: now() }),
    saveMany: (saving: SavingMany) => saveMany(door, saving, now()),
    undoMany: (undoing: Undoing) => undoMany(door, undoing, now()),
    save: (saving: SavingSetting) => saveSetting(door, saving, { root: rootKeys.current(), now: now() }),
  };
}
