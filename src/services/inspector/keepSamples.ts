import type { MaskedField, RosterMatch } from '../../model/launchSamples.ts';
import type { Door } from '../../storage/door.ts';
import { isExplained } from '../../storage/explanationStore.ts';
import { placed } from '../../storage/journalPlaces.ts';
import {
  type AskedName,
  addSamples,
  rosterNamesAmong,
  type StoredSample,
} from '../../storage/launchSampleStore.ts';
import { inParts } from '../../storage/rowWriting.ts';
import type { SeenLaunch } from '../launch/seenLaunch.ts';
import type { FoundCause } from './signatureCause.ts';

export interface KeepingParts {
  readonly door: Door;
  readonly now: () => number;
  /** Looks for what a bad signature was made with. */
  readonly causeOf: (seen: SeenLaunch) => Promise<FoundCause>;
}

/** So few at once that nobody who launches meanwhile waits for them: of all that may wait it is 50 ms at a stretch. */
const launchesAtOnce = 16;

/** Compares what may be a username with the roster, masks the rest, and keeps the newest (R31). */
export async function keepSamples(parts: KeepingParts, seen: readonly SeenLaunch[]): Promise<void> {
  for (const some of inParts(seen, launchesAtOnce)) await keepSome(parts, some);
}

async function keepSome(parts: KeepingParts, seen: readonly SeenLaunch[]): Promise<void> {
  const { door } = parts;
  const rosters = await rostersOf(door, seen);
  const samples: StoredSample[] = [];
  for (const one of seen) {
    const place = await placeOf(door, one);
    if (!place) continue;
    const roster = rosters.get(place.courseId) ?? new Set<string>();
    samples.push({
      at: one.at,
      reference: one.reference,
      ...place,
      protectorId: one.protectorId ?? 0,
      code: one.code,
      identity: one.identity,
      family: one.family,
      fields: withMatches(one, roster),
      cause: await causeOf(parts, one, place),
    });
  }
  if (samples.length > 0) await door.write((sql) => addSamples(sql, samples));
}

interface Place {
  readonly domainId: number;
  readonly courseId: number;
  readonly linkId: number | undefined;
}

async function placeOf(door: Door, { target, link, asked, at, reference, code }: SeenLaunch) {
  if (target && link) return { domainId: target.domain.id, courseId: link.course.id, linkId: link.id };
  const [found] = await door.read((sql) => placed(sql, [{ at, reference, code, asked }]));
  if (found?.domainId === undefined) return undefined;
  return { domainId: found.domainId, courseId: found.courseId ?? 0, linkId: found.linkId };
}

/** By course, the names of its roster among those that were sent. */
async function rostersOf(door: Door, seen: readonly SeenLaunch[]) {
  const asked = new Map<number, AskedName[]>();
  for (const { target, link, names } of seen) {
    if (!target || !link || names.length === 0) continue;
    const ofDomain = asked.get(target.domain.id) ?? [];
    for (const [, value] of names)
      for (const [name] of spellings(value)) ofDomain.push({ courseId: link.course.id, name });
    asked.set(target.domain.id, ofDomain);
  }
  const found = new Map<number, ReadonlySet<string>>();
  for (const [domainId, names] of asked) {
    const rosters = await door.read((sql) => rosterNamesAmong(sql, domainId, names));
    for (const [courseId, roster] of rosters) found.set(courseId, roster);
  }
  return found;
}

/** The names that a value may stand for, by what a protector can make of it. */
function spellings(value: string): readonly (readonly [string, RosterMatch])[] {
  const at = value.lastIndexOf('@');
  const lower = value.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  return [
    [value, 'exact'],
    ...(lower === value ? [] : [[lower, 'lower'] as const]),
    ...(at > 0 ? [[value.slice(0, at), 'strip'] as const] : []),
  ];
}

function withMatches({ fields, names }: SeenLaunch, roster: ReadonlySet<string>): readonly MaskedField[] {
  const matches = new Map(
    names.map(([n, value]) => [n, spellings(value).find(([name]) => roster.has(name))?.[1]]),
  );
  return fields.map((field, n) => {
    const match = matches.get(n);
    return match === undefined ? field : { match, ...field };
  });
}

async function causeOf(
  { door, now, causeOf: look }: KeepingParts,
  seen: SeenLaunch,
  place: Place,
): Promise<string | undefined> {
  if (!seen.forExplaining || !(await door.read((sql) => isExplained(sql, place, now())))) return undefined;
  return look(seen);
}
