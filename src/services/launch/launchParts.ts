import type { LaunchPersonStore } from '../../storage/launchPersonStore.ts';
import type { LaunchSessionStore } from '../../storage/launchSessionStore.ts';
import type { LaunchStore } from '../../storage/launchStore.ts';
import type { LaunchTargetStore } from '../../storage/launchTargetStore.ts';
import type { RelaunchStore } from '../../storage/relaunchStore.ts';
import type { KeyRing } from '../keys/keyRing.ts';
import type { CourseVisitParts } from '../visit/courseVisit.ts';
import type { FairTurns } from './fairTurns.ts';
import type { LaunchInspector } from './launchInspector.ts';
import type { PlacesSeen } from './placesSeen.ts';
import type { RefusalJournal } from './refusalJournal.ts';
import type { RepeatJournal } from './repeatJournal.ts';

/** Everything that a launch needs, joined by hand in `app.ts`. */
export interface LaunchParts {
  /** The server's own PUBLIC_URL: an origin. */
  readonly publicUrl: string;
  /** Its host, and its port where that is not the usual one. */
  readonly publicHost: string;
  readonly targets: LaunchTargetStore;
  readonly people: LaunchPersonStore;
  readonly launches: LaunchStore;
  readonly sessions: LaunchSessionStore;
  readonly relaunches: RelaunchStore;
  /** To judge where a launch leads on to. */
  readonly visits: CourseVisitParts;
  readonly refusals: RefusalJournal;
  readonly repeats: RepeatJournal;
  /** Looks at launches afterwards, for coordinators. */
  readonly inspector: LaunchInspector;
  /** Counts where they come from, likewise. */
  readonly places: PlacesSeen;
  readonly keys: KeyRing;
  readonly turns: Pick<FairTurns, 'run'>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly newReference: () => string;
  /** Something that must be known and concerns no launch's outcome: a ciphertext that does not open. */
  readonly alarm: (sentence: string, facts: Readonly<Record<string, string | number>>) => void;
}
