import type { Pages } from '../../web/listing.ts';
import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';
import type { Search } from '../lists.ts';

export interface SessionLine {
  readonly mark: string;
  /** What it opens. */
  readonly what: string;
  /** Browser and system; '' where they are not known. */
  readonly by: string;
  readonly started: TimeText;
  readonly seen: TimeText;
  /** Whether this very page is shown by it. */
  readonly isThis: boolean;
}

export interface AccountPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly fields: readonly Field[];
  readonly sessions: readonly SessionLine[];
  /** Undefined above a short list. */
  readonly search: Search | undefined;
  readonly pages: Pages;
  readonly username: string;
}

export interface AccountViews {
  readonly 'account/own': AccountPage;
}

export const accountViewNames = ['account/own'] as const satisfies readonly (keyof AccountViews)[];
