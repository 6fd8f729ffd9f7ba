import type { OpenSettings, SavingMany } from '../../services/deepLinks/changeMany.ts';
import type { CourseFacts } from '../../services/deepLinks/courseFacts.ts';
import type { AskedAudience, OpenSetting, SettingQuestion } from '../../services/deepLinks/readSetting.ts';
import type { SavedSetting, SavingSetting } from '../../services/deepLinks/saveSetting.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';

/** The deeds that the pages of deep-link settings call. */
export interface DeepLinkRoutes {
  readonly facts: (by: CourseCoordinator) => Promise<CourseFacts>;
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
  readonly save: (saving: SavingSetting) => Promise<SavedSetting>;
}

/** Where a handler is, and what it may call. */
export interface Here {
  readonly at: CourseCoordinator;
  readonly deeds: DeepLinkRoutes;
}
