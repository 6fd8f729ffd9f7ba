import type { Option } from './formFields.ts';

/** The search above a list, as `layout/search` shows it. */
export interface Search {
  readonly path: string;
  readonly label: string;
  readonly value: string;
  readonly filters: readonly {
    readonly name: string;
    readonly label: string;
    readonly value: string;
    readonly options: readonly Option[];
  }[];
  /** What else a search keeps. */
  readonly hidden?: Readonly<Record<string, string>>;
}
