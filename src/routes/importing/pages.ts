import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';
import type { Search } from '../lists.ts';
import type { Tab } from '../protectorTabs.ts';
import type { FileForm } from '../uploading.ts';

export interface ImportTag {
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  readonly text: string;
}

export interface ImportForm extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly action: string;
  readonly fields: readonly Field[];
  readonly fileForm: FileForm;
  readonly cancel: { readonly path: string; readonly text: string };
  readonly recent: readonly {
    readonly name: string;
    readonly path: string;
    readonly at: TimeText;
    readonly state: ImportTag;
  }[];
}

/** One entry of an archive. */
export interface EntryLine {
  readonly title: string;
  /** Where it lies in the archive; '' where its title says so. */
  readonly place: string;
  /** How far it is moved in, at most 8. */
  readonly depth: number;
  readonly isFolder: boolean;
  readonly kind: string;
  readonly itemId: string;
  /** '' where there is no such item yet. */
  readonly itemPath: string;
  readonly verdict: ImportTag;
  readonly reason: string;
}

export interface ImportLook extends DeskPage {
  readonly state: string;
  readonly tag: ImportTag;
  /** '' where nothing went wrong. */
  readonly problem: string;
  readonly kind: string;
  readonly folder: string;
  readonly progress: { readonly done: number; readonly total: number } | undefined;
  readonly action: string;
  readonly mark: string;
  /** The button says what it does; '' where there is nothing to do. */
  readonly submit: string;
  readonly isNothing: boolean;
  readonly isSame: boolean;
  readonly summary: string;
  readonly tabs: readonly Tab[];
  readonly search: Search;
  readonly show: string;
  readonly rows: readonly EntryLine[];
  readonly pages: {
    readonly from: number;
    readonly to: number;
    readonly total: number;
    readonly previousPath: string;
    readonly nextPath: string;
  };
  readonly csvPath: string;
  readonly againPath: string;
  readonly contentsPath: string;
}

export interface ImportingViews {
  readonly 'importing/form': ImportForm;
  readonly 'importing/look': ImportLook;
}

export const importingViewNames = [
  'importing/form',
  'importing/look',
] as const satisfies readonly (keyof ImportingViews)[];
