import type { TimeText } from '../web/time.ts';
import type { DeskPage } from './deskPages.ts';
import type { Field, FieldFault } from './formFields.ts';

/** Asks before something is done that is hard to undo, and names what will be lost. */
export interface AskPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  /** What becomes of what, one sentence each. */
  readonly losses: readonly string[];
  /** What has to be typed, where it cannot be undone. */
  readonly typed: Field | undefined;
  readonly confirm: Field | undefined;
  /** Says the deed. */
  readonly submit: string;
  readonly isBad: boolean;
  readonly backPath: string;
}

/** Shows a one-time address, this once. */
export interface AddressPage extends DeskPage {
  readonly address: string;
  readonly label: string;
  readonly sentence: string;
  readonly until: TimeText;
  readonly donePath: string;
}

export interface AskViews {
  readonly 'desk/ask': AskPage;
  readonly 'desk/address': AddressPage;
}

export const askViewNames = ['desk/ask', 'desk/address'] as const satisfies readonly (keyof AskViews)[];
