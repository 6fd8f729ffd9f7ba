import { Foundation1763700000000 } from './1763700000000-foundation.ts';
import { Browsers1763800000000 } from './1763800000000-browsers.ts';
import { DeepLinkTarget1763900000000 } from './1763900000000-deep-link-target.ts';
import { RelaunchWindow1763900100000 } from './1763900100000-relaunch-window.ts';
import { JournalOrigins1763900200000 } from './1763900200000-journal-origins.ts';
import { SettingsVersion1763950000000 } from './1763950000000-settings-version.ts';
import { Restored1764000000000 } from './1764000000000-restored.ts';
import { Nodes1764100000000 } from './1764100000000-nodes.ts';
import { Failures1764200000000 } from './1764200000000-failures.ts';
import { Purging1764300000000 } from './1764300000000-purging.ts';
import { AuditChain1764400000000 } from './1764400000000-audit-chain.ts';
import { ProtectorPages1764500000000 } from './1764500000000-protector-pages.ts';
import { RecommendedLaunchers1764510000000 } from './1764510000000-recommended-launchers.ts';
import { PeoplePages1764520000000 } from './1764520000000-people-pages.ts';
import { ContentsIndexes1764540000000 } from './1764540000000-contents-indexes.ts';
import { LaunchesByLink1764550000000 } from './1764550000000-launches-by-link.ts';
import { LaunchDays1764560000000 } from './1764560000000-launch-days.ts';
import { LaunchSamples1764570000000 } from './1764570000000-launch-samples.ts';
import { LinkPlaceDays1764600000000 } from './1764600000000-link-place-days.ts';
import { PeopleSearch1764610000000 } from './1764610000000-people-search.ts';
import { DeskIndexes1764611000000 } from './1764611000000-desk-indexes.ts';
import { SessionAgents1764620000000 } from './1764620000000-session-agents.ts';
import { SiteEntries1764630000000 } from './1764630000000-site-entries.ts';
import { SharedWords1764640000000 } from './1764640000000-shared-words.ts';
import { Menus1764641000000 } from './1764641000000-menus.ts';
import { LinkCopies1764650000000 } from './1764650000000-link-copies.ts';
import { ItemTexts1764660000000 } from './1764660000000-item-texts.ts';
import { Imports1764670000000 } from './1764670000000-imports.ts';
import { Selections1764690000000 } from './1764690000000-selections.ts';
import { SettingUndos1764691000000 } from './1764691000000-setting-undos.ts';
import { SiteTexts1764691500000 } from './1764691500000-site-texts.ts';

/** All migrations, oldest first. An explicit list: a forgotten or stray file must not decide what runs. */
export const migrations = [
  Foundation1763700000000,
  Browsers1763800000000,
  DeepLinkTarget1763900000000,
  RelaunchWindow1763900100000,
  JournalOrigins1763900200000,
  SettingsVersion1763950000000,
  Restored1764000000000,
  Nodes1764100000000,
  Failures1764200000000,
  Purging1764300000000,
  AuditChain1764400000000,
  ProtectorPages1764500000000,
  RecommendedLaunchers1764510000000,
  PeoplePages1764520000000,
  ContentsIndexes1764540000000,
  LaunchesByLink1764550000000,
  LaunchDays1764560000000,
  LaunchSamples1764570000000,
  LinkPlaceDays1764600000000,
  PeopleSearch1764610000000,
  DeskIndexes1764611000000,
  SessionAgents1764620000000,
  SiteEntries1764630000000,
  SharedWords1764640000000,
  Menus1764641000000,
  LinkCopies1764650000000,
  ItemTexts1764660000000,
  Imports1764670000000,
  Selections1764690000000,
  SettingUndos1764691000000,
  SiteTexts1764691500000,
] as const;
