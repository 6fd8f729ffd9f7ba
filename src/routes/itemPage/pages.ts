import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { LaunchPlots } from '../launchPlots.ts';
import type { Neighbour } from '../pages.ts';
import type { Tab } from '../protectorTabs.ts';
import type { PartWords } from '../settingWords.ts';

/** An address with its button. */
export interface Copy {
  readonly id: string;
  readonly text: string;
  readonly label: string;
}

export type Signal = 'good' | 'warn' | 'bad' | 'plain';

export interface AcceptedProtector {
  readonly name: string;
  readonly path: string;
  readonly state: string;
  readonly signal: Signal;
}

/** Whom the setting is different for. */
export interface OtherAudience {
  readonly audience: string;
  readonly editPath: string;
  readonly parts: readonly PartWords[];
}

export interface LaunchLine {
  readonly time: TimeText;
  readonly outcome: string;
  readonly signal: Signal;
  readonly code: string;
  readonly person: string;
  readonly protector: string;
  readonly reference: string;
  /** Its whole story. */
  readonly path: string;
}

/** One rule, what it says of the student that was asked about, and why. */
export interface RuleLine {
  readonly rule: string;
  readonly verdict: string;
  readonly signal: Signal;
  readonly why: string;
}

export interface ExplainedPage {
  readonly name: string;
  readonly rules: readonly RuleLine[];
  readonly launches: readonly RuleLine[];
  /** Items whose launch opens this one, too. */
  readonly openedFrom: readonly Neighbour[];
}

export interface ItemOverviewPage extends DeskPage {
  /** Adding to this folder. */
  readonly act: { readonly path: string; readonly text: string } | undefined;
  /** The list of what is in this folder; '' where it is none. */
  readonly insidePath: string;
  readonly tabs: readonly Tab[];
  readonly link:
    | {
        readonly tiny: Copy;
        readonly launch: Copy;
        readonly state: string;
        readonly signal: Signal;
        readonly path: string;
        readonly running: number;
      }
    | undefined;
  readonly makeLinkPath: string;
  readonly studentPath: string;
  readonly item: string;
  readonly troubles: readonly string[];
  readonly parts: readonly PartWords[];
  readonly editPath: string;
  readonly others: readonly OtherAudience[];
  readonly protectors: readonly AcceptedProtector[];
  readonly protectorsPath: string;
  readonly launches: readonly LaunchLine[];
  /** Of its short URL, where it has one. */
  readonly use: LaunchPlots | undefined;
  readonly explainPath: string;
  readonly student: string;
  /** Where the item is shown as that student sees it. */
  readonly asStudentPath: string;
  /** Undefined where nobody was asked about, or nobody has that username. */
  readonly explained: ExplainedPage | undefined;
}

export interface ItemPageViews {
  readonly 'itemPage/overview': ItemOverviewPage;
}

export const itemPageViewNames = ['itemPage/overview'] as const satisfies readonly (keyof ItemPageViews)[];
