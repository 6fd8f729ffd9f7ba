import type { CourseCoordinator } from '../../services/rights/coordinators.ts';
import type { AddedRole, NewRole } from '../../services/roster/addRole.ts';
import type { ChangedRoles, ChosenRoles, RoleChange } from '../../services/roster/changeRoles.ts';
import type {
  AppliedRoster,
  HandedInRoster,
  KeptRoster,
  RosterDraft,
  RosterPreview,
} from '../../services/roster/importRoster.ts';
import type { RosterEntry, RosterPart, RosterQuestion } from '../../services/roster/readRoster.ts';
import type { MarkedRoles } from '../../services/roster/rosterParts.ts';
import type { FindPeople } from '../choosingPeople.ts';

/** The deeds that the pages of a roster call. */
export interface RosterRoutes {
  readonly read: (
    by: CourseCoordinator,
    part: { readonly question: RosterQuestion; readonly offset: number; readonly most: number },
  ) => Promise<RosterPart>;
  readonly all: (by: CourseCoordinator, question: RosterQuestion) => AsyncIterable<readonly RosterEntry[]>;
  readonly roles: (by: CourseCoordinator, ids: readonly number[]) => Promise<MarkedRoles>;
  readonly findPeople: FindPeople<CourseCoordinator>;
  readonly add: (adding: { readonly by: CourseCoordinator; readonly role: NewRole }) => Promise<AddedRole>;
  readonly change: (changing: ChosenRoles & { readonly change: RoleChange }) => Promise<ChangedRoles>;
  readonly end: (chosen: ChosenRoles) => Promise<ChangedRoles>;
  readonly handIn: (list: HandedInRoster) => Promise<KeptRoster>;
  readonly preview: (draft: RosterDraft) => Promise<RosterPreview | undefined>;
  readonly apply: (
    applying: RosterDraft & { readonly mark: string; readonly endMissing: boolean },
  ) => Promise<AppliedRoster>;
}

/** A page of a roster: whose, and what can be done. */
export interface Here {
  readonly at: CourseCoordinator;
  readonly deeds: RosterRoutes;
}
