import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Explained, OutcomeTag, StepLine } from '../launchWords.ts';
import type { FieldLine } from '../sampleWords.ts';

/** A fact of a launch; `path` where it leads somewhere, `tag` where it is a word with a colour. */
export interface Fact {
  readonly name: string;
  readonly text: string;
  readonly path?: string | undefined;
}

export interface StoryPage extends DeskPage {
  readonly time: TimeText;
  readonly outcome: OutcomeTag;
  readonly isTest: boolean;
  readonly differs: boolean;
  readonly why: Explained;
  readonly facts: readonly Fact[];
  readonly steps: readonly StepLine[];
  readonly fields: readonly FieldLine[];
  readonly inspectorPath: string;
}

export interface StoryViews {
  readonly 'story/launch': StoryPage;
}

export const storyViewNames = ['story/launch'] as const satisfies readonly (keyof StoryViews)[];
