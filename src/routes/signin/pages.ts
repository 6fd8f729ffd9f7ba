import type { Page } from '../pages.ts';

/** The sign-in in the middle of something that was typed. */
export interface SignInAgain {
  readonly page: Page;
  readonly csrf: string;
  readonly typed: string;
  readonly username: string;
  readonly domain: string;
  /** '' at first. */
  readonly problem: string;
}

/** What was typed, with one button that sends it. */
export interface TypedPage {
  readonly page: Page;
  readonly csrf: string;
  readonly action: string;
  readonly pairs: readonly (readonly [string, string])[];
}

export interface SignInAgainViews {
  readonly 'signin/again': SignInAgain;
  readonly 'signin/typed': TypedPage;
}

export const signInAgainViewNames = [
  'signin/again',
  'signin/typed',
] as const satisfies readonly (keyof SignInAgainViews)[];
