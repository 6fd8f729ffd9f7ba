import { dayIn } from '../../model/days.ts';
import { type RosterState, rosterState } from '../../model/rosterState.ts';
import type { Door } from '../../storage/door.ts';
import { type NamedPerson, peopleLike } from '../../storage/roleStore.ts';
import {
  countRoster,
  listRoster,
  type RosterFilter,
  type RosterLine,
  rolesById,
  sectionsOf,
} from '../../storage/rosterListStore.ts';
import type { CourseCoordinator, DomainCoordinator } from '../rights/coordinators.ts';
import { type MarkedRoles, marked } from './rosterParts.ts';

export interface RosterEntry extends RosterLine {
  readonly state: RosterState;
}

/** What is looked for on a roster. */
export type RosterQuestion = Omit<RosterFilter, 'scope' | 'today'>;

export interface RosterPart {
  readonly entries: readonly RosterEntry[];
  readonly total: number;
  readonly sections: readonly string[];
}

/** One page of a course's roster. */
export async function readRoster(
  door: Door,
  by: CourseCoordinator,
  { question, now, ...part }: { question: RosterQuestion; offset: number; most: number; now: number },
): Promise<RosterPart> {
  const filter = filterOf(by, question, now);
  return door.read(async (sql) => {
    const lines = await listRoster(sql, filter, part);
    return {
      entries: lines.map((line) => ({ ...line, state: rosterState(line, filter.today) })),
      total: await countRoster(sql, filter),
      sections: await sectionsOf(sql, filter.scope),
    };
  });
}

const atOnce = 2_000;

/** All of them that are looked for, in pieces that other requests are let in between. */
export async function* allOfRoster(
  door: Door,
  by: CourseCoordinator,
  { question, now }: { readonly question: RosterQuestion; readonly now: number },
): AsyncGenerator<readonly RosterEntry[]> {
  const filter = filterOf(by, question, now);
  for (let offset = 0; ; offset += atOnce) {
    const from = offset;
    const lines = await door.read((sql) => listRoster(sql, filter, { offset: from, most: atOnce }));
    if (lines.length > 0) yield lines.map((line) => ({ ...line, state: rosterState(line, filter.today) }));
    if (lines.length < atOnce) return;
  }
}

function filterOf(
  { course, domain }: CourseCoordinator,
  question: RosterQuestion,
  now: number,
): RosterFilter {
  const { domainId, courseId } = course;
  return { ...question, scope: { domainId, courseId }, today: dayIn(domain.timeZone, now) };
}

/** The roles of these numbers that are the course's and may be changed by whoever asks. */
export async function readRoles(
  door: Door,
  by: CourseCoordinator,
  ids: readonly number[],
): Promise<MarkedRoles> {
  const { domainId, courseId } = by.course;
  const roles = await door.read((sql) => rolesById(sql, { domainId, courseId }, ids));
  return marked(roles.filter((role) => mayTouch(by, role)));
}

/** Coordinators' roles are their domain's affair (product.md, People). */
export function mayTouch(by: CourseCoordinator, { role }: Pick<RosterLine, 'role'>): boolean {
  return by.isDomainCoordinator || role !== 'coordinator';
}

/** How few letters are searched for: one would list whoever there is. */
const fewestLetters = 2;

/** People of the domain who could be meant. */
export async function suggestPeople(
  door: Door,
  { domain }: DomainCoordinator,
  { typed, pattern }: { readonly typed: string; readonly pattern: string },
): Promise<readonly NamedPerson[]> {
  if (Array.from(typed.trim()).length < fewestLetters) return [];
  return door.read((sql) => peopleLike(sql, domain.domainId, { pattern, most: 10 }));
}
