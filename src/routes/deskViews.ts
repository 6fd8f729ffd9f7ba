import { type AccountViews, accountViewNames } from './account/pages.ts';
import { type AskViews, askViewNames } from './askPages.ts';
import { type AsStudentViews, asStudentViewNames } from './asStudent/pages.ts';
import { type AuditViews, auditViewNames } from './audit/pages.ts';
import { type ContentsViews, contentsViewNames } from './contents/pages.ts';
import { type CourseSettingsViews, courseSettingsViewNames } from './courseSettings/pages.ts';
import { type CourseViews, courseViewNames } from './courses/pages.ts';
import { type DeepLinkViews, deepLinkViewNames } from './deepLinks/pages.ts';
import { type EncryptionViews, encryptionViewNames } from './encryption/pages.ts';
import { type ImportingViews, importingViewNames } from './importing/pages.ts';
import { type InspectorViews, inspectorViewNames } from './inspector/pages.ts';
import { type ItemPageViews, itemPageViewNames } from './itemPage/pages.ts';
import { type JournalViews, journalViewNames } from './journal/pages.ts';
import { type LauncherViews, launcherViewNames } from './launchers/pages.ts';
import { type MenuViews, menuViewNames } from './menus/pages.ts';
import { type OverviewViews, overviewViewNames } from './overview/pages.ts';
import { type PeopleViews, peopleViewNames } from './people/pages.ts';
import { type ProtectorViews, protectorViewNames } from './protectors/pages.ts';
import { type RosterViews, rosterViewNames } from './roster/pages.ts';
import { type ServerViews, serverViewNames } from './server/pages.ts';
import { type SettingsViews, settingsViewNames } from './settings/pages.ts';
import { type SetupViews, setupViewNames } from './setup/pages.ts';
import { type ShortUrlViews, shortUrlViewNames } from './shortUrls/pages.ts';
import { type StoryViews, storyViewNames } from './story/pages.ts';
import { type TestLaunchViews, testLaunchViewNames } from './testlaunch/pages.ts';

/** The views of all folders of coordinators' pages, one line for each folder. */
export interface DeskViews
  extends SetupViews,
    EncryptionViews,
    AskViews,
    AuditViews,
    CourseSettingsViews,
    ContentsViews,
    ImportingViews,
    CourseViews,
    ItemPageViews,
    JournalViews,
    LauncherViews,
    MenuViews,
    OverviewViews,
    PeopleViews,
    ProtectorViews,
    RosterViews,
    ServerViews,
    AccountViews,
    SettingsViews,
    ShortUrlViews,
    StoryViews,
    InspectorViews,
    DeepLinkViews,
    TestLaunchViews,
    AsStudentViews {}

export const deskViewNames = [
  ...setupViewNames,
  ...encryptionViewNames,
  ...askViewNames,
  ...auditViewNames,
  ...courseSettingsViewNames,
  ...contentsViewNames,
  ...importingViewNames,
  ...courseViewNames,
  ...itemPageViewNames,
  ...journalViewNames,
  ...launcherViewNames,
  ...menuViewNames,
  ...overviewViewNames,
  ...peopleViewNames,
  ...protectorViewNames,
  ...rosterViewNames,
  ...accountViewNames,
  ...serverViewNames,
  ...settingsViewNames,
  ...storyViewNames,
  ...inspectorViewNames,
  ...deepLinkViewNames,
  ...shortUrlViewNames,
  ...testLaunchViewNames,
  ...asStudentViewNames,
] as const satisfies readonly (keyof DeskViews)[];
