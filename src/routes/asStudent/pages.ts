import type { DeskPage } from '../deskPages.ts';
import type { Field } from '../formFields.ts';
import type { Entry } from '../studentPages.ts';

/** What is on the student's screen. */
export interface StudentScreen {
  readonly title: string;
  /** Instead of a page. */
  readonly sentence: string;
  readonly sanitisedHtml: string;
  /** A web address or the name of a file. */
  readonly leadsTo: string;
  readonly isFolder: boolean;
  readonly entries: readonly Entry[];
  readonly contentsPath: string;
}

export interface AsStudentPage extends DeskPage {
  readonly fields: readonly Field[];
  /** Who is looked as, and how they came; '' where nobody is yet. */
  readonly who: string;
  /** Why there is nothing to see; '' where there is. */
  readonly problem: string;
  readonly screen: StudentScreen | undefined;
}

export interface AsStudentViews {
  readonly 'asStudent/view': AsStudentPage;
}

export const asStudentViewNames = ['asStudent/view'] as const satisfies readonly (keyof AsStudentViews)[];
