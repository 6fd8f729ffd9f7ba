import type { Neighbour, Page } from './pages.ts';

/** What stands around every page of coordinators (`layout/desk`). */
export interface DeskLine {
  readonly name: string;
  readonly csrf: string;
  /** For our own script; pages work without it. */
  readonly nonce: string;
  readonly place: Neighbour;
  readonly sections: readonly { readonly text: string; readonly path: string; readonly current: boolean }[];
  readonly crumbs: readonly Neighbour[];
  /** IANA name of the zone in which times are written until the reader's own is known. */
  readonly zone: string;
  /** What was just done. */
  readonly notice: string | undefined;
}

/** A page of coordinators: one column, title, what it is for. */
export interface DeskPage {
  readonly page: Page;
  /** '' where the title says it all. */
  readonly lede: string;
  readonly desk: DeskLine;
}
