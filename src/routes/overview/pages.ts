import type { DeskPage } from '../deskPages.ts';
import type { Plot } from '../plots.ts';

export interface MatterLine {
  readonly tag: 'bad' | 'warn';
  readonly word: string;
  readonly text: string;
  readonly act: { readonly text: string; readonly path: string };
}

export interface FirstStep {
  readonly done: boolean;
  readonly word: string;
  readonly text: string;
  readonly hint: string;
  readonly path: string;
}

export interface OverviewPage extends DeskPage {
  /** Empty once the first launch was let in. */
  readonly steps: readonly FirstStep[];
  readonly matters: readonly MatterLine[];
  /** How many more there are than are shown. */
  readonly moreMatters: string;
  readonly numbers: readonly { readonly value: string; readonly text: string; readonly path: string }[];
  readonly plot: Plot | undefined;
  readonly isBehind: boolean;
}

export interface OverviewViews {
  readonly 'overview/page': OverviewPage;
}

export const overviewViewNames = ['overview/page'] as const satisfies readonly (keyof OverviewViews)[];
