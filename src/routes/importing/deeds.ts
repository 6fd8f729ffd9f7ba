import type { FolderChoice } from '../../services/contents/readContents.ts';
import type { HandedIn } from '../../services/importing/readImport.ts';
import type { ImportQuestion, ImportView } from '../../services/importing/viewImport.ts';
import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import type { Import } from '../../storage/importStore.ts';

/** The deeds that the pages of importing call. */
export interface ImportingRoutes {
  readonly folders: (by: CourseCoordinator) => Promise<readonly FolderChoice[]>;
  readonly recent: (by: CourseCoordinator) => Promise<readonly Import[]>;
  /** Answers the import's number; it is read by then, or still being read. */
  readonly handIn: (
    by: CourseCoordinator,
    handed: Pick<HandedIn, 'folder' | 'name' | 'file'>,
  ) => Promise<number>;
  readonly view: (by: CourseCoordinator, question: ImportQuestion) => Promise<ImportView | undefined>;
  /** False where it is not the one that was looked at any more. */
  readonly apply: (by: CourseCoordinator, one: Pick<Import, 'id' | 'mark'>) => Promise<boolean>;
  readonly discard: (by: CourseCoordinator, id: number) => Promise<boolean>;
}

/** Where a handler is, and what it may call. */
export interface Here {
  readonly at: CourseCoordinator;
  readonly deeds: ImportingRoutes;
}
