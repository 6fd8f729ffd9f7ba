import type { DeskPage } from '../deskPages.ts';
import type { Field } from '../formFields.ts';
import type { Entry, FilePage } from '../studentPages.ts';

/** A file, at addresses that are the coordinator's. */
export interface ShownFile extends Pick<FilePage, 'fileName' | 'filePath' | 'kind' | 'shownAs'> {
  readonly savePath: string;
}

/** What is on the student's screen. */
export interface StudentScreen {
  readonly title: string;
  /** Instead of a page. */
  readonly sentence: string;
  readonly sanitisedHtml: string;
  /** A web address. */
  readonly leadsTo: string;
  readonly file: ShownFile | undefined;
  /** Where the coordinator opens a site in their own name; '' for everything else. */
  readonly sitePath: string;
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
