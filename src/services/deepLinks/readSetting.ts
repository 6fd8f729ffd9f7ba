import { stateMark } from '../../crypto/stateMark.ts';
import { courseStanding } from '../../model/courseStanding.ts';
import { dayIn } from '../../model/days.ts';
import type { Audience } from '../../model/deepLink.ts';
import { type EffectiveSetting, effectiveSetting, type Who } from '../../model/effectiveSetting.ts';
import { isSection } from '../../model/ids.ts';
import { writeProtect } from '../../storage/deepLinkColumns.ts';
import type { KnownSetting, SettingPlace } from '../../storage/deepLinkStore.ts';
import type { Door } from '../../storage/door.ts';
import type { ItemHead } from '../../storage/itemStore.ts';
import { personStore } from '../../storage/personStore.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { type CourseFacts, readCourseFacts, readFactsNear } from './courseFacts.ts';

/** Whom a form is for, as its address says it: everybody, a section, or somebody by username. */
export interface AskedAudience {
  readonly section: string;
  readonly user: string;
}

/** One setting with all that its form shows. */
export interface OpenSetting {
  readonly facts: CourseFacts;
  /** Undefined for the whole course. */
  readonly item: ItemHead | undefined;
  readonly place: SettingPlace;
  /** For whom its values are asked: the audience itself. */
  readonly who: Who;
  readonly stored: KnownSetting | undefined;
  readonly mark: string;
  /** What would hold if nothing were set here. */
  readonly inherited: EffectiveSetting;
  readonly effective: EffectiveSetting;
}

export interface SettingQuestion {
  /** Undefined for the whole course. */
  readonly itemId: string | undefined;
  readonly audience: AskedAudience;
  /** With the rest of the course, to foresee what would change there. */
  readonly whole: boolean;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Undefined for an item that the course does not have; `nobody` for a section or person that there cannot be. */
export async function readSetting(
  door: Door,
  by: CourseCoordinator,
  { itemId, audience: asked, whole, now }: SettingQuestion,
): Promise<OpenSetting | 'nobody' | undefined> {
  const facts = whole
    ? await readCourseFacts(door, by.course)
    : await readFactsNear(door, by.course, itemId === undefined ? [] : [itemId]);
  const item = facts.tree.find((head) => head.itemId === itemId);
  if (itemId !== undefined && !item) return undefined;
  const whom = await audienceOf(door, by, { asked, now });
  if (!whom) return 'nobody';
  const { audience, who, username } = whom;
  const named = new Map(facts.usernames);
  if (audience.kind === 'user') named.set(audience.personId, username);
  return openAt({ ...facts, usernames: named }, { item, audience, who });
}

export function openAt(
  facts: CourseFacts,
  {
    item,
    audience,
    who,
  }: { readonly item: ItemHead | undefined; readonly audience: Audience; readonly who: Who },
): OpenSetting {
  const place: SettingPlace = { item: item?.id ?? null, audience };
  const stored = facts.settings.find((setting) => isAt(setting, place));
  const chain = item?.chain ?? [];
  const others = facts.settings.filter((setting) => setting !== stored);
  return {
    facts,
    item,
    place,
    who,
    stored,
    mark: markOf(stored),
    inherited: effectiveSetting(others, chain, who),
    effective: effectiveSetting(facts.settings, chain, who),
  };
}

/** Of what is stored; the shared word is part of it, though a mark tells nothing of it. */
export function markOf(stored: KnownSetting | undefined): string {
  if (!stored) return stateMark(null);
  const { protect, ...parts } = stored.parts;
  return stateMark([parts, protect === undefined ? null : writeProtect(protect), stored.word]);
}

export function isAt({ item, audience }: SettingPlace, place: SettingPlace): boolean {
  if (item !== place.item || audience.kind !== place.audience.kind) return false;
  if (audience.kind === 'section') return audience.section === sectionOf(place.audience);
  return audience.kind === 'everybody' || audience.personId === personOf(place.audience);
}

function sectionOf(audience: Audience): string | undefined {
  return audience.kind === 'section' ? audience.section : undefined;
}

function personOf(audience: Audience): number | undefined {
  return audience.kind === 'user' ? audience.personId : undefined;
}

interface Whom {
  readonly audience: Audience;
  readonly who: Who;
  readonly username: string;
}

/** Undefined for a section or person that there cannot be. */
export async function audienceOf(
  door: Door,
  { course, domain }: CourseCoordinator,
  { asked: { section, user }, now }: { readonly asked: AskedAudience; readonly now: number },
): Promise<Whom | undefined> {
  if (user !== '') {
    const people = personStore(door);
    const found = await people.findByName(domain.name, user.normalize('NFC'));
    const [person] = found ? await people.findInCourse(course, [found.id]) : [];
    if (!person) return undefined;
    const { sections } = courseStanding(person, dayIn(course.timeZone, now));
    const audience: Audience = { kind: 'user', personId: person.id };
    return { audience, who: { personId: person.id, sections }, username: person.username };
  }
  if (section === '') return { audience: { kind: 'everybody' }, who: { sections: [] }, username: '' };
  if (!isSection(section)) return undefined;
  return { audience: { kind: 'section', section }, who: { sections: [section] }, username: '' };
}
