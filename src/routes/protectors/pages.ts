import type { Pages } from '../../web/listing.ts';
import type { TimeText } from '../../web/time.ts';
import type { DeskPage } from '../deskPages.ts';
import type { Field, FieldFault } from '../formFields.ts';
import type { LaunchPlots } from '../launchPlots.ts';
import type { Search } from '../lists.ts';
import type { Neighbour } from '../pages.ts';
import type { Tab } from '../protectorTabs.ts';

/** What a protector is now, by word and by colour. */
export interface StateTag {
  readonly text: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'plain';
}

export interface ProtectorLine {
  readonly number: number;
  readonly name: string;
  /** '' where whoever reads may not go there. */
  readonly path: string;
  readonly key: string;
  readonly state: StateTag;
  /** '' where it uses no identity. */
  readonly parameter: string;
  readonly settings: number;
  readonly usedPath: string;
  readonly last: TimeText | undefined;
}

export interface ProtectorsPage extends DeskPage {
  readonly search: Search;
  readonly newPath: string;
  readonly protectors: readonly ProtectorLine[];
  readonly pages: Pages;
  /** Of the domain, on a course's page. */
  readonly ofDomain: readonly ProtectorLine[];
  /** How many more of them there are. */
  readonly moreOfDomain: number;
  readonly isCourse: boolean;
}

export interface FieldGroup {
  readonly title: string;
  readonly lede: string;
  readonly fields: readonly Field[];
  /** Folded away until somebody asks for it; never where something in it is to be mended. */
  readonly folded: boolean;
}

export interface MakeProtectorPage extends DeskPage {
  /** What the domain recommends to a course; each leads to the form with its name. */
  readonly recommended: readonly Neighbour[];
  readonly faults: readonly FieldFault[];
  readonly groups: readonly FieldGroup[];
  readonly confirm: Field | undefined;
}

export interface ShownSecretPage extends DeskPage {
  readonly name: string;
  readonly key: string;
  /** The only page that ever has it. */
  readonly secret: string;
  readonly storedPath: string;
}

export interface ProtectorSettingsPage extends DeskPage {
  readonly tabs: readonly Tab[];
  readonly faults: readonly FieldFault[];
  readonly mark: string;
  readonly groups: readonly FieldGroup[];
  readonly confirm: Field | undefined;
  readonly state: StateTag;
  readonly since: TimeText;
  readonly oldUntil: TimeText | undefined;
  readonly oldUses: number;
  readonly oldLast: TimeText | undefined;
  readonly use: LaunchPlots | undefined;
  readonly secretPath: string;
  readonly removePath: string;
}

export interface ChangeSecretPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly mark: string;
  readonly fields: readonly Field[];
  readonly confirm: Field | undefined;
  readonly back: string;
  readonly oldUntil: TimeText | undefined;
  readonly oldUses: number;
  readonly oldLast: TimeText | undefined;
  readonly endPath: string;
}

export interface UsingSetting {
  readonly course: Neighbour;
  /** A whole course's setting has no item. */
  readonly item: Neighbour | undefined;
  readonly level: string;
  readonly audience: string;
  /** No other protector is accepted there. */
  readonly alone: boolean;
}

export interface UsingLink {
  readonly shortUrl: string;
  readonly course: Neighbour;
  readonly item: Neighbour | undefined;
  readonly launches: number;
  readonly last: TimeText;
}

export interface ProtectorUsedPage extends DeskPage {
  readonly tabs: readonly Tab[];
  readonly search: Search;
  readonly settings: readonly UsingSetting[];
  readonly pages: Pages;
  readonly links: readonly UsingLink[];
  readonly linkPages: Pages;
  readonly looked: number;
}

export interface RemoveProtectorPage extends DeskPage {
  readonly faults: readonly FieldFault[];
  readonly settings: readonly UsingSetting[];
  readonly moreSettings: number;
  readonly links: readonly UsingLink[];
  readonly moreLinks: number;
  readonly running: number;
  readonly usedPath: string;
  readonly back: string;
  readonly number: number;
  readonly field: Field;
  readonly confirm: Field | undefined;
}

export interface SeenOrigin {
  readonly origin: string;
  readonly launches: number;
  readonly last: TimeText;
}

export interface ProtectorOriginsPage extends DeskPage {
  readonly tabs: readonly Tab[];
  readonly faults: readonly FieldFault[];
  readonly approved: readonly string[];
  readonly proposed: readonly {
    readonly origin: string;
    readonly people: number;
    readonly first: TimeText;
    readonly last: TimeText;
  }[];
  readonly origin: Field;
  readonly check: readonly Field[];
  readonly good: number;
  readonly wouldRefuse: number;
  readonly unknown: number;
  readonly refusedFrom: readonly SeenOrigin[];
  readonly notFramable: readonly SeenOrigin[];
  /** So many of the newest were looked at; 0: all. */
  readonly looked: number;
}

export interface ProtectorViews {
  readonly 'protectors/list': ProtectorsPage;
  readonly 'protectors/make': MakeProtectorPage;
  readonly 'protectors/shown': ShownSecretPage;
  readonly 'protectors/settings': ProtectorSettingsPage;
  readonly 'protectors/secret': ChangeSecretPage;
  readonly 'protectors/origins': ProtectorOriginsPage;
  readonly 'protectors/used': ProtectorUsedPage;
  readonly 'protectors/remove': RemoveProtectorPage;
}

export const protectorViewNames = [
  'protectors/list',
  'protectors/make',
  'protectors/shown',
  'protectors/settings',
  'protectors/secret',
  'protectors/origins',
  'protectors/used',
  'protectors/remove',
] as const satisfies readonly (keyof ProtectorViews)[];
