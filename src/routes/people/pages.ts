import type { Pages } from '../../web/listing.ts';
import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';
import type { Search } from '../lists.ts';
import type { FileForm } from '../uploading.ts';

export interface PersonLine {
  readonly path: string;
  readonly username: string;
  readonly displayName: string;
  readonly email: string;
  readonly coordinator: boolean;
  readonly disabled: boolean;
  readonly hasPassword: boolean;
  readonly courses: number;
}

export interface PeoplePage extends DeskPage {
  readonly search: Search;
  readonly people: readonly PersonLine[];
  readonly pages: Pages;
  /** Whether something was searched for or filtered. */
  readonly isSearch: boolean;
  readonly newPath: string;
  readonly importPath: string;
}

export interface NewPersonPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly fields: readonly Field[];
  readonly confirm: Field | undefined;
  readonly importPath: string;
}

export interface RoleLine {
  readonly course: string;
  readonly id: string;
  readonly path: string;
  readonly archived: boolean;
  readonly role: string;
  readonly section: string;
  readonly dates: string;
}

export interface PersonPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly mark: string;
  readonly fields: readonly Field[];
  readonly confirm: Field | undefined;
  readonly username: string;
  readonly disabled: boolean;
  readonly coordinator: boolean;
  readonly hasPassword: boolean;
  readonly made: TimeText;
  readonly sessions: number;
  readonly addressUntil: TimeText | undefined;
  readonly roles: readonly RoleLine[];
  /** Undefined above a short list. */
  readonly search: Search | undefined;
  readonly pages: Pages;
  /** Of this page; what can be done stands below it. */
  readonly path: string;
  readonly isSelf: boolean;
  readonly keeping: string;
}

export interface ImportPage extends DeskPage {
  readonly fileForm: FileForm;
  readonly faults: readonly FieldFault[];
  readonly fields: readonly Field[];
}

/** One row of a list that was handed in. */
export interface ImportLine {
  readonly line: number;
  readonly username: string;
  readonly name: string;
  readonly email: string;
  readonly verdict: string;
  readonly tag: 'good' | 'warn' | 'bad' | 'plain';
  readonly reason: string;
}

export interface ImportPreviewPage extends DeskPage {
  readonly rows: readonly ImportLine[];
  readonly pages: Pages;
  readonly search: Search | undefined;
  readonly tabs: readonly { readonly text: string; readonly path: string; readonly current: boolean }[];
  /** Headings that say nothing to us; '' where there are none. */
  readonly unknown: string;
  readonly faultCount: number;
  /** Whether everybody of the list is there already, as it says. */
  readonly isNothing: boolean;
  readonly submit: string;
  readonly csvPath: string;
  readonly againPath: string;
}

export interface PeopleViews {
  readonly 'people/list': PeoplePage;
  readonly 'people/new': NewPersonPage;
  readonly 'people/person': PersonPage;
  readonly 'people/import': ImportPage;
  readonly 'people/preview': ImportPreviewPage;
}

export const peopleViewNames = [
  'people/list',
  'people/new',
  'people/person',
  'people/import',
  'people/preview',
] as const satisfies readonly (keyof PeopleViews)[];
