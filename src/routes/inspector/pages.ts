import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';
import type { LaunchPlots } from '../launchPlots.ts';
import type { OutcomeTag } from '../launchWords.ts';
import type { Tab } from '../protectorTabs.ts';
import type { FieldLine } from '../sampleWords.ts';

/** One launch of the list, with what it held. */
export interface SampleEntry {
  readonly time: TimeText;
  readonly reference: string;
  readonly path: string;
  readonly outcome: OutcomeTag;
  readonly why: string;
  readonly place: string;
  readonly fields: readonly FieldLine[];
}

export interface ParameterLine {
  readonly name: string;
  readonly matched: string;
  readonly how: string;
  /** It is the one that is used now. */
  readonly used: boolean;
  readonly editable: boolean;
  /** '' where it cannot be chosen here. */
  readonly choosePath: string;
}

export interface RecentPage extends DeskPage {
  readonly tabs: readonly Tab[];
  readonly signed: readonly SampleEntry[];
  readonly unsigned: readonly SampleEntry[];
  readonly parameters: readonly ParameterLine[];
  readonly asksParameter: boolean;
  readonly explainPath: string;
  /** Undefined while bad signatures are not looked into. */
  readonly explainedUntil: TimeText | undefined;
  readonly testPath: string;
  /** Undefined on the page of a whole course. */
  readonly use: LaunchPlots | undefined;
}

export interface ChoosePage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly parameter: string;
  readonly transform: string;
  readonly mark: string;
  readonly changes: string;
  readonly editable: boolean;
  readonly stranded: number;
  readonly fields: readonly Field[];
  readonly confirm: Field | undefined;
  readonly backPath: string;
}

export interface InspectorViews {
  readonly 'inspector/recent': RecentPage;
  readonly 'inspector/choose': ChoosePage;
}

export const inspectorViewNames = [
  'inspector/recent',
  'inspector/choose',
] as const satisfies readonly (keyof InspectorViews)[];
