import { lmsIdFault } from '../../model/lmsPlace.ts';
import { type CheckMode, type ProtectorRef, sameProtector } from '../../model/protector.ts';
import { type AuditEntry, addAudit } from '../../storage/auditStore.ts';
import { lockCourse } from '../../storage/courseLock.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { protectorsInScope } from '../../storage/journalNameStore.ts';
import type { LmsPlace } from '../../storage/launchPersonStore.ts';
import { addLinkPlaces } from '../../storage/linkPlaceStore.ts';
import { removePlace } from '../../storage/placePageStore.ts';
import { changeShortUrl } from '../../storage/shortUrlStore.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { linkEntry } from './changeShortUrl.ts';
import { type PlaceState, placeState } from './linkPlaces.ts';

/** More would be a sign that the link is not to be bound at all. */
export const mostPlaces = 200;

export type PlaceDeed =
  /** `protector` undefined: none that the course knows was named. */
  | ({ readonly kind: 'approve'; readonly protector: ProtectorRef | undefined } & LmsPlace)
  | { readonly kind: 'remove'; readonly place: number }
  /** `confirmed`: whoever chooses `enforce` has seen what it would have refused. */
  | { readonly kind: 'check'; readonly mode: CheckMode; readonly confirmed: boolean };

export interface PlaceChange {
  readonly by: CourseCoordinator;
  readonly shortId: string;
  readonly mark: string;
  readonly deed: PlaceDeed;
  /** Epoch milliseconds. */
  readonly now: number;
}

export const placeFaults = [
  'no-protector',
  'no-context',
  'bad-context',
  'bad-link',
  'too-many',
  'none-approved',
  'unconfirmed',
] as const;

export type PlaceFault = (typeof placeFaults)[number];

export type ChangedPlaces =
  | { readonly kind: 'changed' | 'unchanged' | 'missing' | 'meanwhile' }
  | { readonly kind: 'refused'; readonly faults: readonly PlaceFault[] };

/** What is to be written; or that it stands so already, or why not. */
type Step =
  | { readonly store: (sql: Sql) => Promise<void>; readonly entry: Pick<AuditEntry, 'before' | 'after'> }
  | { readonly faults: readonly PlaceFault[] }
  | 'unchanged'
  | 'missing';

/** Approves a place in the LMS, takes one away, or chooses what becomes of launches from others (R7). */
export async function changePlaces(door: Door, change: PlaceChange): Promise<ChangedPlaces> {
  const { by, shortId, mark, deed, now } = change;
  return door.write(async (sql): Promise<ChangedPlaces> => {
    await lockCourse(sql, by.course);
    const state = await placeState(sql, by, shortId);
    if (!state) return { kind: 'missing' };
    const step = await stepOf(sql, { by, state, deed, now });
    if (typeof step === 'string') return { kind: step };
    if ('faults' in step) return { kind: 'refused', faults: step.faults };
    if (state.mark !== mark) return { kind: 'meanwhile' };
    await step.store(sql);
    await addAudit(sql, [{ ...linkEntry(by, state.link, deeds[deed.kind]), ...step.entry }], now);
    return { kind: 'changed' };
  });
}

const deeds = { approve: 'place-approved', remove: 'place-removed', check: 'place-check-chosen' } as const;

interface Asked {
  readonly by: CourseCoordinator;
  readonly state: PlaceState;
  readonly deed: PlaceDeed;
  readonly now: number;
}

async function stepOf(sql: Sql, { by, state, deed, now }: Asked): Promise<Step> {
  const { link, approved, placed } = state;
  if (deed.kind === 'check') return checkStep(by, state, deed);
  const protectors = await protectorsInScope(sql, by.course);
  if (deed.kind === 'remove') {
    const place = approved.find(({ id }) => id === deed.place);
    if (!place) return 'missing';
    const protector = protectors.find(({ id }) => id === place.protectorId);
    const store = () => removePlace(sql, placed, place.id);
    return { store, entry: { before: told(place, protector) } };
  }
  const { contextId, resourceLinkId } = deed;
  const protector = protectors.find((one) => deed.protector && sameProtector(one, deed.protector));
  const faults = faultsOf(deed, protector !== undefined);
  if (!protector || faults.length > 0) return { faults };
  const own = approved.filter((one) => one.protectorId === protector.id && one.contextId === contextId);
  const isThere = own.some((one) => [undefined, resourceLinkId].includes(one.resourceLinkId));
  if (isThere) return 'unchanged';
  if (approved.length >= mostPlaces) return { faults: ['too-many'] };
  const place = { item: link.item, protector, contextId, resourceLinkId };
  const store = () => addLinkPlaces(sql, by.course, { places: [place], now });
  return { store, entry: { after: told(place, protector) } };
}

function faultsOf(place: LmsPlace, hasProtector: boolean): readonly PlaceFault[] {
  const faults: PlaceFault[] = hasProtector ? [] : ['no-protector'];
  const context = lmsIdFault(place.contextId);
  if (context !== undefined) faults.push(context === 'empty' ? 'no-context' : 'bad-context');
  const { resourceLinkId } = place;
  if (resourceLinkId !== undefined && lmsIdFault(resourceLinkId) !== undefined) faults.push('bad-link');
  return faults;
}

function checkStep(
  { course }: CourseCoordinator,
  { link, approved }: PlaceState,
  { mode, confirmed }: Extract<PlaceDeed, { kind: 'check' }>,
): Step {
  if (mode === link.placeCheck) return 'unchanged';
  if (mode === 'enforce') {
    const faults: PlaceFault[] = approved.length === 0 ? ['none-approved'] : [];
    if (!confirmed) faults.push('unconfirmed');
    if (faults.length > 0) return { faults };
  }
  const store = (sql: Sql) => changeShortUrl(sql, course, { ...link, placeCheck: mode });
  return { store, entry: { before: { placeCheck: link.placeCheck }, after: { placeCheck: mode } } };
}

/** For the audit trail, as provisioning tells it. */
function told({ contextId, resourceLinkId }: LmsPlace, protector: ProtectorRef | undefined) {
  return {
    protector: protector ? `${protector.level}:${protector.number}` : null,
    context: contextId,
    resourceLink: resourceLinkId ?? null,
  };
}
