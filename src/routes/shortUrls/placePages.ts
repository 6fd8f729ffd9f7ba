import type { Pages } from '../../web/listing.ts';
import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';
import type { Search } from '../lists.ts';
import type { Tab } from '../protectorTabs.ts';

/** A place in the LMS, approved or seen. */
export interface PlaceLine {
  readonly title: string;
  readonly context: string;
  /** '' for the whole context. */
  readonly resource: string;
  /** As forms name it: `domain:1`. */
  readonly protector: string;
  readonly protectorName: string;
  readonly owner: string;
  readonly launches: number;
  readonly refused: number;
  readonly last: TimeText | undefined;
  readonly state: 'approved' | 'covered' | 'new';
  readonly stateText: string;
  /** '' where there is nothing to take away. */
  readonly removePath: string;
}

/** From which places in the LMS a short URL may be launched. */
export interface PlacesPage extends DeskPage {
  readonly tabs: readonly Tab[];
  readonly faults: readonly FieldFault[];
  readonly mark: string;
  readonly search: Search;
  readonly pages: Pages;
  readonly places: readonly PlaceLine[];
  readonly isSearched: boolean;
  readonly hasProtector: boolean;
  readonly protectorsPath: string;
  readonly typed: readonly Field[];
  readonly check: readonly Field[];
  /** What `enforce` would have refused, in sentences. */
  readonly wouldHave: readonly string[];
}

/** What taking an approved place away means. */
export interface RemovePlacePage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly mark: string;
  readonly context: string;
  readonly resource: string;
  readonly protectorName: string;
  readonly follows: readonly string[];
  readonly isGrave: boolean;
  readonly back: string;
}
