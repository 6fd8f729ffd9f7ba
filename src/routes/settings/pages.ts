import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';

export interface SettingsPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly mark: string;
  /** In the order of the page, under its headings. */
  readonly general: readonly Field[];
  readonly trust: readonly Field[];
  readonly secrets: readonly Field[];
  readonly keeping: readonly Field[];
  readonly confirm: Field | undefined;
}

export interface SettingsViews {
  readonly 'settings/domain': SettingsPage;
}

export const settingsViewNames = ['settings/domain'] as const satisfies readonly (keyof SettingsViews)[];
