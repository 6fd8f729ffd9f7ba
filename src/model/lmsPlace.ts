/** What is wrong with an id that an LMS gave, if it is to be kept and compared byte by byte. */
export type LmsIdFault = 'empty' | 'control' | 'long';

export const mostLmsIdBytes = 255;

const unstorable = /[\p{Cc}\p{Cs}]/u;

export function lmsIdFault(id: string): LmsIdFault | undefined {
  if (id.trim() === '') return 'empty';
  if (unstorable.test(id)) return 'control';
  return new TextEncoder().encode(id).length > mostLmsIdBytes ? 'long' : undefined;
}

/** A launch's place can be approved, or it named no context, or one that nobody can approve (R7). */
export type PlaceKind = 'place' | 'none' | 'rest';

export interface SeenPlace {
  readonly kind: PlaceKind;
  /** Empty unless it is a place. */
  readonly contextId: string;
  readonly resourceLinkId: string;
}

export const restOfPlaces: SeenPlace = { kind: 'rest', contextId: '', resourceLinkId: '' };

export function seenPlace(contextId: string | undefined, resourceLinkId: string): SeenPlace {
  if (contextId === undefined) return { kind: 'none', contextId: '', resourceLinkId: '' };
  if (lmsIdFault(contextId) !== undefined || lmsIdFault(resourceLinkId) !== undefined) return restOfPlaces;
  return { kind: 'place', contextId, resourceLinkId };
}

const mostTitle = 200;

/** How an LMS calls a place: its course, and its link in it. Only for people to read. */
export function placeTitle(context: string | undefined, link: string | undefined): string {
  const parts = [context, link].flatMap((part) => {
    const clean =
      part
        ?.slice(0, 1_000)
        .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
        .trim() ?? '';
    return clean === '' ? [] : [clean];
  });
  return Array.from(parts.join(' › ')).slice(0, mostTitle).join('');
}

/** What a list of places can be narrowed to. */
export const placeStates = ['approved', 'new'] as const;

export type PlaceState = (typeof placeStates)[number];
