import type { RootKeys } from '../../crypto/rootKeys.ts';
import type { SecretRules } from '../../model/secretRules.ts';
import type { CourseScope } from '../../storage/courseStore.ts';
import type { Sql } from '../../storage/door.ts';
import type { KnownMenu } from '../../storage/menuStore.ts';
import type { DomainSeal } from '../keys/domainSeal.ts';
import type { Ledger, Where } from './applyLedger.ts';
import type { KeptFiles } from './applySites.ts';
import type { FilePath } from './faults.ts';
import type { PersonPlan } from './plan.ts';

/** What every step of a run has at hand. */
export interface Applying {
  readonly sql: Sql;
  readonly ledger: Ledger;
  readonly root: RootKeys;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly dryRun: boolean;
  /** The server's own origin, for domains without one. */
  readonly publicUrl: string;
  readonly newShortId: () => string;
  /** Files of items, kept already. */
  readonly files: KeptFiles;
  /** Passwords of people who are new, hashed already. */
  readonly hashes: ReadonlyMap<PersonPlan, string>;
}

export interface InDomain extends Applying {
  readonly domain: {
    readonly id: number;
    readonly name: string;
    readonly timeZone: string;
    readonly secretRules: SecretRules;
    /** The origin that its links begin with. */
    readonly origin: string;
  };
  readonly seal: DomainSeal;
  /** Ids of everybody in the domain, by username. */
  readonly people: ReadonlyMap<string, number>;
  /** Numbers of the domain's own protectors, by name. */
  readonly protectors: ReadonlyMap<string, number>;
}

export interface InCourse extends InDomain {
  readonly scope: CourseScope;
  readonly where: Where;
  /** Where the course stands in the file. */
  readonly coursePath: FilePath;
  /** Numbers of the course's own protectors, by name. */
  readonly courseProtectors: ReadonlyMap<string, number>;
  /** The course's menu collections, by name. */
  readonly menus: ReadonlyMap<string, KnownMenu>;
}
