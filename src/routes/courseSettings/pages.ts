import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';

export interface CourseSettingsPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly mark: string;
  readonly title: Field;
  /** Whether launches are believed; undefined for whoever may only read it. */
  readonly trust: Field | undefined;
  /** What holds now, and why, in words. */
  readonly trustNow: string;
  /** Asks to go on although students would be shut out. */
  readonly mayStrand: Field | undefined;
  readonly confirm: Field | undefined;
  readonly archived: boolean;
  /** '' for whoever may not. */
  readonly archivePath: string;
}

/** The question before a course is archived. */
export interface ArchivePage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly links: number;
  readonly people: number;
  readonly confirm: Field | undefined;
  readonly backPath: string;
}

export interface CourseSettingsViews {
  readonly 'courseSettings/course': CourseSettingsPage;
  readonly 'courseSettings/archive': ArchivePage;
}

export const courseSettingsViewNames = [
  'courseSettings/course',
  'courseSettings/archive',
] as const satisfies readonly (keyof CourseSettingsViews)[];
