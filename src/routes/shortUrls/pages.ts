import type { CartridgeOutline } from '../../services/shortUrls/cartridgeOutline.ts';
import type { QrDrawing } from '../../services/shortUrls/qrOf.ts';
import type { Pages } from '../../web/listing.ts';
import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault, Option } from '../formFields.ts';
import type { LaunchPlots } from '../launchPlots.ts';
import type { Search } from '../lists.ts';
import type { Neighbour } from '../pages.ts';
import type { Tab } from '../protectorTabs.ts';
import { type KeptIdViews, keptIdViewNames } from './keptPages.ts';
import type { PlacesPage, RemovePlacePage } from './placePages.ts';

export interface CopyText {
  readonly id: string;
  readonly text: string;
  readonly label: string;
}

export interface LinkLine {
  readonly shortId: string;
  readonly title: string;
  readonly itemPath: string;
  /** The folders around the item. */
  readonly folders: string;
  readonly path: string;
  readonly tiny: CopyText;
  readonly launch: CopyText;
  readonly accepted: string;
  readonly state: string;
  readonly signal: 'good' | 'warn' | 'bad';
  readonly lastLaunch: TimeText | undefined;
}

export interface BareLine {
  readonly title: string;
  readonly itemId: string;
  readonly itemPath: string;
  readonly folders: string;
}

export interface LinksPage extends DeskPage {
  readonly tabs: readonly Tab[];
  readonly search: Search;
  readonly pages: Pages;
  readonly links: readonly LinkLine[];
  readonly csvPath: string;
  /** The state that was chosen; '' for those in use. */
  readonly filter: string;
  readonly qrPath: string;
  /** '' where the course is no copy. */
  readonly copiedPath: string;
  readonly idsPath: string;
  readonly cartridgePath: string;
  readonly bareTotal: number;
  readonly makePath: string;
  readonly contentsPath: string;
}

export interface BarePage extends DeskPage {
  readonly tabs: readonly Tab[];
  readonly search: Search;
  readonly pages: Pages;
  readonly items: readonly BareLine[];
  readonly makePath: string;
  readonly total: number;
}

/** Short URLs are being made for all items of a large course. */
export interface MakePage extends DeskPage {
  readonly done: number;
  readonly left: number;
  readonly goesOn: boolean;
  readonly back: Neighbour;
}

/** One QR code with what stands beside it. */
export interface QrLabel extends QrDrawing {
  readonly title: string;
  readonly folders: string;
  readonly address: string;
  /** '' where it is open. */
  readonly closed: string;
}

export interface QrPage extends DeskPage {
  readonly codes: readonly QrLabel[];
  readonly pages: Pages;
  readonly path: string;
  /** One of them, the code's width. */
  readonly size: string;
  readonly sizes: readonly Option[];
  /** What was asked for, to be asked for again in another size. */
  readonly kept: readonly { readonly name: string; readonly value: string }[];
  readonly back: Neighbour;
}

/** `imsmanifest.xml` of a Common Cartridge. */
export interface ManifestXml {
  readonly id: string;
  readonly title: string;
  readonly steps: CartridgeOutline['steps'];
  readonly files: readonly { readonly id: string; readonly name: string }[];
}

/** One short URL: its addresses, its switch and dates. */
export interface LinkPage extends DeskPage {
  readonly tabs: readonly Tab[];
  readonly faults: readonly FieldFault[];
  readonly tiny: CopyText;
  readonly launch: CopyText;
  readonly item: Neighbour | undefined;
  readonly state: string;
  readonly signal: 'good' | 'warn' | 'bad';
  readonly running: number;
  readonly use: LaunchPlots;
  readonly mark: string;
  readonly fields: readonly Field[];
  readonly endSessions: Field | undefined;
  readonly pointPath: string;
  readonly links: string;
}

/** Which other item a short URL is to lead to. */
export interface PointPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly search: Search;
  readonly targets: readonly BareLine[];
  readonly hasMore: boolean;
}

/** What pointing it there means, before it is done. */
export interface PointConfirmPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly tiny: string;
  readonly from: string;
  readonly to: string;
  readonly toId: string;
  readonly running: number;
  readonly mark: string;
  readonly endSessions: Field | undefined;
  readonly action: string;
  readonly back: string;
}

export interface ShortUrlViews extends KeptIdViews {
  readonly 'shortUrls/list': LinksPage;
  readonly 'shortUrls/without': BarePage;
  readonly 'shortUrls/make': MakePage;
  readonly 'shortUrls/qr': QrPage;
  readonly 'shortUrls/manifest': ManifestXml;
  readonly 'shortUrls/link': LinkPage;
  readonly 'shortUrls/places': PlacesPage;
  readonly 'shortUrls/placeRemove': RemovePlacePage;
  readonly 'shortUrls/point': PointPage;
  readonly 'shortUrls/pointConfirm': PointConfirmPage;
}

export const shortUrlViewNames = [
  'shortUrls/list',
  'shortUrls/without',
  'shortUrls/make',
  'shortUrls/qr',
  ...keptIdViewNames,
  'shortUrls/manifest',
  'shortUrls/link',
  'shortUrls/places',
  'shortUrls/placeRemove',
  'shortUrls/point',
  'shortUrls/pointConfirm',
] as const satisfies readonly (keyof ShortUrlViews)[];
