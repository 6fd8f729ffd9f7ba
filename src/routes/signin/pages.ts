import type { Pages } from '../../web/listing.ts';
import type { Page } from '../pages.ts';
import type { TypedForm } from '../typedForm.ts';

/** The sign-in in the middle of something that was typed. */
export interface SignInAgain {
  readonly page: Page;
  readonly csrf: string;
  readonly typed: string;
  readonly username: string;
  readonly domain: string;
  /** '' at first. */
  readonly problem: string;
  /** Whether what was typed waits for the sign-in. */
  readonly isKept: boolean;
  /** Texts that are too long to wait: they are shown, to be copied. */
  readonly tooLong: readonly string[];
  readonly asksFile: boolean;
}

/** One's own domains and courses. */
export interface Home {
  readonly page: Page;
  readonly csrf: string;
  readonly name: string;
  readonly isAdministrator: boolean;
  readonly domains: readonly { readonly name: string; readonly title: string; readonly path: string }[];
  /** The domain that is coordinated by this person; undefined for everybody else. */
  readonly coordinates: { readonly title: string; readonly path: string } | undefined;
  readonly courses: readonly {
    readonly title: string;
    readonly path: string;
    readonly role: string;
    /** '' for whoever does not coordinate it. */
    readonly managePath: string;
  }[];
  readonly search: string;
  readonly pages: Pages;
  /** How many there are without the search. */
  readonly total: number;
}

/** What was typed, with one button that sends it. */
export interface TypedPage {
  readonly page: Page;
  readonly csrf: string;
  readonly lede: string;
  readonly action: string;
  readonly pairs: readonly (readonly [string, string])[];
  /** Those of them that people typed or chose. */
  readonly seen: readonly (readonly [string, string])[];
  readonly way: TypedForm['way'];
}

export interface SignInAgainViews {
  readonly 'signin/again': SignInAgain;
  readonly 'signin/typed': TypedPage;
}

export const signInAgainViewNames = [
  'signin/again',
  'signin/typed',
] as const satisfies readonly (keyof SignInAgainViews)[];
