import { dayNumber } from '../../model/dayStart.ts';
import { dayIn } from '../../model/days.ts';
import { placeTitle, restOfPlaces, type SeenPlace, seenPlace } from '../../model/lmsPlace.ts';
import { ownerKey, type PlaceDay, type PlaceOwner } from '../../storage/placeDay.ts';
import type { LaunchOutcome } from './launchOutcome.ts';
import type { Story } from './story.ts';
import { writtenLater } from './writtenLater.ts';

/**
 * Counts from which places in the LMS links are launched, after the answer, so that coordinators can approve them and see
 * what a check would refuse (R7). What waits is added up in memory, within bounds.
 */
export interface PlacesSeen {
  /** A launch with a good signature. Never waits and never fails. */
  settled(story: Story, outcome: LaunchOutcome): void;
  /** Keeps what is waiting. */
  flush(): Promise<void>;
}

export interface PlacesOptions {
  readonly keep: (seen: readonly PlaceDay[]) => Promise<void>;
  readonly trouble: (error: unknown) => void;
  /** Calls `work` once, so many milliseconds from now; left out: a timer that does not keep the process alive. */
  readonly later?: (work: () => void, ms: number) => void;
}

/** So many places wait to be written at most; further ones count together, or not at all. */
const mostWaiting = 4_000;
const mostOfOne = 200;

export function placesSeen({ keep, trouble, later }: PlacesOptions): PlacesSeen {
  let waiting = new Map<string, Map<string, Counted>>();
  let count = 0;
  const written = writtenLater({
    take() {
      const seen = [...waiting.values()].flatMap((own) => [...own.values()]);
      waiting = new Map();
      count = 0;
      return seen;
    },
    keep,
    trouble,
    later,
  });

  function note(owner: PlaceOwner, story: Story, isGood: boolean): void {
    const { message, at } = story;
    if (!message) return;
    const ownerName = ownerKey(owner);
    const own = waiting.get(ownerName) ?? new Map<string, Counted>();
    const { contextId, resourceLinkId } = message;
    // Of a place that waits already, which is most launches' place, nothing else is looked at.
    const known = own.get(placeName(contextId, resourceLinkId)) ?? newcomer(own, owner, story);
    if (known === undefined) return;
    if (isGood) known.launches += 1;
    else known.refused += 1;
    known.lastAt = Math.max(known.lastAt, at);
    waiting.set(ownerName, own);
    written.plan();
  }

  function newcomer(own: Map<string, Counted>, owner: PlaceOwner, story: Story): Counted | undefined {
    const { message, at } = story;
    const isFull = count >= mostWaiting || own.size >= mostOfOne;
    const place = isFull ? restOfPlaces : seenPlace(message?.contextId, message?.resourceLinkId ?? '');
    const name = placeName(place.kind === 'none' ? undefined : place.contextId, place.resourceLinkId);
    const known = own.get(name);
    if (known !== undefined || count >= 2 * mostWaiting) return known;
    count += 1;
    const title = place.kind === 'place' ? titleOf(story) : '';
    const made = { launches: 0, refused: 0, lastAt: at, ...owner, ...copied(place, title) };
    own.set(copyOf(name), made);
    return made;
  }

  return {
    settled(story, outcome) {
      const { target, link, protector, at } = story;
      if (!target || !link || !protector) return;
      const isGood = outcome.kind === 'enter' || outcome.kind === 'ask-login';
      // Beside good launches those that were refused for their place alone.
      const isRefused = outcome.kind === 'refused' && outcome.code === 'wrong-context';
      if (!isGood && !isRefused) return;
      const day = dayNumber(dayIn(target.domain.timeZone, at));
      note({ domainId: target.domain.id, linkId: link.id, protectorId: protector.id, day }, story, isGood);
    },
    flush: written.flush,
  };
}

type Counted = { -readonly [Part in keyof PlaceDay]: PlaceDay[Part] };

/** No id of a place that counts for itself is empty or holds a line break. */
function placeName(contextId: string | undefined, resourceLinkId: string): string {
  return contextId === undefined ? '' : `${contextId}\n${resourceLinkId}`;
}

function titleOf({ message }: Story): string {
  const read = (name: string) => {
    const parameter = message?.parameter(name);
    return parameter?.kind === 'value' ? parameter.value : undefined;
  };
  return placeTitle(read('context_title'), read('resource_link_title'));
}

/** The values are parts of the whole form, which would stay as long as they do. */
function copied({ kind, contextId, resourceLinkId }: SeenPlace, title: string) {
  return { kind, contextId: copyOf(contextId), resourceLinkId: copyOf(resourceLinkId), title: copyOf(title) };
}

function copyOf(text: string): string {
  return Buffer.from(text).toString();
}
