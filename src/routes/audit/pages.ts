import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Search } from '../lists.ts';

/** One setting that a change touched. */
export interface AuditDifference {
  readonly field: string;
  readonly before: string;
  readonly after: string;
}

export interface AuditEntryLine {
  readonly time: TimeText;
  readonly who: string;
  readonly deed: string;
  readonly object: string;
  readonly place: string;
  readonly differences: readonly AuditDifference[];
}

export interface AuditPage extends DeskPage {
  readonly search: Search;
  readonly entries: readonly AuditEntryLine[];
  readonly older: string;
  readonly newest: string;
  readonly csvPath: string;
  readonly count: number;
  readonly head: string;
}

export interface AuditViews {
  readonly 'audit/domain': AuditPage;
}

export const auditViewNames = ['audit/domain'] as const satisfies readonly (keyof AuditViews)[];
