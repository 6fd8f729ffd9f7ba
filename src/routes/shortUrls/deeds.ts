import type { Readable } from 'node:stream';
import type { CopyRead } from '../../services/courses/readCopy.ts';
import type { CsvEncoding } from '../../services/csvEncoding.ts';
import type { OwnCounts } from '../../services/journal/ownCounts.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import type { CartridgeOutline } from '../../services/shortUrls/cartridgeOutline.ts';
import type { TextFile } from '../../services/shortUrls/cartridgeZip.ts';
import type { ChangedPlaces, PlaceChange } from '../../services/shortUrls/changePlaces.ts';
import type { ChangedLink, LinkChange, MarkedLink } from '../../services/shortUrls/changeShortUrl.ts';
import type { AppliedDraft, IdDraft, KeptIds, ReadPreview } from '../../services/shortUrls/idDrafts.ts';
import type { LinkPlaces, PlacesQuestion, PlaceToRemove } from '../../services/shortUrls/linkPlaces.ts';
import type { BareItems, ShortUrlList } from '../../services/shortUrls/listShortUrls.ts';
import type { MadeSoFar } from '../../services/shortUrls/makeShortUrls.ts';
import type { PointedLink, Pointing } from '../../services/shortUrls/pointShortUrl.ts';
import type { QrDrawing } from '../../services/shortUrls/qrOf.ts';
import type { LinkPair, PairQuestion } from '../../storage/linkCopyStore.ts';
import type { LinkedItem, LinkQuestion } from '../../storage/linkListStore.ts';

export type Question = Omit<LinkQuestion, 'now'>;

/** The deeds that the pages of short URLs call. */
export interface ShortUrlRoutes {
  readonly list: (by: CourseCoordinator, question: Question) => Promise<ShortUrlList>;
  readonly all: (by: CourseCoordinator, question: Question) => AsyncIterable<Omit<ShortUrlList, 'total'>>;
  readonly without: (
    by: CourseCoordinator,
    question: Pick<Question, 'pattern' | 'offset' | 'most'>,
  ) => Promise<BareItems>;
  /** Tells how many were made. */
  readonly make: (by: CourseCoordinator, items: readonly string[]) => Promise<number>;
  /** For all that have none, as far as it comes within a visitor's patience. */
  readonly makeAll: (by: CourseCoordinator) => Promise<MadeSoFar>;
  readonly qr: (text: string) => Promise<QrDrawing>;
  readonly outline: (by: CourseCoordinator, question: Question) => Promise<CartridgeOutline>;
  readonly zip: (files: Iterable<TextFile>) => Promise<Readable>;
  readonly read: (by: CourseCoordinator, shortId: string) => Promise<MarkedLink | undefined>;
  /** Its launches, by day. */
  readonly counts: (by: CourseCoordinator, link: number) => Promise<OwnCounts>;
  readonly change: (change: Omit<LinkChange, 'now'>) => Promise<ChangedLink>;
  readonly targets: (
    by: CourseCoordinator,
    question: { readonly pattern: string | undefined; readonly most: number },
  ) => Promise<readonly LinkedItem[]>;
  readonly target: (by: CourseCoordinator, itemId: string) => Promise<LinkedItem | undefined>;
  readonly point: (pointing: Omit<Pointing, 'now'>) => Promise<PointedLink>;
  readonly readPlaces: (
    by: CourseCoordinator,
    question: Omit<PlacesQuestion, 'now'>,
  ) => Promise<LinkPlaces | undefined>;
  readonly readPlace: (
    by: CourseCoordinator,
    which: { readonly shortId: string; readonly place: number },
  ) => Promise<PlaceToRemove | undefined>;
  readonly changePlaces: (change: Omit<PlaceChange, 'now'>) => Promise<ChangedPlaces>;
  readonly copied: (by: CourseCoordinator, question: PairQuestion) => Promise<CopyRead>;
  /** Whether its short URLs stand for those of another course. */
  readonly isCopy: (by: CourseCoordinator) => Promise<boolean>;
  readonly allCopied: (by: CourseCoordinator, question: PairQuestion) => AsyncIterable<readonly LinkPair[]>;
  readonly handIn: (list: {
    readonly by: CourseCoordinator;
    readonly content: Uint8Array | string;
    readonly encoding: CsvEncoding;
  }) => Promise<KeptIds>;
  readonly preview: (draft: IdDraft) => Promise<ReadPreview | undefined>;
  readonly apply: (draft: IdDraft & { readonly mark: string }) => Promise<AppliedDraft>;
  /** What the addresses of the domain begin with. */
  readonly originOf: (domain: string) => Promise<string>;
}

/** Where a handler is, and what it may call. */
export interface Here {
  readonly at: CourseCoordinator;
  readonly deeds: ShortUrlRoutes;
}
