import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';

export interface LaunchersPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly launchers: readonly { readonly name: string; readonly lms: string }[];
  readonly fields: readonly Field[];
}

export interface LauncherViews {
  readonly 'launchers/domain': LaunchersPage;
}

export const launcherViewNames = ['launchers/domain'] as const satisfies readonly (keyof LauncherViews)[];
