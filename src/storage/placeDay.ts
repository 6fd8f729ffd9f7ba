import type { SeenPlace } from '../model/lmsPlace.ts';

/** Launches of one link with one protector on one day. */
export interface PlaceOwner {
  readonly domainId: number;
  readonly linkId: number;
  readonly protectorId: number;
  readonly day: number;
}

/** How many of them came from one place. */
export interface PlaceDay extends PlaceOwner, SeenPlace {
  readonly launches: number;
  readonly refused: number;
  readonly title: string;
  readonly lastAt: number;
}

/** Tells apart the links, protectors and days that are counted. */
export function ownerKey({ linkId, protectorId, day }: PlaceOwner): string {
  return `${linkId} ${protectorId} ${day}`;
}

/** Tells apart the places of one of them. */
export function placeKey({ kind, contextId, resourceLinkId }: SeenPlace): string {
  return JSON.stringify([kind, contextId, resourceLinkId]);
}

/** Two counts of one place. */
export function added(known: PlaceDay, one: PlaceDay): PlaceDay {
  return {
    ...known,
    launches: known.launches + one.launches,
    refused: known.refused + one.refused,
    title: one.title === '' ? known.title : one.title,
    lastAt: Math.max(known.lastAt, one.lastAt),
  };
}
