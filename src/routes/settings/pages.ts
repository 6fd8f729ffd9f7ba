import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';

export interface AddressLine {
  readonly origin: string;
  readonly current: boolean;
  /** Undefined for the server's own address. */
  readonly since: TimeText | undefined;
}

export interface SettingsPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly mark: string;
  /** In the order of the page, under its headings. */
  readonly general: readonly Field[];
  readonly trust: readonly Field[];
  readonly secrets: readonly Field[];
  readonly keeping: readonly Field[];
  readonly confirm: Field | undefined;
  readonly addresses: readonly AddressLine[];
  /** In words; '' where there is no former address. */
  readonly formerUse: string;
  readonly encryptionPath: string;
  readonly launchersPath: string;
}

export interface SettingsViews {
  readonly 'settings/domain': SettingsPage;
}

export const settingsViewNames = ['settings/domain'] as const satisfies readonly (keyof SettingsViews)[];
