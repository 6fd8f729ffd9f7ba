import type { Pages } from '../../web/listing.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';
import type { Search } from '../lists.ts';
import type { Neighbour } from '../pages.ts';
import type { FileForm } from '../uploading.ts';

/** A word with the way it is shown. */
export interface StateTag {
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
  readonly text: string;
}

export interface RosterRow {
  readonly id: number;
  readonly name: string;
  readonly username: string;
  readonly role: string;
  readonly section: string;
  readonly days: string;
  readonly state: StateTag;
  readonly hasPassword: boolean;
  /** '' where whoever looks may not change it. */
  readonly changePath: string;
}

export interface RosterPage extends DeskPage {
  readonly act: Neighbour;
  readonly search: Search;
  readonly searched: boolean;
  readonly ticked: boolean;
  readonly tickPath: string;
  readonly rows: readonly RosterRow[];
  readonly pages: Pages;
  readonly changePath: string;
  readonly removePath: string;
  readonly importPath: string;
  readonly csvPath: string;
  /** The words of this list's address, to come back to. */
  readonly back: string;
}

export interface NewRolePage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly fields: readonly Field[];
  readonly importPath: string;
  readonly cancel: Neighbour;
}

/** A form about some roles, each named. */
export interface RolesPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly ids: readonly number[];
  readonly mark: string;
  readonly back: string;
  readonly who: readonly { readonly name: string; readonly what: string }[];
  readonly cancel: Neighbour;
  readonly submit: string;
}

export interface ChangeRolesPage extends RolesPage {
  readonly fields: readonly Field[];
}

export interface ImportPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly fields: readonly Field[];
  readonly fileForm: FileForm;
  readonly cancel: Neighbour;
}

/** One row of a list, or a role that the list does not have. */
export interface ImportLine {
  /** '' for what stands in no line. */
  readonly line: string;
  readonly username: string;
  readonly name: string;
  readonly role: string;
  readonly section: string;
  readonly days: string;
  readonly verdict: StateTag;
  readonly reason: string;
}

export interface PreviewPage extends DeskPage {
  readonly tabs: readonly { readonly text: string; readonly path: string; readonly current: boolean }[];
  readonly rows: readonly ImportLine[];
  readonly pages: Pages;
  readonly search: Search | undefined;
  /** Headings that say nothing to us. */
  readonly unknownColumns: string;
  readonly leftOut: number;
  readonly unknown: number;
  readonly unknownPath: string;
  readonly csvPath: string;
  readonly againPath: string;
  readonly meanwhile: boolean;
  /** No row would add or change anything. */
  readonly isNothing: boolean;
  /** '' where there is nothing to apply. */
  readonly submit: string;
  readonly missing: Field | undefined;
  readonly mark: string;
}

export interface RosterViews {
  readonly 'roster/import': ImportPage;
  readonly 'roster/preview': PreviewPage;
  readonly 'roster/list': RosterPage;
  readonly 'roster/new': NewRolePage;
  readonly 'roster/change': ChangeRolesPage;
  readonly 'roster/remove': RolesPage;
}

export const rosterViewNames = [
  'roster/import',
  'roster/preview',
  'roster/list',
  'roster/new',
  'roster/change',
  'roster/remove',
] as const satisfies readonly (keyof RosterViews)[];
