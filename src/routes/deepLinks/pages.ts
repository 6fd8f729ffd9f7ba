import type { Pages } from '../../web/listing.ts';
import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';
import type { Search } from '../lists.ts';
import type { Neighbour } from '../pages.ts';
import type { Tab } from '../protectorTabs.ts';

/** One value with where it comes from. */
export interface CellValue {
  readonly value: string;
  readonly source: string;
}

export interface SettingLine {
  readonly itemId: string;
  readonly title: string;
  readonly path: string;
  readonly folders: string;
  readonly editPath: string;
  readonly opens: readonly CellValue[];
  readonly launch: readonly CellValue[];
  readonly listing: readonly CellValue[];
  readonly shown: readonly CellValue[];
  readonly troubles: readonly string[];
}

export interface SettingsTablePage extends DeskPage {
  readonly act: PageAct;
  readonly search: Search;
  readonly pages: Pages;
  readonly lines: readonly SettingLine[];
  /** Where ticked rows are changed together. */
  readonly changePath: string;
  /** Whom the table is for, as the forms of it say it. */
  readonly whom: SettingPreviewPage['hidden'];
  readonly user: Field;
  /** The way from one person's table to everybody's; '' where it is not needed. */
  readonly everybodyPath: string;
  /** What is wrong with what is set for the whole course. */
  readonly courseTroubles: readonly string[];
  readonly undo: UndoOffer | undefined;
  readonly contentsPath: string;
  readonly menusPath: string;
}

/** The last change of many settings, which can be undone. */
export interface UndoOffer {
  readonly id: string;
  readonly action: string;
  readonly text: string;
  readonly at: TimeText;
}

export interface PageAct {
  readonly text: string;
  readonly path: string;
}

export interface ProtectorTick {
  readonly value: string;
  readonly text: string;
  readonly ticked: boolean;
}

export interface SettingFormPage extends DeskPage {
  readonly tabs: readonly Tab[];
  readonly faults: readonly FieldFault[];
  readonly mark: string;
  /** Where this very place asks for a shared word. */
  readonly word: { readonly isSet: boolean; readonly since: TimeText | undefined } | undefined;
  readonly action: string;
  /** Those for whom there is a setting of their own here, and everybody. */
  readonly audiences: readonly Tab[];
  readonly section: string;
  readonly user: string;
  readonly path: string;
  readonly access: Field;
  readonly protect: Field;
  readonly protectors: readonly ProtectorTick[];
  readonly rest: readonly Field[];
}

/** What would change, before it is saved. */
export interface SettingPreviewPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly action: string;
  readonly hidden: readonly { readonly name: string; readonly value: string }[];
  readonly changes: readonly {
    readonly part: string;
    readonly before: string;
    readonly after: string;
    readonly source: string;
  }[];
  readonly troubles: readonly string[];
  readonly alsoChanged: readonly Neighbour[];
  readonly alsoCount: number;
  readonly word: Field | undefined;
  /** The word that is set here goes. */
  readonly clears: boolean;
  readonly confirm: Field | undefined;
}

/** One form for several items. */
export interface ManyPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly action: string;
  readonly items: readonly { readonly itemId: string; readonly title: string }[];
  readonly whom: readonly [Field, Field];
  readonly access: Field;
  readonly protect: Field;
  readonly protectors: readonly ProtectorTick[];
  readonly rest: readonly Field[];
}

/** What it would change at each of them, and at what is in them. */
export interface ManyPreviewPage extends DeskPage {
  readonly action: string;
  readonly hidden: SettingPreviewPage['hidden'];
  readonly lines: readonly {
    readonly title: string;
    readonly path: string;
    readonly isTicked: boolean;
    readonly changes: SettingPreviewPage['changes'];
    readonly troubles: readonly string[];
  }[];
  readonly more: number;
  /** Ticked, and as they were. */
  readonly same: number;
  /** Items that would then open after a sign-in alone, and that would no longer. */
  readonly opens: number;
  readonly closes: number;
}

export interface DeepLinkViews {
  readonly 'deepLinks/many': ManyPage;
  readonly 'deepLinks/manyPreview': ManyPreviewPage;
  readonly 'deepLinks/table': SettingsTablePage;
  readonly 'deepLinks/form': SettingFormPage;
  readonly 'deepLinks/preview': SettingPreviewPage;
}

export const deepLinkViewNames = [
  'deepLinks/table',
  'deepLinks/form',
  'deepLinks/preview',
  'deepLinks/many',
  'deepLinks/manyPreview',
] as const satisfies readonly (keyof DeepLinkViews)[];
