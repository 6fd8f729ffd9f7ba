import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';
import type { Search } from '../lists.ts';
import type { Tab } from '../protectorTabs.ts';
import type { FileForm } from '../uploading.ts';

/** What `layout/copy` shows. */
export interface Copy {
  readonly id: string;
  readonly text: string;
  readonly label: string;
}

/** One row of the contents. */
export interface ContentsRow {
  readonly itemId: string;
  readonly title: string;
  readonly path: string;
  readonly kind: string;
  readonly isFolder: boolean;
  /** Of a folder: what lies in it, and where that is listed. */
  readonly inside: string;
  readonly openPath: string;
  /** How far it is moved in, at most 8. */
  readonly depth: number;
  /** The folders around it, where the page does not show them. */
  readonly folders: string;
  readonly who: string;
  readonly source: string;
  readonly isNobodys: boolean;
  readonly copy: Copy | undefined;
  readonly isClosed: boolean;
  /** '' where they were not counted. */
  readonly launches: string;
  /** Id of the folder that it lies in; '' at the top. */
  readonly parent: string;
  readonly movePath: string;
  readonly editPath: string;
}

export interface ContentsTree extends DeskPage {
  readonly act: Way;
  readonly search: Search;
  readonly pages: {
    readonly from: number;
    readonly to: number;
    readonly total: number;
    readonly previousPath: string;
    readonly nextPath: string;
  };
  readonly rows: readonly ContentsRow[];
  readonly path: string;
  /** Id of the folder that is shown; '' for the top. */
  readonly folder: string;
  readonly isEmptyCourse: boolean;
  /** Things can be dragged where the rows stand in their order. */
  readonly isOrdered: boolean;
  /** How many rows of this page nobody can open. */
  readonly nobodys: number;
}

/** A link with its words. */
export interface Way {
  readonly path: string;
  readonly text: string;
}

export interface ItemForm extends DeskPage {
  readonly tabs: readonly Tab[];
  readonly faults: readonly FieldFault[];
  readonly action: string;
  readonly mark: string;
  readonly kind: string;
  readonly folder: string;
  readonly fields: readonly Field[];
  /** Of a file: what to choose, and how large it may be. */
  readonly file: { readonly hint: string; readonly fault: string; readonly form: FileForm } | undefined;
  readonly hasPreview: boolean;
  /** Sanitised; undefined where none was asked for. */
  readonly sanitisedHtml: string | undefined;
  /** What stands there now, where somebody else changed it. */
  readonly there: string | undefined;
  readonly submit: string;
  readonly movePath: string;
  readonly deletePath: string;
}

export interface KindChoice extends DeskPage {
  readonly kinds: readonly { readonly path: string; readonly text: string; readonly hint: string }[];
}

export interface MovePage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly action: string;
  readonly items: readonly { readonly itemId: string; readonly title: string }[];
  readonly back: string;
  /** One item alone can go up and down. */
  readonly isSingle: boolean;
  readonly folder: Field;
  readonly place: Field;
}

export interface DeletePage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly action: string;
  readonly items: readonly { readonly itemId: string; readonly title: string }[];
  readonly back: string;
  readonly mark: string;
  /** In words, one line each. */
  readonly losses: readonly string[];
  /** Asked for where folders with something in them go. */
  readonly confirmTitle: Field | undefined;
  readonly submit: string;
}

export interface ContentsViews {
  readonly 'contents/tree': ContentsTree;
  readonly 'contents/kinds': KindChoice;
  readonly 'contents/form': ItemForm;
  readonly 'contents/move': MovePage;
  readonly 'contents/delete': DeletePage;
}

export const contentsViewNames = [
  'contents/tree',
  'contents/kinds',
  'contents/form',
  'contents/move',
  'contents/delete',
] as const satisfies readonly (keyof ContentsViews)[];
