import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Option } from '../formFields.ts';
import type { Plot } from '../plots.ts';

/** One launch of the list. */
export interface LaunchLine {
  readonly time: TimeText;
  readonly reference: string;
  /** Of its whole story. */
  readonly path: string;
  readonly tag: 'good' | 'warn' | 'bad';
  readonly outcome: string;
  /** What happened in a few words. */
  readonly what: string;
  /** Why, and what to do; further remarks. Empty where the outcome says it all. */
  readonly story: readonly string[];
  readonly item: string;
  /** Below it: course and short URL. */
  readonly place: string;
  readonly protector: string;
  readonly person: string;
  /** Below it: another name than that of the person. */
  readonly named: string;
}

export interface JournalFilter {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly type: 'select' | 'text' | 'date';
  readonly options: readonly Option[];
}

export interface JournalPage extends DeskPage {
  readonly path: string;
  readonly reference: JournalFilter;
  readonly filters: readonly JournalFilter[];
  /** Some filter is set, so they are shown unfolded. */
  readonly isFiltered: boolean;
  /** What of the address could not be understood, in words. */
  readonly problem: string;
  readonly plots: readonly Plot[];
  readonly lastUse: TimeText | undefined;
  readonly isBehind: boolean;
  readonly lines: readonly LaunchLine[];
  /** What an empty list says. */
  readonly nothing: string;
  /** A search that has to go on: how far it has come. */
  readonly lookedBack: string;
  readonly older: string;
  readonly newest: string;
  readonly csvPath: string;
}

export interface JournalViews {
  readonly 'journal/list': JournalPage;
}

export const journalViewNames = ['journal/list'] as const satisfies readonly (keyof JournalViews)[];
