import { type Menu, standardMenu } from './menu.ts';
import { type ProtectorRef, sameProtector } from './protector.ts';

/** Launch or normal session, by launch only, or no deep link. */
export type Access = 'either' | 'only' | 'off';

/**
 * What a launch must bring. No protector in the set: nobody's launch will do.
 * The shared word of `key` is a secret and is kept elsewhere (R9).
 */
export type Protect =
  | { readonly kind: 'none' }
  | { readonly kind: 'protectors'; readonly refs: readonly ProtectorRef[] }
  | {
      readonly kind: 'key';
      /** Versions of the words that will do, any one of them; none: nobody can be let in. */
      readonly words?: readonly string[];
    };

/** What else the launch opens. */
export type Scope = 'resource' | 'folder' | 'subtree';

/** The rest of the course in a launched session. */
export type Others = 'hide' | 'show';

/** How the item appears in contents for students in normal sessions. */
export type Listing = 'full' | 'details' | 'absent';

/** Where the item is shown: where the LMS shows it, in place of the LMS's whole page, or in a window of its own. */
export const targets = ['frame', 'top', 'window'] as const;
export type Target = (typeof targets)[number];

/** Where the button on launched pages leads: nowhere (there is none), back to the LMS, or to an own address. */
export type Exit =
  | { readonly kind: 'none' }
  | { readonly kind: 'lms' }
  | { readonly kind: 'address'; readonly url: string; readonly text: string };

/** The parts of a deep-link setting (product.md, Deep-link settings). */
export interface DeepLink {
  readonly access: Access;
  readonly protect: Protect;
  readonly scope: Scope;
  readonly others: Others;
  readonly listing: Listing;
  readonly target: Target;
  readonly exit: Exit;
  readonly menu: Menu;
}

/** What one level sets; what it does not set is inherited, each part on its own. */
export type DeepLinkSetting = Partial<DeepLink>;

export type Audience =
  | { readonly kind: 'everybody' }
  | { readonly kind: 'section'; readonly section: string }
  | { readonly kind: 'user'; readonly personId: number };

/** One level's setting as it is kept. There is at most one for an item and audience. */
export interface StoredSetting {
  /** Number of the resource or folder; null for the whole course. */
  readonly item: number | null;
  readonly audience: Audience;
  readonly parts: DeepLinkSetting;
}

/** What holds where no level says anything (contract.md, Provision file). */
export const defaultDeepLink: DeepLink = {
  access: 'either',
  protect: { kind: 'none' },
  scope: 'resource',
  others: 'show',
  listing: 'full',
  target: 'frame',
  exit: { kind: 'lms' },
  menu: standardMenu,
};

/**
 * Is this protector's launch all that the item asks for? Without a rule any protector of the course or its domain
 * will do. `key` asks for the shared word, which no launch brings.
 */
export function acceptsProtector(protect: Protect, protector: ProtectorRef): boolean {
  if (protect.kind === 'none') return true;
  if (protect.kind === 'protectors') return protect.refs.some((ref) => sameProtector(ref, protector));
  return false;
}
