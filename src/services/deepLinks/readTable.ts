import { courseStanding } from '../../model/courseStanding.ts';
import { dayIn } from '../../model/days.ts';
import type { Audience } from '../../model/deepLink.ts';
import type { Who } from '../../model/effectiveSetting.ts';
import type { Door } from '../../storage/door.ts';
import { type CoursePerson, personStore } from '../../storage/personStore.ts';
import { sectionsOf } from '../../storage/rosterListStore.ts';
import { inParts } from '../../storage/rowWriting.ts';
import type { CourseCoordinator } from '../rights/coordinators.ts';
import { type CourseFacts, readCourseFacts } from './courseFacts.ts';
import { type AskedAudience, audienceOf } from './readSetting.ts';
import { readUndo, type Undoable } from './undoMany.ts';

/** Everything that the table of a course's settings shows, for one audience. */
export interface OpenTable {
  readonly facts: CourseFacts;
  readonly audience: Audience;
  readonly who: Who;
  /** Sections of the course, and those that settings are for. */
  readonly sections: readonly string[];
  /** The people whom settings are for, as the course knows them today. */
  readonly whoIs: (audience: Audience) => Who;
  /** Is it for a section or person that the course does not have any more? */
  readonly isForNobody: (audience: Audience) => boolean;
  readonly undo: Undoable | undefined;
}

/** `nobody` for a section or person that there cannot be. */
export async function readTable(
  door: Door,
  by: CourseCoordinator,
  { audience: asked, now }: { readonly audience: AskedAudience; readonly now: number },
): Promise<OpenTable | 'nobody'> {
  const whom = await audienceOf(door, by, { asked, now });
  if (!whom) return 'nobody';
  const { course } = by;
  const [facts, { inUse, undo }] = await Promise.all([
    readCourseFacts(door, course),
    door.read(async (sql) => ({ inUse: await sectionsOf(sql, course), undo: await readUndo(sql, by, now) })),
  ]);
  const { audience, who, username } = whom;
  const usernames = new Map(facts.usernames);
  if (audience.kind === 'user') usernames.set(audience.personId, username);
  const named = facts.settings.flatMap(({ audience: one }) => (one.kind === 'section' ? [one.section] : []));
  const people = await peopleOf(door, by, [...facts.usernames.keys()]);
  const today = dayIn(course.timeZone, now);
  return {
    facts: { ...facts, usernames },
    audience,
    who,
    sections: [...new Set([...inUse, ...named])].sort(),
    whoIs(one) {
      if (one.kind === 'everybody') return { sections: [] };
      if (one.kind === 'section') return { sections: [one.section] };
      const person = people.get(one.personId);
      const sections = person ? courseStanding(person, today).sections : [];
      return { personId: one.personId, sections };
    },
    isForNobody(one) {
      if (one.kind === 'section') return !inUse.includes(one.section);
      return one.kind === 'user' && (people.get(one.personId)?.roles.length ?? 0) === 0;
    },
    undo,
  };
}

async function peopleOf(
  door: Door,
  { course }: CourseCoordinator,
  ids: readonly number[],
): Promise<ReadonlyMap<number, CoursePerson>> {
  const people = new Map<number, CoursePerson>();
  for (const part of inParts(ids, 200)) {
    for (const person of await personStore(door).findInCourse(course, part)) people.set(person.id, person);
  }
  return people;
}
