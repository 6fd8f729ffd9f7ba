import { showsElsewhere } from './access.ts';
import { acceptsProtector, type StoredSetting } from './deepLink.ts';
import type { EffectiveSetting } from './effectiveSetting.ts';
import { covers } from './launchScope.ts';
import { actsAs, type LaunchSession, settingFor, stillTaken, type Visitor } from './launchSession.ts';
import { asksForWord } from './sharedWord.ts';
import { openedByWord } from './wordAccess.ts';

/** A folder or resource with what is in it, in the course's order. */
export interface ContentNode {
  readonly id: number;
  readonly isFolder: boolean;
  readonly children: readonly ContentNode[];
}

/** One line of a contents page. What must not be seen is not there at all. */
export interface ListedItem {
  readonly id: number;
  readonly shows: 'link' | 'title-only';
  readonly children: readonly ListedItem[];
}

/** As whom a page is shown. One page shows one identity's view, because rights never add up. */
export type Viewer =
  | { readonly kind: 'staff' }
  | { readonly kind: 'student'; readonly visitor: Visitor }
  | { readonly kind: 'launched'; readonly launch: LaunchSession };

/** The part of a course that a page is about. */
export interface ContentsPart {
  readonly courseId: number;
  readonly settings: readonly StoredSetting[];
  /** The folder whose page it is and the folders around it, inwards out; empty for the whole course. */
  readonly within: readonly number[];
  readonly nodes: readonly ContentNode[];
}

/**
 * What a contents or folder page lists. Normal sessions go by each item's listing, and nothing in a folder
 * that is absent is listed. Launched sessions list what the launch opens, wherever it stands, and with
 * "others: show" what is `either` elsewhere, by its listing; by its listing, too, what would open for a word. A listed
 * item whose folder is not listed moves
 * up to the next folder that is.
 */
export function listContents(part: ContentsPart, viewer: Viewer): readonly ListedItem[] {
  return listNodes(part.nodes, part.within, lookOf(part, viewer), true);
}

/** How one item looks. `passed-over` and `hidden` are not listed; what is in a hidden folder is not either. */
type Look = 'link' | 'title-only' | 'passed-over' | 'hidden' | 'opened-by-launch';
type LookAt = (chain: readonly number[], isFolder: boolean) => Look;

function listNodes(
  nodes: readonly ContentNode[],
  within: readonly number[],
  lookAt: LookAt,
  inSight: boolean,
): readonly ListedItem[] {
  return nodes.flatMap(({ id, isFolder, children }) => {
    const chain = [id, ...within];
    const look = lookAt(chain, isFolder);
    const seen = look === 'opened-by-launch' || (inSight && look !== 'hidden');
    const inside = listNodes(children, chain, lookAt, seen);
    if (!seen || look === 'passed-over') return inside;
    return [{ id, shows: look === 'title-only' ? 'title-only' : 'link', children: inside }];
  });
}

function lookOf({ courseId, settings }: ContentsPart, viewer: Viewer): LookAt {
  if (viewer.kind === 'staff') return () => 'link';
  if (viewer.kind === 'launched') return launchedLook(courseId, settings, viewer.launch);
  return (chain) => byListing(settingFor(viewer.visitor, settings, chain));
}

function byListing({ listing }: EffectiveSetting): Look {
  if (listing.value === 'full') return 'link';
  return listing.value === 'details' ? 'title-only' : 'hidden';
}

function launchedLook(courseId: number, settings: readonly StoredSetting[], launch: LaunchSession): LookAt {
  const source = settingFor(launch.visitor, settings, launch.launched.chain);
  if (actsAs(launch, courseId) !== 'student' || !stillTaken(launch, source)) return () => 'hidden';
  return (chain, isFolder) => {
    const setting = settingFor(launch.visitor, settings, chain);
    const place = { courseId, chain, isFolder };
    const inScope = covers(source.scope.value, launch.launched, place);
    if (inScope && acceptsProtector(setting.protect.value, launch.protector)) return 'opened-by-launch';
    if (openedByWord(launch.visitor, settings, place)) return 'opened-by-launch';
    if (inScope && asksForWord(setting.protect.value)) return byListing(setting);
    if (source.others.value !== 'show' || byListing(setting) === 'hidden') return 'hidden';
    return inScope || !showsElsewhere(setting) ? 'passed-over' : byListing(setting);
  };
}
