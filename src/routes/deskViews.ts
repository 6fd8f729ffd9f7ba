import { type AuditViews, auditViewNames } from './audit/pages.ts';
import { type CourseSettingsViews, courseSettingsViewNames } from './courseSettings/pages.ts';
import { type CourseViews, courseViewNames } from './courses/pages.ts';
import { type ItemPageViews, itemPageViewNames } from './itemPage/pages.ts';
import { type JournalViews, journalViewNames } from './journal/pages.ts';
import { type LauncherViews, launcherViewNames } from './launchers/pages.ts';
import { type OverviewViews, overviewViewNames } from './overview/pages.ts';
import { type ProtectorViews, protectorViewNames } from './protectors/pages.ts';
import { type RosterViews, rosterViewNames } from './roster/pages.ts';
import { type SettingsViews, settingsViewNames } from './settings/pages.ts';
import { type ShortUrlViews, shortUrlViewNames } from './shortUrls/pages.ts';
import { type StoryViews, storyViewNames } from './story/pages.ts';

/** The views of all folders of coordinators' pages, one line for each folder. */
export interface DeskViews
  extends LauncherViews,
    CourseSettingsViews,
    AuditViews,
    CourseViews,
    ProtectorViews,
    JournalViews,
    OverviewViews,
    RosterViews,
    SettingsViews,
    StoryViews,
    ItemPageViews,
    ShortUrlViews {}

export const deskViewNames = [
  ...launcherViewNames,
  ...courseSettingsViewNames,
  ...auditViewNames,
  ...courseViewNames,
  ...protectorViewNames,
  ...journalViewNames,
  ...overviewViewNames,
  ...rosterViewNames,
  ...settingsViewNames,
  ...storyViewNames,
  ...itemPageViewNames,
  ...shortUrlViewNames,
] as const satisfies readonly (keyof DeskViews)[];
