import type { DeskPage } from '../deskPages.ts';
import type { Field } from '../formFields.ts';
import type { Tab } from '../protectorTabs.ts';

/** Text with a button that copies it; see `layout/copy`. */
export interface CopyText {
  readonly id: string;
  readonly text: string;
  readonly label: string;
}

/** One field of a form of the LMS, and what to give it. */
export interface SheetRow {
  readonly label: string;
  readonly copy: CopyText | undefined;
  /** What to choose, or what to know beside the value; '' for nothing. */
  readonly words: string;
}

/** What a username parameter of the protector is worth in this LMS. */
export interface ParameterLine {
  readonly name: string;
  readonly tag: string;
  readonly kind: 'good' | 'warn' | 'bad' | 'plain';
  readonly sentence: string;
}

export interface SetupPage extends DeskPage {
  readonly tabs: readonly Tab[];
  /** Which LMS, one address each. */
  readonly choices: readonly Tab[];
  readonly lms: string;
  readonly lmsWord: string;
  readonly linkField: Field;
  /** What is chosen, in words; '' for no link. */
  readonly chosen: string;
  /** What keeps every launch out, whatever the LMS does. */
  readonly warnings: readonly string[];
  readonly where: readonly string[];
  readonly rows: readonly SheetRow[];
  readonly privacy: readonly SheetRow[];
  readonly parameters: readonly ParameterLine[];
  /** The parameter that works best there; '' where one of those fits. */
  readonly better: string;
  readonly usesIdentity: boolean;
  /** That names are read, and not accepted by the domain or course; '' where they are. */
  readonly distrust: string;
  /** Where that is decided; '' for whoever may not. */
  readonly trustPath: string;
  readonly place: readonly string[];
  readonly hosts: string;
  readonly origins: readonly string[];
  readonly notes: readonly string[];
  /** Teachers choose contents from inside the LMS. */
  readonly select: { readonly address: CopyText; readonly words: string };
  readonly settingsPath: string;
  readonly configPath: string;
  /** The same without a title, for an LMS that fetches it; undefined without a link. */
  readonly configUrl: CopyText | undefined;
}

export interface SetupViews {
  readonly 'setup/sheet': SetupPage;
}

export const setupViewNames = ['setup/sheet'] as const satisfies readonly (keyof SetupViews)[];
