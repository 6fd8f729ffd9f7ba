import type { Pages } from '../../web/listing.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';
import type { Search } from '../lists.ts';
import type { Neighbour } from '../pages.ts';

/** Old and new short URLs of a copied course. */
export interface CopiedPage extends DeskPage {
  readonly search: Search;
  readonly pages: Pages;
  readonly pairs: readonly {
    readonly title: string;
    readonly path: string;
    readonly course: string;
    readonly oldTiny: string;
    readonly oldLaunch: string;
    readonly newTiny: string;
    readonly newLaunch: string;
    readonly copyId: string;
  }[];
  readonly isCopy: boolean;
  readonly withoutSecret: number;
  readonly protectorsPath: string;
  readonly withoutWord: number;
  readonly settingsPath: string;
  readonly csvPath: string;
  readonly links: Neighbour;
}

/** Where ids from elsewhere are handed in. */
export interface IdsPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly fields: readonly Field[];
  readonly action: string;
  readonly cancel: Neighbour;
}

export interface IdLine {
  readonly line: string;
  readonly item: string;
  readonly id: string;
  readonly tone: 'good' | 'plain' | 'bad';
  readonly verdict: string;
  readonly reason: string;
}

/** What a list of them would do. */
export interface IdsPreviewPage extends DeskPage {
  readonly meanwhile: boolean;
  readonly faulty: number;
  readonly same: number;
  readonly fresh: number;
  readonly unknownColumns: string;
  readonly rows: readonly IdLine[];
  readonly pages: Pages;
  readonly search: Search | undefined;
  readonly mark: string;
  readonly csvPath: string;
  readonly againPath: string;
}

export interface KeptIdViews {
  readonly 'shortUrls/copied': CopiedPage;
  readonly 'shortUrls/ids': IdsPage;
  readonly 'shortUrls/idsPreview': IdsPreviewPage;
}

export const keptIdViewNames = [
  'shortUrls/copied',
  'shortUrls/ids',
  'shortUrls/idsPreview',
] as const satisfies readonly (keyof KeptIdViews)[];
