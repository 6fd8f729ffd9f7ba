import type { Access, Exit, Listing, Others, Scope, Target } from '../../model/deepLink.ts';
import type { LmsKind } from '../../model/lmsKinds.ts';
import type { MenuPart } from '../../model/menu.ts';
import type { CheckMode, ProtectorLevel, RelaunchMode, UseIdentity } from '../../model/protector.ts';
import type { CourseRole } from '../../model/roles.ts';
import type { Secret } from '../../model/secret.ts';
import type { SecretRules } from '../../model/secretRules.ts';
import type { FilePath } from './faults.ts';
import type { PlannedFile } from './pathFiles.ts';
import type { PlannedTime } from './plannedTime.ts';

/**
 * What a provision file asks for, proven and in normal form (usernames canonical, names in NFC, origins in lower
 * case). A key that the file leaves out is undefined here: at creation the default, later "do not touch".
 */
export interface ProvisionPlan {
  readonly domains: readonly DomainPlan[];
}

/** Where in the file it stands; `ReadProvision.faultAt` makes a fault of it. */
interface Placed {
  readonly path: FilePath;
}

export interface DomainPlan extends Placed {
  readonly name: string;
  readonly title: string | undefined;
  /** An origin. */
  readonly publicUrl: string | undefined;
  readonly timeZone: string | undefined;
  readonly trustLaunchUsernames: boolean | undefined;
  /** How long journal rows are kept. */
  readonly journalDays: number | undefined;
  /** Each rule on its own may be left out. */
  readonly secretRules: Partial<SecretRules> | undefined;
  /** To be recommended beside those that are; none is taken away. */
  readonly recommendedLaunchers: readonly LauncherPlan[];
  readonly people: readonly PersonPlan[];
  readonly protectors: readonly ProtectorPlan[];
  readonly courses: readonly CoursePlan[];
}

/** Known again by its name. */
export interface LauncherPlan extends Placed {
  readonly name: string;
  /** Undefined: at creation what the name speaks of. */
  readonly lms: LmsKind | undefined;
}

export interface PersonPlan extends Placed {
  readonly username: string;
  readonly name: string | undefined;
  readonly email: string | undefined;
  /** At most one of the two; both count at creation only. */
  readonly password: Secret | undefined;
  readonly passwordHash: Secret | undefined;
  readonly domainCoordinator: boolean | undefined;
  readonly disabled: boolean | undefined;
}

export interface ProtectorPlan extends Placed {
  readonly name: string;
  /** Kept by `export`; to be given at creation, and refused where it is or was another protector's. */
  readonly number: number | undefined;
  readonly key: string | undefined;
  readonly secret: Secret | undefined;
  /** Seconds. */
  readonly nonceLifetime: number | undefined;
  readonly enabled: boolean | undefined;
  /** For `startingSecond` and `endingSecond`, with the domain's time zone. */
  readonly validFrom: PlannedTime | undefined;
  readonly validUntil: PlannedTime | undefined;
  readonly useIdentity: UseIdentity | false | undefined;
  readonly origins: readonly string[] | undefined;
  readonly originCheck: CheckMode | undefined;
  readonly rememberUsers: CheckMode | undefined;
  readonly relaunch: RelaunchMode | undefined;
}

export interface CoursePlan extends Placed {
  readonly id: string;
  readonly title: string | undefined;
  readonly trustLaunchUsernames: boolean | undefined;
  readonly roles: readonly RolePlan[];
  readonly protectors: readonly ProtectorPlan[];
  readonly menus: readonly MenuPlan[];
  readonly deepLink: DeepLinkPlan | undefined;
  /** In order; so are the contents of folders. */
  readonly contents: readonly ItemPlan[];
  readonly shortUrls: 'all' | readonly ShortUrlPlan[] | undefined;
}

/** A menu collection, known again by its name. */
export interface MenuPlan {
  readonly name: string;
  readonly shows: readonly MenuPart[];
}

/** Known again by username, role and section ('' = the whole course). */
export interface RolePlan extends Placed {
  readonly username: string;
  readonly role: CourseRole;
  readonly section: string;
  /** ISO days, the last one included. */
  readonly starts: string | undefined;
  readonly ends: string | undefined;
}

export type ItemPlan = FolderPlan | PagePlan | FilePlan | WebPlan;

interface AnyItem extends Placed {
  readonly id: string;
  readonly title: string;
  readonly deepLink: DeepLinkPlan | undefined;
}

export interface FolderPlan extends AnyItem {
  readonly kind: 'folder';
  readonly contents: readonly ItemPlan[];
}

export interface PagePlan extends AnyItem {
  readonly kind: 'page';
  /** Markdown. */
  readonly body: string;
}

export interface FilePlan extends AnyItem {
  /** A site is the zip of one. */
  readonly kind: 'file' | 'site';
  readonly file: PlannedFile;
}

export interface WebPlan extends AnyItem {
  readonly kind: 'web';
  readonly url: string;
}

export interface DeepLinkPlan extends Placed {
  readonly everybody: PartsPlan;
  readonly sections: readonly (Placed & { readonly section: string; readonly parts: PartsPlan })[];
  readonly users: readonly (Placed & { readonly username: string; readonly parts: PartsPlan })[];
}

/** What is undefined is inherited. */
export interface PartsPlan {
  readonly access: Access | undefined;
  readonly protect: ProtectPlan | undefined;
  readonly scope: Scope | undefined;
  readonly others: Others | undefined;
  readonly listing: Listing | undefined;
  readonly target: Target | undefined;
  readonly exit: Exit | undefined;
  /** `standard`, or the name of a menu collection of the course. */
  readonly menu: string | undefined;
}

export type ProtectPlan =
  | { readonly kind: 'none' }
  /** By name: they may be in the database already. An empty list lets no launch in. */
  | { readonly kind: 'protectors'; readonly protectors: readonly ProtectorName[] }
  /** Without a word (`unset`) the item is closed. */
  | { readonly kind: 'key'; readonly word: Secret | undefined };

export interface ProtectorName {
  readonly level: ProtectorLevel;
  readonly name: string;
}

export interface ShortUrlPlan extends Placed {
  readonly item: string;
  /** An address to be kept; undefined where the item's own, or a new one, will do. */
  readonly id: string | undefined;
  readonly enabled: boolean | undefined;
  readonly validFrom: PlannedTime | undefined;
  readonly validUntil: PlannedTime | undefined;
  readonly placeCheck: CheckMode | undefined;
  /** To be approved beside those that are; they are never taken away. */
  readonly places: readonly LinkPlacePlan[];
}

/** A place in an LMS (R7). Ids exactly as the LMS sends them, without normal form. */
export interface LinkPlacePlan extends Placed {
  readonly protector: ProtectorName;
  readonly context: string;
  /** Undefined: the whole context. */
  readonly resourceLink: string | undefined;
}
