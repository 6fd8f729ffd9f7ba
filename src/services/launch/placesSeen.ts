import { dayNumber } from '../../model/dayStart.ts';
import { dayIn } from '../../model/days.ts';
import { placeTitle, restOfPlaces, seenPlace } from '../../model/lmsPlace.ts';
import { added, ownerKey, type PlaceDay, placeKey } from '../../storage/placeDay.ts';
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
  let waiting = new Map<string, Map<string, PlaceDay>>();
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

  function note(seen: PlaceDay, titleOf: () => string): void {
    const owner = ownerKey(seen);
    const own = waiting.get(owner) ?? new Map<string, PlaceDay>();
    const isFull = count >= mostWaiting || own.size >= mostOfOne;
    const ownPlace = placeKey(seen);
    const isFolded = isFull && !own.has(ownPlace);
    const one = isFolded ? { ...seen, ...restOfPlaces } : seen;
    const key = isFolded ? placeKey(one) : ownPlace;
    const known = own.get(key);
    if (known === undefined && count >= 2 * mostWaiting) return;
    if (known === undefined) count += 1;
    // To clean a title takes longer than all the rest, and the first one is as good as any.
    const title = known === undefined && one.kind === 'place' ? titleOf() : '';
    own.set(key, known === undefined ? copied({ ...one, title }) : added(known, one));
    waiting.set(owner, own);
    written.plan();
  }

  return {
    settled(story, outcome) {
      const seen = seenBy(story, outcome);
      if (seen) note(seen, () => titleOf(story));
    },
    flush: written.flush,
  };
}

/** Good launches, and those that were refused for their place alone. */
function seenBy(
  { target, link, protector, message, at }: Story,
  outcome: LaunchOutcome,
): PlaceDay | undefined {
  if (!target || !link || !protector || !message) return undefined;
  const isGood = outcome.kind === 'enter' || outcome.kind === 'ask-login';
  const isRefused = outcome.kind === 'refused' && outcome.code === 'wrong-context';
  if (!isGood && !isRefused) return undefined;
  return {
    domainId: target.domain.id,
    linkId: link.id,
    protectorId: protector.id,
    day: dayNumber(dayIn(target.domain.timeZone, at)),
    ...seenPlace(message.contextId, message.resourceLinkId),
    launches: Number(isGood),
    refused: Number(isRefused),
    title: '',
    lastAt: at,
  };
}

function titleOf({ message }: Story): string {
  const read = (name: string) => {
    const parameter = message?.parameter(name);
    return parameter?.kind === 'value' ? parameter.value : undefined;
  };
  return placeTitle(read('context_title'), read('resource_link_title'));
}

/** The values are parts of the whole form, which would stay as long as they do. */
function copied(one: PlaceDay): PlaceDay {
  const copy = (text: string) => Buffer.from(text).toString();
  const { contextId, resourceLinkId, title } = one;
  return { ...one, contextId: copy(contextId), resourceLinkId: copy(resourceLinkId), title: copy(title) };
}
