import type { Pages } from '../../web/listing.ts';
import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';
import type { Search } from '../lists.ts';
import type { Neighbour } from '../pages.ts';

export interface CourseRow {
  readonly id: string;
  readonly title: string;
  readonly path: string;
  readonly archived: boolean;
  readonly copyPath: string;
  readonly coordinators: string;
  readonly students: number;
  readonly rosterPath: string;
  readonly links: number;
  readonly lastLaunch: TimeText | undefined;
}

export interface CoursesPage extends DeskPage {
  readonly search: Search;
  /** Whether anything was looked for: a list may be empty for that. */
  readonly searched: boolean;
  readonly act: { readonly path: string; readonly text: string };
  readonly rows: readonly CourseRow[];
  readonly pages: Pages;
}

export interface NewCoursePage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly fields: readonly Field[];
  readonly cancel: Neighbour;
}

export interface CopyCoursePage extends NewCoursePage {}

export interface CourseViews {
  readonly 'courses/list': CoursesPage;
  readonly 'courses/new': NewCoursePage;
  readonly 'courses/copy': CopyCoursePage;
}

export const courseViewNames = [
  'courses/list',
  'courses/new',
  'courses/copy',
] as const satisfies readonly (keyof CourseViews)[];
