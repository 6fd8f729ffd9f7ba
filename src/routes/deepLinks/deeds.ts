import type { OpenSettings, SavingMany } from '../../services/deepLinks/changeMany.ts';
import type { AskedAudience, OpenSetting, SettingQuestion } from '../../services/deepLinks/readSetting.ts';
import type { OpenTable } from '../../services/deepLinks/readTable.ts';
import type { SavedSetting, SavingSetting } from '../../services/deepLinks/saveSetting.ts';
import type { Undoing, Undone } from '../../services/deepLinks/undoMany.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';

/** The deeds that the pages of deep-link settings call. */
export interface DeepLinkRoutes {
  readonly table: (by: CourseCoordinator, audience: AskedAudience) => Promise<OpenTable | 'nobody'>;
  readonly read: (
    by: CourseCoordinator,
    question: Omit<SettingQuestion, 'now'>,
  ) => Promise<OpenSetting | 'nobody' | undefined>;
  readonly readMany: (
    by: CourseCoordinator,
    asked: { readonly items: readonly string[]; readonly audience: AskedAudience },
  ) => Promise<OpenSettings | 'nobody'>;
  /** How many were changed. */
  readonly saveMany: (saving: SavingMany) => Promise<number | 'meanwhile'>;
  readonly undoMany: (undoing: Undoing) => Promise<Undone>;
  readonly save: (saving: SavingSetting) => Promise<SavedSetting>;
}

/** Where a handler is, and what it may call. */
export interface Here {
  readonly at: CourseCoordinator;
  readonly deeds: DeepLinkRoutes;
}
