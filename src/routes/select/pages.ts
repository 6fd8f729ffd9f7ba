import type { Page } from '../pages.ts';

/** What every page of a choice hands on: each step is a form, since nothing of it stands in an address or a cookie. */
interface Step {
  readonly page: Page;
  readonly lede: string;
  readonly action: string;
  /** Stands for the choice, and after the sign-in for who chooses. */
  readonly token: string;
  /** The name of the LMS, as far as it is known. */
  readonly lms: string;
}

export interface AskPage extends Step {
  readonly username: string;
  readonly problem: string | undefined;
  /** Who chose last from here; one press instead of the password. */
  readonly continueAs: string | undefined;
}

export interface CoursesPage extends Step {
  readonly search: string;
  readonly asksSearch: boolean;
  readonly courses: readonly { readonly course: string; readonly title: string }[];
  readonly more: number;
}

export interface PickRow {
  readonly itemId: string;
  readonly title: string;
  readonly kind: string;
  readonly isFolder: boolean;
  readonly inside: string;
  readonly depth: number;
  readonly folders: string;
  readonly isTicked: boolean;
  /** Why it cannot be ticked; '' where it can. */
  readonly why: string;
}

export interface PickPage extends Step {
  readonly course: string;
  /** Id of the folder that is shown; '' for the top. */
  readonly folder: string;
  readonly trail: readonly { readonly itemId: string; readonly title: string }[];
  readonly search: string;
  readonly rows: readonly PickRow[];
  readonly several: boolean;
  /** Ticked elsewhere. */
  readonly elsewhere: readonly { readonly itemId: string; readonly title: string }[];
  readonly problem: string | undefined;
  readonly from: number;
  readonly to: number;
  readonly total: number;
  /** 0: there is none. */
  readonly previous: number;
  readonly next: number;
  readonly canLeaveCourse: boolean;
}

export interface AnswerPage {
  readonly page: Page;
  readonly sentence: string;
  /** In the LMS. */
  readonly action: string;
  readonly pairs: readonly { readonly name: string; readonly value: string }[];
  readonly button: string;
  readonly nonce: string;
}

export interface SelectViews {
  readonly 'select/ask': AskPage;
  readonly 'select/courses': CoursesPage;
  readonly 'select/pick': PickPage;
  readonly 'select/answer': AnswerPage;
}

export const selectViewNames = [
  'select/ask',
  'select/courses',
  'select/pick',
  'select/answer',
] as const satisfies readonly (keyof SelectViews)[];
