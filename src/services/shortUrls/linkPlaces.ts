import { stateMark } from '../../crypto/stateMark.ts';
import { dayNumber, dayOfNumber } from '../../model/dayStart.ts';
import { dayIn } from '../../model/days.ts';
import type { Door, Sql } from '../../storage/door.ts';
import { protectorsInScope } from '../../storage/journalNameStore.ts';
import { findLink, type ListedLink } from '../../storage/linkListStore.ts';
import {
  type ApprovedPlace,
  approvedPlaces,
  countPlaces,
  type ListedPlace,
  listPlaces,
  type PlacedLink,
  type PlaceQuestion,
} from '../../storage/placePageStore.ts';
import { firstPlaceDay, type PlaceWeeks, placeWeeks } from '../../storage/placeWeekStore.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';

/** Days that a check is held against before it is chosen (R7). */
export const daysOfPlaces = 14;

export type ScopedProtectors = Awaited<ReturnType<typeof protectorsInScope>>;

/** Where a short URL may be launched from, and where it was. */
export interface LinkPlaces {
  readonly link: ListedLink;
  readonly mark: string;
  readonly approved: number;
  readonly places: readonly ListedPlace[];
  readonly total: number;
  readonly weeks: PlaceWeeks;
  /** The first day that counts, `YYYY-MM-DD`, where it is later than the period's. */
  readonly since: string | undefined;
  /** Those that a place may be approved for. */
  readonly protectors: ScopedProtectors;
}

export interface PlacesQuestion extends PlaceQuestion {
  readonly shortId: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Undefined for what is no short URL of this course. */
export function readPlaces(
  door: Door,
  by: CourseCoordinator,
  question: PlacesQuestion,
): Promise<LinkPlaces | undefined> {
  return door.read(async (sql) => {
    const state = await placeState(sql, by, question.shortId);
    if (!state) return undefined;
    const { link, placed, approved, mark } = state;
    const since = firstDay(by, question.now);
    const first = await firstPlaceDay(sql, placed.domainId);
    return {
      link,
      mark,
      approved: approved.length,
      places: await listPlaces(sql, placed, question),
      total: await countPlaces(sql, placed, question),
      weeks: await placeWeeks(sql, placed, { since }),
      since: first !== undefined && first > since ? dayOfNumber(first) : undefined,
      protectors: await protectorsInScope(sql, by.course),
    };
  });
}

/** A short URL with all that its check is about, as of now. */
export interface PlaceState {
  readonly link: ListedLink;
  readonly placed: PlacedLink;
  readonly approved: readonly ApprovedPlace[];
  /** For forms: two coordinators may be at it. */
  readonly mark: string;
}

export async function placeState(
  sql: Sql,
  { course }: CourseCoordinator,
  shortId: string,
): Promise<PlaceState | undefined> {
  const link = await findLink(sql, course, shortId);
  if (!link) return undefined;
  const { domainId, courseId } = course;
  const placed = { domainId, courseId, linkId: link.id };
  const approved = await approvedPlaces(sql, placed);
  const ids = approved.map(({ id, protectorId }) => [id, protectorId]);
  return { link, placed, approved, mark: stateMark([link.id, link.placeCheck, ids]) };
}

/** An approved place, and what taking it away would mean. */
export interface PlaceToRemove {
  readonly link: ListedLink;
  readonly mark: string;
  readonly place: ApprovedPlace;
  readonly protector: ScopedProtectors[number] | undefined;
  /** None is left for its protector; none at all. */
  readonly isLast: 'of-protector' | 'of-link' | undefined;
  /** Good launches of the last days that only this approval lets in. */
  readonly launches: number;
}

/** Undefined for a place that is not approved for that short URL. */
export function readPlaceOf(
  door: Door,
  by: CourseCoordinator,
  { shortId, place: id, now }: { readonly shortId: string; readonly place: number; readonly now: number },
): Promise<PlaceToRemove | undefined> {
  return door.read(async (sql) => {
    const state = await placeState(sql, by, shortId);
    const place = state?.approved.find((one) => one.id === id);
    if (!state || !place) return undefined;
    const { link, mark, approved, placed } = state;
    const since = firstDay(by, now);
    const before = await placeWeeks(sql, placed, { since });
    const after = await placeWeeks(sql, placed, { since, without: id });
    const protectors = await protectorsInScope(sql, by.course);
    const ofProtector = approved.filter(({ protectorId }) => protectorId === place.protectorId);
    return {
      link,
      mark,
      place,
      protector: protectors.find((one) => one.id === place.protectorId),
      isLast: approved.length === 1 ? 'of-link' : ofProtector.length === 1 ? 'of-protector' : undefined,
      launches: after.wouldRefuse - before.wouldRefuse,
    };
  });
}

function firstDay({ domain }: CourseCoordinator, now: number): number {
  return dayNumber(dayIn(domain.timeZone, now)) - daysOfPlaces + 1;
}
