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
  readonly contentsPath: string;
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

export interface DeepLinkViews {
  readonly 'deepLinks/table': SettingsTablePage;
  readonly 'deepLinks/form': SettingFormPage;
  readonly 'deepLinks/preview': SettingPreviewPage;
}

export const deepLinkViewNames = [
  'deepLinks/table',
  'deepLinks/form',
  'deepLinks/preview',
] as const satisfies readonly (keyof DeepLinkViews)[];
