import { addLinkPlaces, type LinkPlace } from '../../storage/linkPlaceStore.ts';
import type { AppliedItem } from './applyContents.ts';
import type { InCourse } from './applyParts.ts';
import { numberedProtector } from './applyProtectorName.ts';
import { quoted } from './faults.ts';
import type { ShortUrlPlan } from './plan.ts';

/** The places of the file that the short URL does not have yet (R7). Those that the file leaves out stay. */
export function newPlaces(
  at: InCourse,
  { item, plan }: { readonly item: AppliedItem; readonly plan: ShortUrlPlan | undefined },
  known: readonly LinkPlace[],
): readonly LinkPlace[] {
  const there = new Set(known.map(placeText));
  return (plan?.places ?? []).flatMap(({ path, protector: name, context, resourceLink }): LinkPlace[] => {
    const protector = numberedProtector(at, name, [...path, 'protector']);
    if (!protector) return [];
    const place = { item: item.id, protector, contextId: context, resourceLinkId: resourceLink };
    if (there.has(placeText(place))) return [];
    // Whoever adds one link of the place may think that it narrows what was approved before.
    if (resourceLink !== undefined && there.has(placeText({ ...place, resourceLinkId: undefined }))) {
      at.ledger.notes.push(
        `The short URL of ${item.itemId} may still be launched from all of the context ${quoted(context)}; a file takes no place away.`,
      );
    }
    return [place];
  });
}

/** For the ledger and the audit trail. */
export function placesTold(places: readonly LinkPlace[]) {
  return places.map(({ protector, contextId, resourceLinkId = null }) => ({
    protector: `${protector.level}:${protector.number}`,
    context: contextId,
    resourceLink: resourceLinkId,
  }));
}

export async function storePlaces(at: InCourse, places: readonly LinkPlace[]): Promise<void> {
  // A fault undoes the run anyway, and what it is about may not have been stored.
  if (at.ledger.faults.length > 0) return;
  await addLinkPlaces(at.sql, at.scope, { places, now: at.now });
}

function placeText(place: LinkPlace): string {
  return JSON.stringify(placesTold([place]));
}
