import type { ConfigXml } from './configXml.ts';
import { type DeskViews, deskViewNames } from './deskViews.ts';
import { type SelectViews, selectViewNames } from './select/pages.ts';
import { type Home, type SignInAgainViews, signInAgainViewNames } from './signin/pages.ts';
import { type StudentViews, studentViewNames } from './studentPages.ts';

/** What every view is given: one finished model each, named after its template under `views/`. */

export interface Page {
  readonly title: string;
}

/** The way back to the LMS of a launched page, or its own exit. */
export interface WayBack {
  readonly url: string;
  /** What the link says. */
  readonly text: string;
}

export interface SignInForm {
  readonly page: Page;
  readonly csrf: string;
  readonly username: string;
  readonly asksDomain: boolean;
  readonly domain: string;
  readonly next: string | undefined;
  /** A verified launch waits for somebody. Its course may be named, its item not. */
  readonly launch:
    | { readonly reference: string; readonly courseTitle: string; readonly continueAs: string | undefined }
    | undefined;
  readonly problem: string | undefined;
}

export interface PasswordForm {
  readonly page: Page;
  readonly csrf: string;
  readonly username: string;
  readonly faults: readonly string[];
}

export interface PersonQuestion {
  readonly page: Page;
  readonly action: string;
  readonly csrf: string;
  readonly launch: string;
  readonly signedIn: string;
  readonly launched: string;
}

export interface RefusedPage {
  readonly page: Page;
  readonly sentence: string;
  readonly reference: string;
  readonly wayBack: WayBack | undefined;
  /** Where the LMS is, where its way back may be named but not linked to. */
  readonly returnHost: string | undefined;
}

/** After signing out of what launches opened. */
export interface Goodbye {
  readonly page: Page;
  readonly wayBack: WayBack | undefined;
}

/** The page whose only control takes the launch to a new window, or in place of the LMS's page (R23). */
export interface NewWindow {
  readonly page: Page;
  readonly sentence: string;
  readonly action: string;
  readonly handover: string;
  /** The large button first. */
  readonly ways: readonly { readonly target: '_blank' | '_top'; readonly text: string }[];
}

/** What a frame shows that cannot show what was asked for. */
export interface ClickAgain {
  readonly page: Page;
  readonly sentence: string;
  readonly reference: string;
}

export interface ProblemView {
  readonly page: Page;
  readonly sentence: string;
  readonly reference: string;
}

export interface Neighbour {
  readonly title: string;
  readonly path: string;
}

export interface ViewModels extends DeskViews, SelectViews, SignInAgainViews, StudentViews {
  readonly 'signin/form': SignInForm;
  readonly 'signin/home': Home;
  readonly 'signin/password': PasswordForm;
  readonly 'signin/passwordDone': { readonly page: Page };
  readonly 'signin/passwordVoid': { readonly page: Page; readonly reference: string };
  readonly 'launch/question': PersonQuestion;
  readonly 'launch/refused': RefusedPage;
  readonly 'launch/newWindow': NewWindow;
  readonly 'launch/clickAgain': ClickAgain;
  readonly 'launch/goodbye': Goodbye;
  readonly 'error/problem': ProblemView;
  readonly 'lti11/config': ConfigXml;
}

export const viewNames = [
  ...deskViewNames,
  ...studentViewNames,
  'signin/form',
  ...selectViewNames,
  ...signInAgainViewNames,
  'signin/home',
  'signin/password',
  'signin/passwordDone',
  'signin/passwordVoid',
  'launch/question',
  'launch/refused',
  'launch/newWindow',
  'launch/clickAgain',
  'launch/goodbye',
  'error/problem',
  'lti11/config',
] as const satisfies readonly (keyof ViewModels)[];
