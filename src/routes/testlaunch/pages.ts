import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';
import type { Tab } from '../protectorTabs.ts';

export interface TestPage extends DeskPage {
  readonly tabs: readonly Tab[];
  /** '' outside of a course. */
  readonly asStudentPath: string;
  readonly faults: readonly FieldFault[];
  readonly fields: readonly Field[];
}

export interface TestLaunchViews {
  readonly 'testlaunch/form': TestPage;
}

export const testLaunchViewNames = ['testlaunch/form'] as const satisfies readonly (keyof TestLaunchViews)[];
