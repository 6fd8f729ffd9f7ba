import type { DeletedItems, Deleting, Loss } from '../../services/contents/deleteItems.ts';
import type { EditedItem, ItemEdit, MarkedItem } from '../../services/contents/editItem.ts';
import type { MadeItem, NewItem } from '../../services/contents/makeItem.ts';
import type { MovedItems, Moving } from '../../services/contents/moveItems.ts';
import type { ContentsList, ContentsQuestion, FolderChoice } from '../../services/contents/readContents.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import type { UnpackedSite } from '../../services/sites/unpackSite.ts';

type Given<Deed> = Omit<Deed, 'now' | 'pathOf'>;

/** The deeds that the pages of a course's contents call. */
export interface ContentsRoutes {
  readonly list: (
    by: CourseCoordinator,
    question: Omit<ContentsQuestion, 'now'>,
  ) => Promise<ContentsList | undefined>;
  readonly folders: (by: CourseCoordinator, moving: readonly string[]) => Promise<readonly FolderChoice[]>;
  readonly make: (item: Given<NewItem>) => Promise<MadeItem>;
  readonly read: (by: CourseCoordinator, itemId: string) => Promise<MarkedItem | undefined>;
  readonly edit: (edit: Given<ItemEdit>) => Promise<EditedItem>;
  readonly move: (moving: Given<Moving>) => Promise<MovedItems>;
  readonly loss: (by: CourseCoordinator, items: readonly string[]) => Promise<Loss>;
  readonly remove: (deleting: Given<Deleting>) => Promise<DeletedItems>;
  /** Tells how many were made. */
  readonly makeShortUrls: (by: CourseCoordinator, items: readonly string[]) => Promise<number>;
  /** What the addresses of the domain begin with. */
  readonly originOf: (domain: string) => Promise<string>;
  /** Unpacks a site beside its archive. */
  readonly unpack: (archive: string) => Promise<UnpackedSite>;
  /** HTML of a page of the course with this path from its Markdown, sanitised. */
  readonly render: (body: string, course: string) => Promise<string>;
}

/** Where a handler is, and what it may call. */
export interface Here {
  readonly at: CourseCoordinator;
  readonly deeds: ContentsRoutes;
}
